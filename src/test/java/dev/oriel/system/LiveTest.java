package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The full way: `oriel.v1` on one camera.
class LiveTest {
    private static final String PROTOCOL = "oriel.v1";
    private static final Duration QUIET = Duration.ofMillis(250);
    /// Of a measurement, on a machine that has other things to do.

    private final RunningOriel oriel = RunningOriel.with();
    private final FakeCamera garden = oriel.camera("garden");
    private final FakeCamera door = oriel.camera("door");

    @AfterEach
    void close() {
        garden.close();
        oriel.close();
    }

    private Viewer connect() {
        return Viewer.connect(oriel.ws("/api/cameras/door/live"), PROTOCOL);
    }

    /// The next text of that type; others before it are passed over.
    private static JsonObject text(Viewer viewer, String type) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            var message = viewer.next();
            if (message.text() != null) {
                var json = new JsonObject(message.words());
                if (type.equals(json.getString("type"))) {
                    return json;
                }
            }
        }
        throw new AssertionError("no " + type);
    }

    /// The news that the camera is in that state; what comes before it is passed over.
    private static JsonObject state(Viewer viewer, String word) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            var state = text(viewer, "state");
            if (word.equals(state.getString("state"))) {
                return state;
            }
        }
        throw new AssertionError("not " + word);
    }

    /// The next picture; texts and announcements before it are passed over.
    private static byte[] picture(Viewer viewer) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            var message = viewer.next();
            if (message.text() == null && WireHeader.read(message.bytes()).kind() == 1) {
                return message.bytes();
            }
        }
        throw new AssertionError("no picture");
    }

    private static byte[] acknowledged(Viewer viewer) throws InterruptedException {
        var picture = picture(viewer);
        viewer.say(WireHeader.read(picture).acknowledgement());
        return picture;
    }

    private static byte[] jpeg(byte[] message) {
        return Arrays.copyOfRange(message, WireHeader.read(message).length(), message.length);
    }

    @Test
    void greetsWithHelloThenState() throws Exception {
        long before = FakeCamera.nowMicros();
        try (var viewer = connect()) {
            assertThat(viewer.subprotocol()).isEqualTo(PROTOCOL);
            var hello = new JsonObject(viewer.next().words());
            assertThat(hello.getString("type")).isEqualTo("hello");
            assertThat(hello.getString("version")).isNotBlank();
            assertThat(hello.getLong("serverTimeMicros")).isBetween(before, FakeCamera.nowMicros());
            assertThat(hello.getJsonArray("cameras")).hasSize(1);
            assertThat(hello.getJsonArray("cameras").getJsonObject(0))
                    .isEqualTo(new JsonObject().put("index", door.track().index()).put("name", "door").put("title", "door"));
            var state = new JsonObject(viewer.next().words());
            assertThat(state.getString("type")).isEqualTo("state");
            assertThat(state.getInteger("camera")).isEqualTo(door.track().index());
            assertThat(state.getString("state")).isEqualTo("idle");
        }
    }

    @Test
    void aPictureComesBehindItsAnnouncementWithEveryHeaderField() throws Exception {
        try (var viewer = connect()) {
            text(viewer, "state");
            long before = FakeCamera.nowMicros();
            door.publish();
            var rendition = text(viewer, "rendition");
            assertThat(rendition.getInteger("width")).isEqualTo(320);
            assertThat(rendition.getInteger("height")).isEqualTo(180);
            assertThat(rendition.getString("reason")).isEqualTo("source");
            var announcement = WireHeader.read(viewer.next().picture());
            var message = viewer.next().picture();
            var header = WireHeader.read(message);
            assertThat(announcement.kind()).isZero();
            assertThat(header.kind()).isOne();
            assertThat(announcement.sequence()).isEqualTo(header.sequence()).isEqualTo(1);
            assertThat(header.camera()).isEqualTo(door.track().index()).isEqualTo(1);
            assertThat(header.length()).isEqualTo(24);
            assertThat(header.capturedAtMicros()).isBetween(before, FakeCamera.nowMicros());
            assertThat(header.width()).isEqualTo(320);
            assertThat(header.height()).isEqualTo(180);
            assertThat(header.publishedAfterMicros()).isLessThan(1_000_000);
            assertThat(jpeg(message)).isEqualTo(door.picture(1));
        }
    }

    @Test
    void shortAndLongAcknowledgementsKeepPicturesComing() throws Exception {
        try (var viewer = connect()) {
            door.runAt(50);
            for (int i = 0; i < 30; i++) {
                var header = WireHeader.read(picture(viewer));
                viewer.say(i % 2 == 0 ? header.acknowledgement() : header.acknowledgement(500));
            }
        }
    }

    @Test
    void aMuteViewerGetsWhatWasBegunAndOneProbe() throws Exception {
        try (var viewer = connect()) {
            door.runAt(50);
            var arrived = await().pollDelay(Duration.ofSeconds(3)).until(viewer::waiting, count -> count > 0);
            // hello, state, rendition, state; then announcement and picture for each
            assertThat(arrived).isLessThanOrEqualTo(4 + 2 * 3);
            assertThat(viewer.nextWithin(QUIET)).isNotNull();
        }
    }

    @Test
    void sequenceRisesAcrossRestartsOfTheSource() throws Exception {
        try (var viewer = connect()) {
            door.publish();
            long before = WireHeader.read(acknowledged(viewer)).sequence();
            door.lose("unplugged");
            var lost = state(viewer, "lost");
            assertThat(lost.getString("cause")).isEqualTo("unplugged");
            assertThat(viewer.nextWithin(QUIET)).isNull();
            door.publish();
            assertThat(WireHeader.read(acknowledged(viewer)).sequence()).isGreaterThan(before);
        }
    }

    @Test
    void nobodyIsGivenAPictureOfAnEarlierRun() throws Exception {
        door.publish();
        door.lose("unplugged");
        try (var viewer = connect()) {
            assertThat(text(viewer, "state").getString("state")).isEqualTo("lost");
            assertThat(viewer.nextWithin(QUIET)).isNull();
        }
    }

    @Test
    void pauseStopsPicturesAndDemandAndResumeBringsBoth() throws Exception {
        try (var viewer = connect()) {
            door.publish();
            acknowledged(viewer);
            viewer.say("{\"type\":\"pause\"}");
            await().until(() -> !door.track().wanted());
            viewer.say("{\"type\":\"ping\"}");
            text(viewer, "pong");
            door.publish();
            assertThat(viewer.nextWithin(QUIET)).isNull();
            viewer.say("{\"type\":\"resume\"}");
            assertThat(WireHeader.read(picture(viewer)).sequence()).isEqualTo(2);
            assertThat(door.track().wanted()).isTrue();
        }
    }

    @Test
    void pingIsAnsweredWithItsOwnTimeAndTheServers() throws Exception {
        try (var viewer = connect()) {
            long before = FakeCamera.nowMicros();
            viewer.say("{\"type\":\"ping\",\"t\":12345.5}");
            var pong = text(viewer, "pong");
            assertThat(pong.getDouble("t")).isEqualTo(12345.5);
            assertThat(pong.getLong("serverTimeMicros")).isBetween(before, FakeCamera.nowMicros());
        }
    }

    @Test
    @Tag("measured")
    void viewLimitsTheRate() throws Exception {
        try (var viewer = connect()) {
            viewer.say("{\"type\":\"view\",\"width\":640,\"height\":360,\"mode\":\"auto\",\"maxFps\":10}");
            viewer.say("{\"type\":\"ping\",\"t\":1}");
            text(viewer, "pong");
            door.runAt(60);
            acknowledged(viewer);
            assertThat(framesPerSecond(viewer)).isBetween(8.5, 11.0);
        }
    }

    private static double framesPerSecond(Viewer viewer) throws InterruptedException {
        long from = System.nanoTime();
        for (int i = 0; i < 15; i++) {
            acknowledged(viewer);
        }
        return 15e9 / (System.nanoTime() - from);
    }

    @Test
    void unknownTypesAndFieldsAreIgnored() throws Exception {
        try (var viewer = connect()) {
            viewer.say("{\"type\":\"later\",\"x\":[1]}");
            viewer.say("{\"type\":\"ping\",\"t\":1,\"more\":{}}");
            assertThat(text(viewer, "pong").getInteger("t")).isOne();
        }
    }

    @Test
    void acknowledgementsOfWhatWasNeverSentChangeNothing() throws Exception {
        try (var viewer = connect()) {
            viewer.say(new byte[]{7, 0, 0, 0, 1});
            viewer.say(new byte[]{1, -1, -1, -1, -1});
            door.publish();
            assertThat(WireHeader.read(acknowledged(viewer)).sequence()).isOne();
            door.publish();
            assertThat(WireHeader.read(acknowledged(viewer)).sequence()).isEqualTo(2);
        }
    }

    @Test
    void nothingFollowsTheCloseFrame() throws Exception {
        door.runAt(100);
        for (var header : List.of("Sec-WebSocket-Protocol: " + PROTOCOL, "X-Pull: eight", "X-Player: jsmpeg")) {
            try (var connection = RawConnection.to(oriel.port())) {
                connection.upgrade("/api/cameras/door/" + (header.endsWith("jsmpeg") ? "jsmpeg" : "live"), header);
                if (header.endsWith("eight")) {
                    for (int i = 0; i < 8; i++) {
                        connection.text("more");
                    }
                }
                connection.nextFrame(RawConnection.BINARY);
                connection.say(RawConnection.frame(0x80 | RawConnection.BINARY, 0, new byte[5])); // without a mask
                assertThat(connection.nextFrame(RawConnection.CLOSE).closeCode()).isEqualTo(1002);
                assertThat(connection.input().read()).as(header).isEqualTo(-1); // the close is not answered, so it takes its time
            }
        }
    }

    @Test
    void stopSaysByeAndClosesWith1001() throws Exception {
        try (var viewer = connect()) {
            text(viewer, "state");
            long from = System.nanoTime();
            var stopped = CompletableFuture.runAsync(oriel::stop);
            var bye = text(viewer, "bye");
            assertThat(bye.getInteger("code")).isEqualTo(1001);
            assertThat(bye.getBoolean("reconnect")).isTrue();
            assertThat(viewer.closeCode()).isEqualTo(1001);
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(5));
            stopped.join();
        }
        oriel.startAgain();
    }
}
