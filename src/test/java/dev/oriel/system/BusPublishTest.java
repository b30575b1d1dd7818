package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.Oriel;
import dev.oriel.edge.PublishedCamera;
import dev.oriel.hub.Camera;
import dev.oriel.hub.TrackState;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Cameras that are published to one server of a bus, as others see them.
@Timeout(120)
class BusPublishTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path data = Path.of("");

    private static @Nullable Camera camera(Oriel server) {
        return server.hub().camera("roof").orElse(null);
    }

    private static Camera there(Oriel server) {
        return server.hub().camera("roof").orElseThrow();
    }

    private static String state(Oriel server) {
        var camera = camera(server);
        var state = camera == null ? null : camera.track().state();
        return state == null ? "none" : state.phase().word() + " " + state.cause();
    }

    private static boolean has(Oriel server) {
        return camera(server) instanceof PublishedCamera;
    }

    private static void awaitSeen(Oriel server) {
        await().atMost(SOON).until(() -> camera(server) != null && !has(server));
    }

    private static URI ws(Oriel server, String path) {
        return URI.create("ws://127.0.0.1:" + server.port() + "/api/cameras/roof/" + path);
    }

    private static Crowd watch(Oriel... servers) {
        var crowd = new Crowd();
        for (var server : servers) {
            crowd.join(1, ws(server, "live"));
        }
        return crowd;
    }

    private static void awaitMore(Crowd crowd) {
        int before = crowd.fewest();
        await().atMost(SOON).until(() -> crowd.fewest() > before + 5);
    }

    private static RawConnection.Answer ask(Oriel server, String method, String path) throws IOException {
        try (var connection = RawConnection.to(server.port())) {
            return connection.answer(method, path);
        }
    }

    private static int patch(Oriel server, String body) throws IOException {
        try (var connection = RawConnection.to(server.port())) {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            connection.say("PATCH /api/cameras/roof/settings HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + bytes.length
                    + "\r\n\r\n");
            connection.say(bytes);
            return connection.answer(true).status();
        }
    }

    @Test
    void whatIsPublishedToOneServerIsWatchedAtAnotherInEveryWay() throws Exception {
        try (var fleet = new Fleet(data)) {
            var one = fleet.server();
            var two = fleet.server();
            try (var pictures = new PublishedPictures(one.port(), "roof")) {
                pictures.publisher().demand(false);
                awaitSeen(two);
                try (var viewer = Viewer.connect(ws(two, "live"))) {
                    viewer.say("1");
                    assertThat(viewer.next().picture()).startsWith(0xff, 0xd8);
                }
                pictures.publisher().demand(true);
                try (var stream = RawConnection.to(two.port())) {
                    stream.ask("GET", "/api/cameras/roof/stream.mjpg");
                    assertThat(stream.head().status()).isEqualTo(200);
                    stream.chunk(); // the first delimiter
                    assertThat(new String(stream.chunk(), StandardCharsets.ISO_8859_1)).contains("Content-Type: image/jpeg");
                }
                assertThat(ask(two, "GET", "/api/cameras/roof/snapshot.jpg").status()).isEqualTo(200);
                try (var player = Viewer.connect(ws(two, "jsmpeg"))) {
                    assertThat(player.next().picture()).startsWith(0x47);
                }
                var seen = new JsonObject(ask(two, "GET", "/api/cameras/roof").body());
                assertThat(seen.getString("size")).isEqualTo(PublishedPictures.WIDTH + "x" + PublishedPictures.HEIGHT);
                assertThat(new JsonObject(ask(one, "GET", "/api/cameras/roof").body()).getInteger("viewers"))
                        .as("viewers of the server that has it").isZero();
                pictures.publisher().demand(false);
                long crossed = fleet.redis().calls("get") + fleet.redis().calls("set");
                await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
                assertThat(fleet.redis().calls("get") + fleet.redis().calls("set")).as("while nobody watches").isEqualTo(crossed);
            }
            await().atMost(SOON).until(() -> state(two).equals("idle no publisher"));
            assertThat(ask(two, "GET", "/api/cameras/roof/snapshot.jpg").status()).isEqualTo(503);
        }
    }

    @Test
    void aServerFetchesNothingThatItHasItself() throws Exception {
        try (var fleet = new Fleet(data)) {
            var one = fleet.server();
            var two = fleet.server();
            try (var _ = new PublishedPictures(one.port(), "roof"); var crowd = watch(one)) {
                awaitSeen(two);
                long before = fleet.redis().calls("get") + fleet.redis().calls("set");
                awaitMore(crowd);
                assertThat(fleet.redis().calls("get") + fleet.redis().calls("set")).isEqualTo(before);
                assertThat(has(one)).isTrue();
                try (var other = watch(two)) {
                    awaitMore(other);
                    long gets = fleet.redis().calls("get") - before;
                    assertThat(gets).as("one server fetches").isLessThanOrEqualTo(there(one).track().published());
                }
                assertThat(crowd.isWhole()).isTrue();
            }
        }
    }

    @Test
    void aTransportStreamIsWatchedElsewhere() throws Exception {
        try (var fleet = new Fleet(data)) {
            var one = fleet.server();
            var two = fleet.server();
            var address = "http://127.0.0.1:" + one.port() + "/api/cameras/roof/ingest";
            try (var ffmpeg = Ffmpeg.picture("320x240", Publishing.H264 + " -method POST " + address)) {
                awaitSeen(two);
                try (var crowd = watch(two)) {
                    awaitMore(crowd);
                    assertThat(state(two)).isEqualTo("live null");
                }
                await().atMost(SOON).until(() -> there(one).track().state().equals(TrackState.IDLE));
                assertThat(ffmpeg.runs()).as(ffmpeg.said()).isTrue();
            }
            await().atMost(SOON).until(() -> state(two).equals("idle no publisher"));
        }
    }

    @Test
    void settingsChangedAtAnotherServerAreTheCamerasOwn() throws Exception {
        try (var fleet = new Fleet(data)) {
            var one = fleet.server();
            var two = fleet.server();
            try (var _ = new PublishedPictures(one.port(), "roof")) {
                awaitSeen(two);
                assertThat(patch(two, "{\"title\":\"Dach\",\"rotate\":90}")).isEqualTo(200);
                assertThat(there(one).settings().title()).isEqualTo("Dach");
                try (var viewer = Viewer.connect(ws(two, "live"))) {
                    viewer.say("1");
                    viewer.next().picture();
                    await().until(() -> (PublishedPictures.HEIGHT + "x" + PublishedPictures.WIDTH)
                            .equals(String.valueOf(there(two).pictureSize())));
                }
            }
        }
    }

    @Test
    void theFirstPublisherKeepsTheNameAndTheSecondIsToldWhy() throws Exception {
        try (var fleet = new Fleet(data)) {
            var one = fleet.server();
            var two = fleet.server();
            try (var _ = new PublishedPictures(one.port(), "roof")) {
                awaitSeen(two);
                try (var second = Publisher.full(two.port(), "roof")) {
                    assertThat(second.closeCode()).isEqualTo(4409);
                    assertThat(second.text("bye").getString("reason")).contains("publishing under this name at another server");
                }
                var upload = ask(two, "POST", "/api/cameras/roof/ingest");
                assertThat(upload.status()).isEqualTo(409);
                assertThat(upload.body()).contains("name-taken");
                assertThat(upload.header("Retry-After")).isEqualTo("1");
                assertThat(has(one)).isTrue();
            }
        }
    }

    @Test
    void aPublisherThatComesToAnotherServerHasItsNameThere() throws Exception {
        try (var fleet = new Fleet(data)) {
            var one = fleet.server();
            var two = fleet.server();
            var three = fleet.server();
            var first = new PublishedPictures(one.port(), "roof");
            awaitSeen(two);
            awaitSeen(three);
            assertThat(patch(three, "{\"filter\":\"gray\",\"title\":\"Dach\"}")).isEqualTo(200);
            try (var crowd = watch(one, two, three); var player = Viewer.connect(ws(one, "jsmpeg"))) {
                awaitMore(crowd);
                first.close();
                await().atMost(SOON).until(() -> state(two).equals("idle no publisher"));
                try (var second = new PublishedPictures(two.port(), "roof")) {
                    second.publisher().demand(true);
                    awaitMore(crowd);
                    assertThat(has(two)).isTrue();
                    await().atMost(SOON).until(() -> !has(one) && !has(three));
                    awaitMore(crowd);
                    assertThat(crowd.isWhole()).isTrue();
                    assertThat(there(two).settings().filter()).as("what hides something goes with the name").isEqualTo("gray");
                    assertThat(there(one).settings().title()).isEqualTo("Dach");
                    for (int old = player.waiting(); old > 0; old--) {
                        player.next();
                    }
                    assertThat(player.next().picture()).as("MPEG-1 goes on where it was").startsWith(0x47);
                }
                // And back again.
                await().atMost(SOON).until(() -> state(one).equals("idle no publisher"));
                try (var _ = new PublishedPictures(one.port(), "roof")) {
                    awaitMore(crowd);
                    await().atMost(SOON).until(() -> has(one) && !has(two));
                    awaitMore(crowd);
                    assertThat(crowd.isWhole()).isTrue();
                }
            }
        }
    }

    @Test
    void ofTwoPublishersAtOnceOneKeepsTheNameForEverybody() throws Exception {
        try (var fleet = new Fleet(data)) {
            var servers = new Oriel[]{fleet.server(), fleet.server()};
            try (var a = new PublishedPictures(servers[0].port(), "roof");
                    var b = new PublishedPictures(servers[1].port(), "roof")) {
                await().atMost(SOON).until(() -> a.publisher().isOpen() != b.publisher().isOpen());
                await().atMost(SOON).until(() -> has(servers[0]) != has(servers[1]));
                int had = a.publisher().isOpen() ? 0 : 1;
                assertThat((had == 0 ? b : a).publisher().closeCode()).isEqualTo(4409);
                assertThat(has(servers[had])).isTrue();
                try (var crowd = watch(servers)) {
                    awaitMore(crowd);
                    assertThat(crowd.isWhole()).isTrue();
                }
            }
        }
    }

    @Test
    void whatIsForgottenIsGoneEverywhere() throws Exception {
        try (var fleet = new Fleet(data)) {
            var one = fleet.server("ingest.forget", "1s");
            var two = fleet.server();
            try (var _ = new PublishedPictures(one.port(), "roof")) {
                awaitSeen(two);
            }
            await().atMost(SOON).until(() -> camera(one) == null && camera(two) == null);
            assertThat(fleet.redis().hash("oriel:camera:roof")).isEmpty();
            var late = fleet.server();
            try (var _ = new PublishedPictures(two.port(), "roof")) {
                awaitSeen(one);
                awaitSeen(late);
            }
        }
    }

    @Test
    void aServerThatGoesGivesItsNamesUp() throws Exception {
        try (var fleet = new Fleet(data)) {
            var one = fleet.server();
            var two = fleet.server("ingest.forget", "2s");
            try (var _ = new PublishedPictures(one.port(), "roof")) {
                awaitSeen(two);
                one.close();
            }
            await().atMost(SOON).until(() -> state(two).equals("lost recorder gone"));
            await().atMost(SOON).until(() -> camera(two) == null);
        }
    }

    @Test
    void aNameOfTheSettingsIsSharedToo() throws Exception {
        try (var fleet = new Fleet(data)) {
            var one = fleet.server("cameras.roof.uri", "publish:", "cameras.roof.title", "One");
            var two = fleet.server("cameras.roof.uri", "publish:", "cameras.roof.title", "Two");
            await().atMost(SOON).until(() -> has(one) && !has(two));
            try (var crowd = watch(one, two)) {
                try (var _ = new PublishedPictures(two.port(), "roof")) {
                    awaitMore(crowd);
                    await().atMost(SOON).until(() -> has(two) && !has(one));
                }
                two.close();
            }
            await().atMost(SOON).until(() -> has(one) && state(one).equals("idle no publisher"));
        }
    }

    @Test
    void aNameOfARecorderStaysItsOwn() throws Exception {
        try (var fleet = new Fleet(data)) {
            var recorder = fleet.recorder("test:?size=320x180");
            var one = fleet.server();
            await().atMost(SOON).until(() -> one.hub().camera("door").isPresent());
            assertThat(ask(one, "POST", "/api/cameras/door/ingest").body()).contains("name-taken", "a source of its own");
            recorder.close();
            await().atMost(SOON).until(() -> Fleet.state(one).equals(TrackState.lost("recorder gone")));
            assertThat(ask(one, "POST", "/api/cameras/door/ingest").status()).as("it may come back").isEqualTo(409);
        }
    }

    @Test
    void publishingGoesOnWhileRedisIsGone() throws Exception {
        try (var fleet = new Fleet(data)) {
            var one = fleet.server();
            var two = fleet.server();
            try (var pictures = new PublishedPictures(one.port(), "roof")) {
                awaitSeen(two);
                try (var here = watch(one); var there = watch(two)) {
                    awaitMore(there);
                    fleet.redis().kill();
                    await().atMost(SOON).until(() -> state(two).equals("lost no connection to the bus"));
                    awaitMore(here);
                    fleet.redis().startAgain();
                    await().atMost(SOON).until(() -> state(two).equals("live null"));
                    awaitMore(there);
                    assertThat(here.isWhole() && there.isWhole() && pictures.publisher().isOpen()).isTrue();
                }
            }
        }
    }
}
