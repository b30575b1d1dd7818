package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.Oriel;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.testing.FreePorts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One recorder, several servers and many viewers, with real sockets everywhere.
@Timeout(120)
class FleetTest {
    private static final String CAMERA = "test:?size=320x180&fps=30";
    private static final int ENOUGH = 90;
    /// Of 30, on a machine that has other things to do.
    private static final double LEAST_FPS = 27;
    /// What the bus may add to a picture's age, at the median.
    private static final long ADDED_MICROS = 10_000;

    @TempDir
    Path data = Path.of("");

    @Test
    @Tag("measured")
    void aHundredViewersOfThreeServersGetEveryPictureFresh() throws Exception {
        try (var fleet = new Fleet(data)) {
            long aloneMicros;
            var alone = fleet.alone(CAMERA);
            try (var crowd = new Crowd().join(100, Fleet.live(alone))) {
                await().atMost(Duration.ofSeconds(30)).until(() -> crowd.fewest() > 2 * ENOUGH);
                aloneMicros = crowd.medianAgeMicros(ENOUGH);
            }
            alone.close();
            var recorder = fleet.recorder(CAMERA);
            var servers = new Oriel[]{fleet.server(), fleet.server(), fleet.server()};
            for (var server : servers) {
                await().until(() -> server.hub().camera("door").isPresent()); // or its viewers are told that there is none
            }
            try (var crowd = new Crowd()) {
                for (int i = 0; i < servers.length; i++) {
                    crowd.join(i == 0 ? 34 : 33, Fleet.live(servers[i]));
                }
                await().atMost(Duration.ofSeconds(30)).until(() -> crowd.fewest() > ENOUGH);
                var track = recorder.hub().camera("door").orElseThrow().track();
                assertThat(round(fleet, crowd, track)).as("fps of the slowest viewer").isGreaterThanOrEqualTo(LEAST_FPS);
                assertThat(crowd.medianAgeMicros(ENOUGH) - aloneMicros).as("added age").isLessThan(ADDED_MICROS);
                assertThat(crowd.isWhole()).isTrue();
            }
            await().until(() -> Fleet.state(recorder).equals(TrackState.IDLE));
            long gets = fleet.redis().calls("get");
            long sets = fleet.redis().calls("set");
            await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
            assertThat(fleet.redis().calls("get") + fleet.redis().calls("set")).isEqualTo(gets + sets);
        }
    }

    /// Frames a second that the slowest viewer got; each frame crossed once for each server.
    private static double round(Fleet fleet, Crowd crowd, Track track) throws IOException {
        long publishedBefore = track.published();
        long getsBefore = fleet.redis().calls("get");
        int fewestBefore = crowd.fewest();
        long beganNanos = System.nanoTime();
        await().atMost(Duration.ofSeconds(30)).until(() -> crowd.fewest() >= fewestBefore + ENOUGH);
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        // In this order: what is published between the two looks is not missing from what was published.
        double gets = fleet.redis().calls("get") - getsBefore;
        double published = track.published() - publishedBefore;
        assertThat(gets).isBetween(3 * ENOUGH * 0.7, 3 * published + 6);
        return ENOUGH / seconds;
    }

    @Test
    void aCameraElsewhereIsACameraLikeAnyOther() throws Exception {
        try (var fleet = new Fleet(data)) {
            var recorder = fleet.recorder(CAMERA);
            var server = fleet.server();
            await().untilAsserted(() -> {
                try (var connection = RawConnection.to(server.port())) {
                    assertThat(connection.answer("GET", "/api/cameras").body()).contains("\"door\"", "\"idle\"");
                }
            });
            try (var connection = RawConnection.to(server.port())) {
                var snapshot = connection.answer("GET", "/api/cameras/door/snapshot.jpg");
                assertThat(snapshot.status()).isEqualTo(200);
                assertThat(snapshot.header("Content-Type")).isEqualTo("image/jpeg");
            }
            assertThat(patch(server, "{\"title\":\"Höf\",\"rotate\":90}")).isEqualTo(200);
            assertThat(recorder.hub().camera("door").orElseThrow().settings().title()).isEqualTo("Höf");
            assertThat(patch(server, "{\"rotate\":91}")).isEqualTo(400);
            assertThat(patch(server, "{\"size\":\"16384x16384\"}")).as("its recorder refuses it").isEqualTo(400);
            assertThat(recorder.hub().camera("door").orElseThrow().settings().rotate()).isEqualTo(90);
        }
    }

