package dev.oriel.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.bus.RedisServer;
import dev.oriel.source.RtspServer;
import dev.oriel.system.OrielProcess;
import dev.oriel.testing.FreePorts;
import dev.oriel.v4l2.EmulatedCameras;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mutated input at one place after the other, while somebody watches another camera: nothing crashes, nothing unforeseen is logged, no
/// thread is lost, memory stays bounded, the other viewer notices nothing, and sound input is shown again afterwards.
///
/// `oriel.fuzz.seconds` and `oriel.fuzz.seed` say how long and with what; the Maven profile `fuzz` takes ten minutes for each place.
class FuzzTest {
    private static final Logger LOG = LoggerFactory.getLogger(FuzzTest.class);
    private static final int SECONDS = Integer.getInteger("oriel.fuzz.seconds", 4);
    private static final long SEED = Long.getLong("oriel.fuzz.seed", 20_261_128);
    /// A short run beside other work says little about the machine's time.
    private static final boolean IS_LONG = SECONDS >= 60;
    private static final long MOST_RESIDENT_KB = 350 * 1024;
    private static final Duration RECOVERS_WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"mjpeg", "snapshot", "ts", "hls"})
    void camerasOfTheNetwork(String target) throws Exception {
        int port = FreePorts.next();
        var path = switch (target) {
            case "snapshot" -> "/snapshot.jpg";
            case "hls" -> "/live.m3u8";
            default -> "/" + target;
        };
        fuzz(target, port, "http://localhost:" + port + path, "");
    }

    @Test
    void rtspCameras() throws Exception {
        int port = FreePorts.next();
        try (var server = RtspServer.start()) {
            fuzz("rtsp", port, "rtsp://127.0.0.1:" + port + "/h264", Integer.toString(server.port()));
        }
    }

    @Test
    void camerasOfThisMachine() throws Exception {
        Files.writeString(folder.resolve("video0"),
                "card Camera\ndriver emulated\nbus usb-1\ncaps capture\nmode MJPG 320x240 15\n");
        fuzz("v4l2", 0, "v4l2:/dev/video0", "");
    }

    @Test
    void uploads() throws Exception {
        fuzz("ingest", 0, "publish:", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "patch", "settings"})
    void clientsAndFiles(String target) throws Exception {
        fuzz(target, 0, "test:?size=320x240&fps=10", "");
    }

    @Test
    void valuesOfTheBus() throws Exception {
        try (var redis = RedisServer.start()) {
            fuzz("bus", 0, "", redis.url());
        }
    }

    /// @param uri  of the camera that is fuzzed, or empty where the bus brings it
    /// @param word what the fuzzer needs to know besides
    private void fuzz(String target, int port, String uri, String word) throws Exception {
        var settings = "cameras:\n"
                + (uri.isEmpty() ? "" : "  fuzz:\n    uri: \"" + uri + "\"\n    linger: 1s\n    silence: 2s\n");
        Files.writeString(folder.resolve("oriel.yaml"), settings);
        var words = new ArrayList<>(List.of("serve", "--port", "0", "--data", folder.resolve("data").toString(), "--camera",
                "other=test:?size=320x240&fps=10")); // where no mutated file can change it
        if (target.equals("bus")) {
            words.addAll(List.of("--bus", word));
        }
        var options = List.of("-Doriel.posix.library=" + EmulatedCameras.library(), "-XX:+UseSerialGC", "-XX:NewSize=24m",
                "-XX:MaxNewSize=24m",
                "-XX:MinHeapFreeRatio=20", "-XX:MaxHeapFreeRatio=40", "-Xms48m", "-Xmx384m", "-XX:MaxDirectMemorySize=384m",
                "-Dio.netty.leakDetection.level=disabled");
        var environment = Map.of("EMULATED_CAMERAS", folder.toString(), "MALLOC_ARENA_MAX", "2",
                "MALLOC_MMAP_THRESHOLD_", "4194304", "MALLOC_TRIM_THRESHOLD_", "8388608"); // as the launcher has it
        var fuzzer = fuzzer(target, port, word);
        try (var oriel = new OrielProcess(folder, environment, options, words.toArray(String[]::new));
                var said = fuzzer.inputReader(StandardCharsets.US_ASCII);
                var orders = fuzzer.outputWriter(StandardCharsets.US_ASCII)) {
            assertThat(said.readLine()).isEqualTo("up");
            try (var other = new RateWatch(oriel.port(), "/api/cameras/other/stream.mjpg")) {
                other.awaitFirst();
                long threads = oriel.threads();
                orders.append("attack ").append(Integer.toString(oriel.port())).append('\n').flush();
                try (var _ = new Watchers(oriel.port(), "fuzz")) {
                    other.measure(Duration.ofSeconds(SECONDS));
                }
                orders.append("sound\n").flush();
                awaitEnd(target, said);
                awaitSound(oriel, target);
                LOG.info("{}: {} pictures a second, longest gap {} ms, at most {} MB resident", target, other.picturesPerSecond(),
                        other.longestGap().toMillis(), oriel.residentKilobytes() / 1024);
                assertThat(oriel.residentKilobytes()).as("the most that was resident").isLessThan(MOST_RESIDENT_KB);
                await().atMost(RECOVERS_WITHIN)
                        .untilAsserted(() -> assertThat(heldBytes(oriel)).doesNotContain("messages", "bus"));
                await().atMost(RECOVERS_WITHIN).untilAsserted(() -> assertThat(oriel.threads()).isLessThan(threads + 25));
                assertLoggedNothingUnforeseen(oriel);
                assertThat(other.picturesPerSecond()).isGreaterThan(IS_LONG ? 9.0 : 5.0);
                assertThat(other.longestGap()).isLessThan(Duration.ofSeconds(IS_LONG ? 1 : 4));
            }
        } finally {
            fuzzer.destroyForcibly().waitFor();
        }
    }

    private Process fuzzer(String target, int port, String word) throws IOException {
        var classes = List.of("target/test-classes", "target/classes", "target/lib/*").stream()
                .map(part -> Path.of(part).toAbsolutePath().toString()).reduce((a, b) -> a + ":" + b).orElseThrow();
        return new ProcessBuilder("nice", "-n", "19", System.getProperty("java.home") + "/bin/java", "-Xmx300m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", classes,
                "dev.oriel.fuzz.Fuzzer", target, Integer.toString(port), Long.toString(SEED), folder.toString(), word)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static void awaitEnd(String target, BufferedReader said) throws IOException {
        if (!List.of("mjpeg", "snapshot", "ts", "hls", "rtsp").contains(target)) {
            assertThat(said.readLine()).isEqualTo("over");
        }
    }

    /// A camera that gives sound pictures again is shown again; one that others send waits for the next sender.
    private static void awaitSound(OrielProcess oriel, String target) {
        var address = URI.create("http://127.0.0.1:" + oriel.port() + (target.equals("ingest") || target.equals("bus")
                ? "/api/cameras"
                : "/api/cameras/fuzz/snapshot.jpg"));
        try (var client = HttpClient.newHttpClient()) {
            await().atMost(RECOVERS_WITHIN).untilAsserted(() -> assertThat(
                    client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200));
        }
    }

    /// The kinds of senders that make it hold anything.
    private static List<String> heldBytes(OrielProcess oriel) throws IOException, InterruptedException {
        var address = URI.create("http://127.0.0.1:" + oriel.port() + "/metrics");
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString()).body().lines()
                    .filter(line -> line.startsWith("oriel_memory_held_bytes") && !line.endsWith("} 0.0"))
                    .map(line -> line.split("\"")[1]).toList();
        }
    }

    private static void assertLoggedNothingUnforeseen(OrielProcess oriel) {
        assertThat(oriel.said().lines().filter(line -> line.startsWith("\tat ") || line.contains("Exception:")
                || line.contains("java.lang.") || line.contains("that it should not"))).as(oriel.said()).isEmpty();
    }
}
