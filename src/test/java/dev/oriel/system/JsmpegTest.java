package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.testing.FreePorts;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
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
    @Tag("measured")
    void lateViewerGetsAKeyFrameAtOnce() throws Exception {
        oriel.camera("door").runAt(25);
        try (var first = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
            for (int i = 0; i < 35; i++) {
                first.next();
            }
            assertThat(Duration.ofNanos(nanosToTheFirstKeyFrame())).isLessThan(Duration.ofSeconds(1));
        }
    }

    private long nanosToTheFirstKeyFrame() throws InterruptedException {
        long joinedNanos = System.nanoTime();
        try (var late = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
            var message = late.next();
            assertThat(hasKeyFrame(message.picture())).isTrue();
            return message.atNanos() - joinedNanos;
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
    @Tag("measured")
    void cameraOfTenFramesASecondIsShownAtTen() throws Exception {
        oriel.camera("door").runAt(10);
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
            assertThat(ofTwentyMessages(viewer)).isBetween(5.7, 13.4);
        }
    }

    /// Messages a second, by when they came and not by when they are looked at.
    private static double ofTwentyMessages(Viewer viewer) throws InterruptedException {
        long firstNanos = viewer.next().atNanos();
        long lastNanos = firstNanos;
        for (int i = 0; i < 20; i++) {
            lastNanos = viewer.next().atNanos();
        }
        return 20e9 / (lastNanos - firstNanos);
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
            while (viewer.nextWithin(Duration.ofSeconds(3)) != null) {
                // what was under way
            }
            try (var late = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
                late.settle();
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
    @Tag("measured")
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
            assertThat(ofTheSlowest(counts)).as("messages a second that the slowest got").isGreaterThan(22);
        } finally {
            viewers.forEach(Viewer::close);
        }
    }

    /// Messages a second in the next eight.
    private static double ofTheSlowest(List<AtomicLong> counts) {
        counts.forEach(count -> count.set(0));
        long beganNanos = System.nanoTime();
        await().atMost(Duration.ofSeconds(30)).until(() -> System.nanoTime() - beganNanos > 8_000_000_000L);
        long fewest = counts.stream().mapToLong(AtomicLong::get).min().orElseThrow();
        return fewest / ((System.nanoTime() - beganNanos) / 1e9);
    }

    @Test
    void viewerThatReadsAgainGoesOnAtAKeyFrame() throws Exception {
        oriel.camera("door", new NumberedJpegs(640, 360, 0)).runAt(25);
        try (var stalled = RawConnection.narrow(oriel.port()); var other = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
            stalled.upgrade("/api/cameras/door/jsmpeg");
            for (int i = 0; i < 250; i++) {
                other.next(); // ten seconds
            }
            var order = new Order();
            int gaps = 0;
            for (int i = 0; i < 300; i++) {
                var message = stalled.nextFrame().payload;
                assertPackets(message);
                if (!order.goesOn(message)) {
                    gaps++;
                    assertThat(hasKeyFrame(message)).as("a key frame behind the gap").isTrue();
                }
            }
            assertThat(gaps).isPositive();
        }
    }

    /// Whether the video's packets count on (ISO/IEC 13818-1, 2.4.3.3). That count has four bits and does not show a gap of 16 packets
    /// or a multiple: there the time stamps do (2.4.3.7), which otherwise are no further apart than the camera's pictures.
    private static final class Order {
        private static final int VIDEO = 0x100;
        private static final long MOST_APART = 3 * 90_000;
        private int last = -1;
        private long lastStamp = -1;

        boolean goesOn(byte[] message) {
            boolean goesOn = true;
            for (int at = 0; at < message.length; at += PACKET) {
                int word = ByteBuffer.wrap(message).getInt(at);
                if ((word >> 8 & 0x1fff) == VIDEO && (word & 0x10) != 0) {
                    goesOn &= last < 0 || (word & 15) == ((last + 1) & 15);
                    last = word & 15;
                    goesOn &= (word & 0x400000) == 0 || stampGoesOn(message, at);
                }
            }
            return goesOn;
        }

        private boolean stampGoesOn(byte[] message, int packet) {
            int pes = packet + 4 + ((message[packet + 3] & 0x20) == 0 ? 0 : 1 + (message[packet + 4] & 0xff));
            assertThat(message[pes + 7] & 0x80).as("has a time stamp").isNotZero();
            long stamp = (message[pes + 9] & 0x0eL) << 29 | (ByteBuffer.wrap(message).getShort(pes + 10) & 0xfffeL) << 14
                    | (ByteBuffer.wrap(message).getShort(pes + 12) & 0xfffeL) >> 1;
            boolean goesOn = lastStamp < 0 || Math.abs(stamp - lastStamp) <= MOST_APART;
            lastStamp = stamp;
            return goesOn;
        }
    }

    // --- the ports of old programs

    @Test
    void portsOfOldProgramsAnswerAsThoseDid() throws Exception {
        oriel.close();
        var socketPort = Integer.toString(FreePorts.next());
        var pagePort = Integer.toString(FreePorts.next());
        var relayPort = Integer.toString(FreePorts.next());
        oriel = RunningOriel.with("compat.pistreaming.port", socketPort, "compat.pistreaming.httpPort", pagePort,
                "compat.jsmpeg.outPort", relayPort, "compat.jsmpeg.inPort", Integer.toString(FreePorts.next()));
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