    @Test
    void itIsShownInEveryWay() throws Exception {
        int oldPort = FreePorts.next();
        try (var fleet = new Fleet(data)) {
            fleet.recorder(CAMERA);
            var server = fleet.server("compat.pistreaming.port", Integer.toString(oldPort), "compat.pistreaming.httpPort",
                    Integer.toString(FreePorts.next()));
            await().until(() -> server.hub().camera("door").isPresent());
            try (var stream = RawConnection.to(server.port())) {
                stream.ask("GET", "/api/cameras/door/stream.mjpg");
                assertThat(stream.head().status()).isEqualTo(200);
                stream.chunk(); // the first delimiter
                assertThat(new String(stream.chunk(), StandardCharsets.ISO_8859_1)).contains("Content-Type: image/jpeg",
                        "\u00ff\u00d8");
            }
            try (var simple = Viewer.connect(Fleet.live(server))) {
                simple.say("1");
                assertThat(simple.next().picture()).startsWith(0xff, 0xd8);
            }
            try (var full = Viewer.connect(Fleet.live(server), "oriel.v1")) {
                awaitPicture(full);
            }
            try (var player = Viewer.connect(jsmpeg(server.port(), "/api/cameras/door/jsmpeg"))) {
                for (int i = 0; i < 10; i++) {
                    assertThat(player.next().picture()).startsWith(0x47);
                }
            }
            for (var address : new URI[]{jsmpeg(oldPort, "/"),
                jsmpeg(server.port(), "/api/cameras/door/jsmpeg?header=jsmp&format=es")}) {
                try (var old = Viewer.connect(address)) {
                    assertThat(old.next().picture()).as("the size that its recorder's settings say").containsExactly('j', 's',
                            'm', 'p', 0,
                            160, 0, 90);
                    assertThat(old.next().picture()).startsWith(0, 0, 1, 0xb3);
                }
            }
        }
    }

    private static URI jsmpeg(int port, String path) {
        return URI.create("ws://127.0.0.1:" + port + path);
    }

    private static WireHeader awaitPicture(Viewer viewer) throws InterruptedException {
        while (true) {
            var message = viewer.next();
            if (message.text() == null) {
                var header = WireHeader.read(message.bytes());
                viewer.say(header.acknowledgement());
                if (header.kind() == 1) {
                    return header;
                }
            }
        }
    }

    @Test
    void itIsTurnedWhereItIsAndItsSizeIsKnownWhereNobodyWatches() throws Exception {
        try (var fleet = new Fleet(data)) {
            fleet.recorder(CAMERA);
            var server = fleet.server();
            var unwatched = fleet.server();
            await().until(() -> server.hub().camera("door").isPresent() && unwatched.hub().camera("door").isPresent());
            try (var viewer = Viewer.connect(Fleet.live(server), "oriel.v1")) {
                awaitPicture(viewer);
                await().until(() -> "320x180".equals(describe(unwatched).getString("size")));
                assertThat(unwatched.hub().camera("door").orElseThrow().track().newest()).isNull();
                assertThat(patch(unwatched, "{\"rotate\":90}")).isEqualTo(200);
                await().until(() -> awaitPicture(viewer).width() == 180);
                await().until(() -> "180x320".equals(describe(unwatched).getString("size")));
            }
        }
    }

    private static JsonObject describe(Oriel server) throws IOException {
        try (var connection = RawConnection.to(server.port())) {
            return new JsonObject(connection.answer("GET", "/api/cameras/door").body());
        }
    }

    private static int patch(Oriel server, String body) throws IOException {
        try (var connection = RawConnection.to(server.port())) {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            connection.say("PATCH /api/cameras/door/settings HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + bytes.length
                    + "\r\n\r\n");
            connection.say(bytes);
            return connection.answer(true).status();
        }
    }

    @Test
    void pagesAreServedWithoutRedisAndReadinessSaysWhy() throws Exception {
        try (var fleet = new Fleet(data)) {
            fleet.recorder(CAMERA);
            var server = fleet.server();
            await().until(() -> ready(server).getBoolean("ready") && server.hub().camera("door").isPresent());
            fleet.redis().kill();
            await().until(() -> !ready(server).getBoolean("ready"));
            assertThat(ready(server).getJsonArray("causes")).containsExactly("bus");
            try (var connection = RawConnection.to(server.port())) {
                assertThat(connection.answer("GET", "/").status()).isEqualTo(200);
            }
            await().until(() -> Fleet.state(server).equals(TrackState.lost("no connection to the bus")));
            fleet.redis().startAgain();
            await().atMost(Duration.ofSeconds(20)).until(() -> ready(server).getBoolean("ready"));
            await().until(() -> Fleet.state(server).equals(TrackState.IDLE));
        }
    }

    private static JsonObject ready(Oriel server) throws IOException {
        try (var connection = RawConnection.to(server.port())) {
            var answer = connection.answer("GET", "/readyz");
            var json = new JsonObject(answer.body());
            assertThat(answer.status()).isEqualTo(json.getBoolean("ready") ? 200 : 503);
            return json;
        }
    }
}
