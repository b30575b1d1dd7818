package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a publisher hears of its viewers, the age of its pictures, and the program of the documentation.
class PublishDemandTest {
    private static final NumberedJpegs PICTURES = new NumberedJpegs(640, 480, 0);

    @TempDir
    Path folder = Path.of("");

    private final RunningOriel oriel = RunningOriel.with("cameras.door.uri", "publish:", "cameras.door.linger", "0s");
    private final Publishing publishing = new Publishing(oriel);

    @AfterEach
    void close() {
        oriel.close();
    }

    private static JsonObject demand(Publisher publisher, @Nullable Integer width, @Nullable Integer maxFps)
            throws InterruptedException {
        while (true) {
            var demand = publisher.text("demand");
            if (java.util.Objects.equals(demand.getInteger("width"), width)
                    && java.util.Objects.equals(demand.getInteger("maxFps"), maxFps)) {
                return demand;
            }
        }
    }

    private static String view(int width, int height, int maxFps) {
        return "{\"type\":\"view\",\"width\":" + width + ",\"height\":" + height + ",\"maxFps\":" + maxFps + "}";
    }

    @Test
    void widthAndRateAreTheHighestThatAViewerAsksFor() throws Exception {
        try (var publisher = Publisher.full(oriel.port(), "door")) {
            try (var small = Viewer.connect(oriel.ws("/api/cameras/door/live"), "oriel.v1")) {
                small.say(view(320, 1000, 5));
                demand(publisher, 320, 5);
                publisher.picture(1, 0, PICTURES.picture(1));
                try (var large = Viewer.connect(oriel.ws("/api/cameras/door/live"), "oriel.v1")) {
                    demand(publisher, null, null);
                    large.say(view(1000, 300, 12)); // 300 high is 400 wide
                    demand(publisher, 400, 12);
                    large.say("{\"type\":\"pause\"}");
                    demand(publisher, 320, 5);
                    large.say("{\"type\":\"resume\"}");
                    demand(publisher, 400, 12);
                }
                demand(publisher, 320, 5);
            }
            publisher.demand(false);
        }
    }

    @Test
    void everyKindOfViewerSaysWhatItCanShow() throws Exception {
        try (var publisher = Publisher.full(oriel.port(), "door")) {
            try (var mjpg = RawConnection.to(oriel.port())) {
                mjpg.ask("GET", "/api/cameras/door/stream.mjpg?width=600&fps=7");
                demand(publisher, 640, 7);
            }
            publisher.demand(false);
            try (var snapshot = RawConnection.to(oriel.port())) {
                snapshot.ask("GET", "/api/cameras/door/snapshot.jpg?width=333");
                demand(publisher, 333, null);
            }
            publisher.demand(false);
            try (var _ = Viewer.connect(oriel.ws("/api/cameras/door/jsmpeg"))) {
                demand(publisher, 1920, null);
            }
            publisher.demand(false);
            try (var wall = Viewer.connect(oriel.ws("/api/live"), "oriel.v1")) {
                wall.say("{\"type\":\"watch\",\"cameras\":[{\"name\":\"door\",\"width\":213,\"height\":160,\"maxFps\":3}]}");
                assertThat(demand(publisher, 213, 3).getBoolean("watched")).isTrue();
                wall.say("{\"type\":\"watch\",\"cameras\":[{\"name\":\"door\",\"priority\":\"off\"}]}");
                publisher.demand(false);
            }
        }
    }

    /// A viewer of a rendition gets what it asked for, also when the publisher has made its pictures smaller for it, and larger again.
    @Test
    void aSmallerPictureOfThePublisherGoesToItsViewerAsItIs() throws Exception {
        var small = new NumberedJpegs(320, 240, 0);
        try (var publisher = Publisher.full(oriel.port(), "door"); var mjpg = RawConnection.to(oriel.port())) {
            mjpg.ask("GET", "/api/cameras/door/stream.mjpg?width=426");
            mjpg.head();
            demand(publisher, 426, null);
            publisher.picture(1, 0, small.picture(1));
            part(mjpg);
            publisher.picture(2, 0, small.picture(2));
            assertThat(part(mjpg)).isEqualTo(small.picture(2));
        }
    }

    private static byte[] part(RawConnection mjpg) throws java.io.IOException {
        int length = 0;
        var content = new java.io.ByteArrayOutputStream();
        while (length == 0 || content.size() < length + 4) {
            content.writeBytes(mjpg.chunk());
            var text = content.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
            int at = text.indexOf("Content-Length: ");
            int end = text.indexOf("\r\n\r\n");
            if (length == 0 && at >= 0 && end > at) {
                length = Integer.parseInt(text.substring(at + 16, text.indexOf("\r\n", at)));
                var rest = java.util.Arrays.copyOfRange(content.toByteArray(), end + 4, content.size());
                content.reset();
                content.writeBytes(rest);
            }
        }
        return java.util.Arrays.copyOf(content.toByteArray(), length);
    }

    @Test
    @Tag("measured")
    void picturesReachAViewerWithinMillisecondsOfTheirCapture() throws Exception {
        var ages = Collections.synchronizedList(new ArrayList<Long>());
        try (var publisher = Publisher.full(oriel.port(), "door");
                var _ = Viewer.connect(oriel.ws("/api/cameras/door/live"), (viewer, message) -> {
                    if (message.bytes().length > 24) {
                        var header = WireHeader.read(message.bytes());
                        ages.add(nowMicros() - header.capturedAtMicros());
                        viewer.say(header.acknowledgement());
                    }
                }, "oriel.v1")) {
            publisher.demand(true);
            for (int number = 1; number <= 150; number++) {
                publisher.picture(number, nowMicros(), PICTURES.picture(number));
                publisher.acknowledged();
                Thread.sleep(33); // a camera's pace
            }
            await().until(() -> ages.size() > 100);
        }
        var sorted = new ArrayList<>(ages);
        Collections.sort(sorted);
        assertThat(sorted.get(sorted.size() * 95 / 100)).as("age in microseconds, p95").isBetween(0L, 150_000L);
    }

    private static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    @Test
    void theExampleOfTheDocumentationPublishesWhileSomebodyWatches() throws Exception {
        assertThat(Files.readString(Path.of("docs/protocol.md")))
                .contains("```python\n" + Files.readString(Path.of("examples/publish.py")) + "```");
        assumeThat(new ProcessBuilder("/usr/bin/python3", "-c", "import websockets").start().waitFor() == 0
                || Boolean.getBoolean("oriel.tests.all")).as("python3-websockets").isTrue();
        var words = new ArrayList<>(
                List.of("/usr/bin/python3", "examples/publish.py", oriel.ws("/api/cameras/roof/publish").toString(),
                        publishing.key("phone", "roof")));
        for (int number = 1; number <= 2; number++) {
            words.add(Files.write(folder.resolve(number + ".jpg"), PICTURES.picture(number)).toString());
        }
        var example = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).start();
        try {
            await().until(() -> publishing.isKnown("roof") || !example.isAlive());
            assertThat(example.isAlive()).as(() -> said()).isTrue();
            assertThat(oriel.hub().camera("roof").orElseThrow().track().published()).isZero();
            try (var viewer = Viewer.connect(oriel.ws("/api/cameras/roof/live"))) {
                for (long number = 1; number <= 4; number++) {
                    viewer.say("1");
                    assertThat(NumberedJpegs.number(viewer.next().picture())).isEqualTo(2 - number % 2);
                }
            }
        } finally {
            example.destroyForcibly().waitFor();
        }
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
