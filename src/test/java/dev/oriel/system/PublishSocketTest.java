package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.hub.TrackState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Pictures that a program sends over a WebSocket.
class PublishSocketTest {
    private static final NumberedJpegs PICTURES = new NumberedJpegs(320, 240, 0);
    private static final NumberedJpegs LARGE = new NumberedJpegs(640, 480, 600_000);
    private static final String PROXIED = "X-Forwarded-For: 203.0.113.9";

    private final RunningOriel oriel = RunningOriel.with("cameras.door.uri", "publish:", "cameras.door.linger", "0s",
            "cameras.test.uri", "test:?size=64x64");
    private final Publishing publishing = new Publishing(oriel);

    @AfterEach
    void close() {
        oriel.close();
    }

    /// Sends one picture after another, as long as somebody watches, from a thread of its own.
    private static final class Sending implements AutoCloseable {
        private final Publisher publisher;
        private final AtomicBoolean over = new AtomicBoolean();
        private final Thread thread;

        Sending(Publisher publisher, boolean hasHeaders) {
            this.publisher = publisher;
            thread = Thread.ofVirtual().start(() -> send(hasHeaders));
        }

        private void send(boolean hasHeaders) {
            try {
                for (long number = 1; !over.get(); number++) {
                    if (hasHeaders) {
                        publisher.picture(number, 0, PICTURES.picture(number));
                    } else {
                        publisher.picture(PICTURES.picture(number));
                    }
                    publisher.acknowledged();
                    Thread.sleep(Duration.ofMillis(20)); // a camera's pace
                }
            } catch (IOException | InterruptedException e) {
                // the test is over
            }
        }

        @Override
        public void close() throws IOException {
            over.set(true);
            publisher.close(); // which ends the thread
            thread.interrupt();
        }
    }

    // --- what is accepted

    @Test
    void demandComesAtAcceptanceAndWithTheFirstAndTheLastViewer() throws Exception {
        try (var publisher = Publisher.full(oriel.port(), "door")) {
            var first = publisher.text();
            assertThat(first.encode()).isEqualTo("{\"type\":\"demand\",\"watched\":false,\"codecs\":[\"jpeg\"]}");
            await().until(() -> publishing.state("door"), TrackState.IDLE::equals);
            try (var viewer = Viewer.connect(oriel.ws("/api/cameras/door/live"))) {
                viewer.settle();
                assertThat(publisher.text().encode()).isEqualTo("{\"type\":\"demand\",\"watched\":true,\"codecs\":[\"jpeg\"]}");
            }
            assertThat(publisher.text().getBoolean("watched")).isFalse();
        }
        await().until(() -> "no publisher".equals(publishing.state("door").cause()));
    }

    @Test
    void eachPictureIsAcknowledgedAndTheViewerGetsItByteForByte() throws Exception {
        for (var pictures : List.of(PICTURES, LARGE)) {
            try (var publisher = Publisher.full(oriel.port(), "door");
                    var viewer = Viewer.connect(oriel.ws("/api/cameras/door/live"))) {
                viewer.say("1");
                publisher.demand(true);
                publisher.picture(7, 0, pictures.picture(7));
                assertThat(publisher.acknowledged()).isEqualTo(7);
                assertThat(viewer.next().picture()).isEqualTo(pictures.picture(7));
                viewer.say("1");
                publisher.picture(9, 0, pictures.picture(9));
                assertThat(publisher.acknowledged()).isEqualTo(9);
                assertThat(viewer.next().picture()).isEqualTo(pictures.picture(9));
            }
        }
    }

    @Test
    void picturesAloneAreNumberedFromOne() throws Exception {
        try (var publisher = Publisher.bare(oriel.port(), "door");
                var viewer = Viewer.connect(oriel.ws("/api/cameras/door/live"))) {
            viewer.say("1");
            publisher.demand(true);
            publisher.picture(PICTURES.picture(5));
            publisher.picture("no picture".getBytes(StandardCharsets.UTF_8));
            publisher.picture(PICTURES.picture(6));
            assertThat(publisher.acknowledged()).isEqualTo(1);
            assertThat(publisher.acknowledged()).isEqualTo(2);
            assertThat(publisher.acknowledged()).isEqualTo(3);
            var error = publisher.text("error");
            assertThat(error.getLong("seq")).isEqualTo(2);
            assertThat(error.getString("code")).isEqualTo("bad-picture");
            assertThat(NumberedJpegs.number(viewer.next().picture())).isIn(5L, 6L);
        }
    }

