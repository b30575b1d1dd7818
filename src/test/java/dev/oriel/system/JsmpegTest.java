package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// MPEG-1 as a player gets it, byte by byte.
class JsmpegTest {
    private static final int PACKET = 188;

    private RunningOriel oriel = RunningOriel.with();

    @AfterEach
    void close() {
        oriel.close();
    }

    private static void assertPackets(byte[] message) {
        assertThat(message.length % PACKET).isZero();
        assertThat(message.length).isLessThanOrEqualTo(512 * 1024);
        for (int at = 0; at < message.length; at += PACKET) {
            assertThat(message[at]).isEqualTo((byte) 0x47);
        }
    }

    private static boolean hasKeyFrame(byte[] message) {
        for (int at = 0; at < message.length - 3; at++) {
            if (ByteBuffer.wrap(message).getInt(at) == 0x1b3) {
                return true;
            }
        }
        return false;
    }

    @Test
    void everyMessageIsWholePacketsAndTheFirstAKeyFrame() throws Exception {
        oriel.camera("door").runAt(25);
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
            for (int i = 0; i < 30; i++) {
                var message = viewer.next().picture();
                assertPackets(message);
                if (i == 0) {
                    assertThat(message[1] << 8 | message[2]).as("the program table stands first").isIn(0x4000, 0x4011);
                    assertThat(hasKeyFrame(message)).isTrue();
                }
            }
        }
    }

    @Test
    void lateViewerGetsAKeyFrameAtOnce() throws Exception {
        oriel.camera("door").runAt(25);
        try (var first = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
            for (int i = 0; i < 35; i++) {
                first.next();
            }
            long joinedNanos = System.nanoTime();
            try (var late = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
                var message = late.next();
                assertThat(hasKeyFrame(message.picture())).isTrue();
                assertThat(Duration.ofNanos(message.atNanos() - joinedNanos)).isLessThan(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void oldPlayerGetsItsHeaderAndTheBareVideo() throws Exception {
        oriel.camera("door").runAt(25);
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg?header=jsmp&format=es"))) {
            assertThat(viewer.next().picture()).containsExactly('j', 's', 'm', 'p', 1, 64, 0, 180);
            assertThat(ByteBuffer.wrap(viewer.next().picture()).getInt()).isEqualTo(0x1b3);
            var video = new ByteArrayOutputStream();
            for (int i = 0; i < 20; i++) {
                var picture = viewer.next().picture();
                assertThat(ByteBuffer.wrap(picture).getInt()).isIn(0x100, 0x1b3);
                video.writeBytes(picture);
            }
        }
    }

    @Test
    void cameraOfTenFramesASecondIsShownAtTen() throws Exception {
        oriel.camera("door").runAt(10);
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
            viewer.next();
            long beganNanos = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                viewer.next();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - beganNanos)).isBetween(Duration.ofMillis(1500),
                    Duration.ofMillis(3500));
        }
    }

    @Test
    void wrongParametersAreRefusedBeforeTheUpgrade() throws Exception {
        oriel.camera("door");
        for (var query : new String[]{"?format=mp4", "?header=", "?header=jsmp&format=TS"}) {
            try (var raw = RawConnection.to(oriel.port())) {
                assertThat(raw.upgrade("/api/cameras/door/jsmpeg" + query).status()).as(query).isEqualTo(400);
            }
        }
        try (var raw = RawConnection.to(oriel.port())) {
            assertThat(raw.answer("GET", "/api/cameras/door/jsmpeg").status()).isEqualTo(426);
        }
    }

    @Test
    void unknownCameraIs4404() throws Exception {
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/nobody/jsmpeg"))) {
            assertThat(viewer.closeCode()).isEqualTo(4404);
        }
    }

    @Test
    void whatPlayersSayIsIgnoredUntilItIsTooMuch() throws Exception {
        oriel.camera("door").runAt(25);
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
            viewer.say("hello");
            viewer.say(new byte[]{1, 2, 3});
            for (int i = 0; i < 5; i++) {
                assertPackets(viewer.next().picture());
            }
            for (int i = 0; i < 200; i++) {
                viewer.say("x");
            }
            assertThat(viewer.closeCode()).isEqualTo(4429);
        }
    }

    @Test
    void encoderEndsAfterItsLastViewer() throws Exception {
        var door = oriel.camera("door").runAt(25);
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
            viewer.next();
            assertThat(door.track().wanted()).isTrue();
        }
        await().atMost(Duration.ofSeconds(2)).until(() -> !door.track().wanted());
    }

    @Test
    void noPictureOfAnEarlierRunIsSent() throws Exception {
        var door = oriel.camera("door").runAt(25);
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
            viewer.next();
            door.lose("unplugged");
            while (viewer.nextWithin(Duration.ofMillis(500)) != null) {
                // what was under way
            }
            try (var late = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
                assertThat(late.nextWithin(Duration.ofMillis(500))).isNull();
                door.runAt(25);
                assertThat(hasKeyFrame(late.next().picture())).isTrue();
            }
            assertThat(hasKeyFrame(viewer.next().picture())).isTrue();
        }
    }

    @Test
    void stopIsToldWith1001() throws Exception {
        oriel.camera("door").runAt(25);
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
            viewer.next();
            oriel.stop();
            assertThat(viewer.closeCode()).isEqualTo(1001);
            oriel.startAgain();
        }
    }

    @Test
    void oneStalledViewerOfFiftyCostsTheOthersNothing() throws Exception {
        oriel.camera("door", new NumberedJpegs(640, 360, 0)).runAt(25);
        var counts = new ArrayList<AtomicLong>();
        var viewers = new ArrayList<Viewer>();
        try (var stalled = RawConnection.narrow(oriel.port())) {
            stalled.upgrade("/api/cameras/door/jsmpeg");
            for (int i = 0; i < 49; i++) {
                var count = new AtomicLong();
                counts.add(count);
                viewers.add(Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"), (viewer, message) -> count.incrementAndGet()));
            }
            await().until(() -> counts.stream().allMatch(count -> count.get() > 0));
            counts.forEach(count -> count.set(0));
            long beganNanos = System.nanoTime();
            await().atMost(Duration.ofSeconds(15)).until(() -> System.nanoTime() - beganNanos > 8_000_000_000L);
            double seconds = (System.nanoTime() - beganNanos) / 1e9;
            assertThat(counts).allSatisfy(count -> assertThat(count.get() / seconds).isGreaterThan(22));
        } finally {
            viewers.forEach(Viewer::close);
        }
    }

    @Test
    void viewerThatReadsAgainGoesOnAtAKeyFrame() throws Exception {
        oriel.camera("door", new NumberedJpegs(640, 360, 0)).runAt(25);
        try (var stalled = RawConnection.narrow(oriel.port()); var other = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
            stalled.upgrade("/api/cameras/door/jsmpeg");
            for (int i = 0; i < 250; i++) {
                other.next(); // ten seconds
            }
            var counter = new Continuity();
            int gaps = 0;
            for (int i = 0; i < 300; i++) {
                var message = stalled.nextFrame().payload;
                assertPackets(message);
                if (!counter.goesOn(message)) {
                    gaps++;
                    assertThat(hasKeyFrame(message)).as("a key frame behind the gap").isTrue();
                }
            }
            assertThat(gaps).isPositive();
        }
    }

    /// Whether the video's packets count on (ISO/IEC 13818-1, 2.4.3.3).
    private static final class Continuity {
        private static final int VIDEO = 0x100;
        private int last = -1;

        boolean goesOn(byte[] message) {
            boolean goesOn = true;
            for (int at = 0; at < message.length; at += PACKET) {
                int word = ByteBuffer.wrap(message).getInt(at);
                if ((word >> 8 & 0x1fff) == VIDEO && (word & 0x10) != 0) {
                    goesOn &= last < 0 || (word & 15) == ((last + 1) & 15);
                    last = word & 15;
                }
            }
            return goesOn;
        }
    }

    // --- the ports of old programs

    private static String freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    @Test
    void portsOfOldProgramsAnswerAsThoseDid() throws Exception {
        oriel.close();
        var socketPort = freePort();
        var pagePort = freePort();
        var relayPort = freePort();
        oriel = RunningOriel.with("compat.pistreaming.port", socketPort, "compat.pistreaming.httpPort", pagePort,
                "compat.jsmpeg.outPort", relayPort);
        oriel.camera("door").runAt(25);
        var old = java.net.URI.create("ws://127.0.0.1:" + socketPort + "/any/path");
        try (var viewer = Viewer.connect(old)) {
            assertThat(viewer.next().picture()).startsWith('j', 's', 'm', 'p').hasSize(8);
            assertThat(ByteBuffer.wrap(viewer.next().picture()).getInt()).isEqualTo(0x1b3);
        }
        try (var viewer = Viewer.connect(java.net.URI.create("ws://127.0.0.1:" + relayPort + "/"))) {
            assertPackets(viewer.next().picture());
        }
        try (var raw = RawConnection.to(Integer.parseInt(relayPort))) {
            assertThat(raw.answer("GET", "/").status()).isEqualTo(426);
        }
        for (var origin : new String[]{"http://127.0.0.1:9", "http://127.0.0.1", "http://evil.example:" + relayPort}) {
            try (var raw = RawConnection.to(Integer.parseInt(relayPort))) {
                assertThat(raw.upgrade("/", "Origin: " + origin).status()).as(origin)
                        .isEqualTo(origin.contains("evil") ? 403 : 101);
            }
        }
        try (var raw = RawConnection.to(Integer.parseInt(pagePort))) {
            var answer = raw.answer("GET", "/");
            assertThat(answer.status()).isEqualTo(301);
            assertThat(answer.header("location")).isEqualTo("/index.html");
            assertThat(raw.answer("GET", "/index.html").body()).contains("<oriel-camera");
            assertThat(raw.answer("GET", "/do_orient?pan=1").status()).isEqualTo(404);
            assertThat(raw.answer("GET", "/assets/oriel-camera.js").status()).isEqualTo(200);
            assertThat(raw.answer("GET", "/api/cameras").status()).isEqualTo(404);
        }
    }
}