    @Test
    void everyKindOfViewerSeesThePictures() throws Exception {
        try (var _ = new Sending(Publisher.full(oriel.port(), "phone"), true)) {
            await().until(() -> publishing.isKnown("phone"));
            var snapshot = publishing.snapshot("phone");
            assertThat(snapshot.statusCode()).isEqualTo(200);
            assertThat(NumberedJpegs.number(snapshot.body())).isPositive();
            assertThat(publishing.camera("phone").getString("size")).isEqualTo("320x240");
            try (var live = Viewer.connect(oriel.ws("/api/cameras/phone/live"), "oriel.v1")) {
                await().until(() -> live.next().bytes().length > 24);
            }
            try (var jsmpeg = Viewer.connect(oriel.ws("/api/cameras/phone/jsmpeg"))) {
                assertThat(jsmpeg.next().picture()[0]).isEqualTo((byte) 0x47);
            }
            try (var mjpg = RawConnection.to(oriel.port())) {
                mjpg.ask("GET", "/api/cameras/phone/stream.mjpg");
                assertThat(mjpg.head().status()).isEqualTo(200);
                var read = new String(mjpg.bytes(4000), StandardCharsets.ISO_8859_1);
                assertThat(read).contains("Content-Type: image/jpeg");
            }
        }
    }

    // --- who may

    /// Browsers send the login of a proxy in front with the handshake.
    @Test
    void aLoginOfAProxyIsNoKey() throws Exception {
        var key = publishing.key("phone", "door");
        try (var publisher = Publisher.full(oriel.port(), "door", "Authorization: Basic dXNlcjpwYXNz")) {
            publisher.say("{\"type\":\"auth\",\"key\":\"" + key + "\"}");
            assertThat(publisher.text().getString("type")).isEqualTo("demand");
        }
    }

    @Test
    void aKeyIsShownInAHeaderOrInTheFirstMessage() throws Exception {
        var key = publishing.key("phone", "door");
        try (var publisher = Publisher.full(oriel.port(), "door", PROXIED, "Authorization: Bearer " + key)) {
            assertThat(publisher.text().getString("type")).isEqualTo("demand");
        }
        try (var publisher = Publisher.full(oriel.port(), "door", PROXIED)) {
            publisher.say("{\"type\":\"auth\",\"key\":\"" + key + "\"}");
            assertThat(publisher.text().getString("type")).isEqualTo("demand");
        }
    }

    @Test
    void whoeverShowsNoKeyIsClosedWith4401() throws Exception {
        for (var first : List.of("1", "{\"type\":\"ping\",\"t\":1}", "{\"type\":\"auth\"}", "{\"type\":\"auth\",\"key\":7}",
                "{\"type\":\"auth\",\"key\":\"orielkey_wrong\"}")) {
            try (var publisher = Publisher.full(oriel.port(), "door", PROXIED)) {
                publisher.say(first);
                assertThat(publisher.text().getInteger("code")).as(first).isEqualTo(4401);
                assertThat(publisher.closeCode()).as(first).isEqualTo(4401);
            }
        }
        try (var publisher = Publisher.full(oriel.port(), "door", PROXIED)) {
            publisher.picture(1, 0, PICTURES.picture(1));
            assertThat(publisher.closeCode()).isEqualTo(4401);
        }
        try (var publisher = Publisher.full(oriel.port(), "door", PROXIED)) { // says nothing
            assertThat(publisher.closeCode()).isEqualTo(4401);
        }
        try (var publisher = Publisher.full(oriel.port(), "door", "Authorization: Bearer wrong")) {
            assertThat(publisher.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void aKeyForOtherNamesIsClosedWith4403AndATakenNameWith4409() throws Exception {
        var key = publishing.key("phone", "phone");
        try (var publisher = Publisher.full(oriel.port(), "door", "Authorization: Bearer " + key)) {
            assertThat(publisher.closeCode()).isEqualTo(4403);
        }
        try (var publisher = Publisher.full(oriel.port(), "test")) {
            var bye = publisher.text("bye");
            assertThat(bye.getInteger("code")).isEqualTo(4409);
            assertThat(bye.getBoolean("reconnect")).isFalse();
            assertThat(publisher.closeCode()).isEqualTo(4409);
        }
    }

    @Test
    void aSecondPublisherTakesThePlaceAndTheFirstIsClosedWith4409() throws Exception {
        try (var first = Publisher.full(oriel.port(), "door")) {
            first.text("demand");
            try (var second = Publisher.full(oriel.port(), "door");
                    var viewer = Viewer.connect(oriel.ws("/api/cameras/door/live"))) {
                assertThat(first.closeCode()).isEqualTo(4409);
                viewer.say("1");
                second.demand(true);
                second.picture(1, 0, PICTURES.picture(1));
                assertThat(NumberedJpegs.number(viewer.next().picture())).isEqualTo(1);
            }
        }
    }

    @Test
    void theServersByeComesBeforeItsClose() throws Exception {
        try (var publisher = Publisher.bare(oriel.port(), "door")) {
            publisher.text("demand");
            oriel.stop();
            var bye = publisher.text("bye");
            assertThat(bye.getInteger("code")).isEqualTo(1001);
            assertThat(bye.getBoolean("reconnect")).isTrue();
            assertThat(publisher.closeCode()).isEqualTo(1001);
            oriel.startAgain();
        }
    }
}
