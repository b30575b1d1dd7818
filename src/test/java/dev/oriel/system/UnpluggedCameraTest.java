package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.v4l2.EmulatedCameras;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A camera of this machine that is pulled out and put back while somebody watches, in a process of its own.
class UnpluggedCameraTest {
    private static final Duration LOST_WITHIN = Duration.ofSeconds(2);
    private static final Duration LIVE_WITHIN = Duration.ofSeconds(3);
    /// How long either is waited for where the machine has other work.
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
    private static final int CYCLES = Integer.getInteger("oriel.tests.unplugs", 20);

    @TempDir
    Path folder = Path.of("");

    private final List<OrielProcess> processes = new ArrayList<>();
    private final BlockingQueue<JsonObject> states = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() throws IOException, InterruptedException {
        var library = EmulatedCameras.library();
        plug();
        processes.add(new OrielProcess(folder, Map.of("EMULATED_CAMERAS", folder.toString()),
                List.of("-Doriel.posix.library=" + library), "serve", "--port", "0", "--camera", "desk=v4l2:/dev/video0"));
    }

    @AfterEach
    void close() {
        processes.forEach(OrielProcess::close);
    }

    private void plug() throws IOException {
        var draft = Files.write(folder.resolve("draft"), List.of("card Desk camera", "caps capture", "mode MJPG 320x240 30"));
        Files.move(draft, folder.resolve("video0"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void unplug() throws IOException {
        Files.delete(folder.resolve("video0"));
    }

    private Viewer watch() {
        var address = URI.create("ws://127.0.0.1:" + processes.getFirst().port() + "/api/cameras/desk/live");
        return Viewer.connect(address, (viewer, message) -> {
            if (message.text() != null) {
                var json = new JsonObject(message.words());
                if (json.getString("type").equals("state")) {
                    states.add(json);
                }
            } else if (WireHeader.read(message.bytes()).kind() == 1) {
                viewer.say(WireHeader.read(message.bytes()).acknowledgement());
            }
        }, "oriel.v1");
    }

    private JsonObject awaitState(String word, Duration within) throws InterruptedException {
        long endNanos = System.nanoTime() + within.toNanos();
        while (true) {
            var state = states.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (state == null) {
                throw new AssertionError("not " + word + " within " + within + "; it said:\n" + processes.getFirst().said());
            }
            if (word.equals(state.getString("state"))) {
                return state;
            }
        }
    }

    private static boolean isLater(Duration within, long fromNanos) {
        return System.nanoTime() - fromNanos > within.toNanos();
    }

    @Test
    void itIsLostWithACauseAndLiveAgainByItselfAndNothingLeaks() throws Exception {
        var oriel = processes.getFirst();
        try (var viewer = watch()) {
            awaitState("live", Duration.ofSeconds(10));
            int late = 0;
            long descriptors = 0;
            long threads = 0;
            for (int i = 0; i < CYCLES; i++) {
                long unpluggedNanos = System.nanoTime();
                unplug();
                assertThat(awaitState("lost", PATIENCE).getString("cause")).isEqualTo("unplugged");
                late += isLater(LOST_WITHIN, unpluggedNanos) ? 1 : 0;
                long pluggedNanos = System.nanoTime();
                plug();
                awaitState("live", PATIENCE);
                late += isLater(LIVE_WITHIN, pluggedNanos) ? 1 : 0;
                if (i == 1) { // what is loaded late is loaded by now
                    descriptors = oriel.descriptors();
                    threads = oriel.threads();
                }
            }
            assertThat(late).as("later than promised").isLessThanOrEqualTo(CYCLES / 10);
            assertThat(oriel.descriptors()).isLessThanOrEqualTo(descriptors + 2);
            assertThat(oriel.threads()).isLessThanOrEqualTo(threads + 4);
            assertThat(viewer.subprotocol()).isEqualTo("oriel.v1");
        }
    }

    @Test
    void aSignalEndsTheProcessWithFiftyViewersThatDoNotRead() throws Exception {
        var oriel = processes.getFirst();
        var viewers = new ArrayList<RawConnection>();
        try (var reading = watch()) {
            for (int i = 0; i < 50; i++) {
                var viewer = RawConnection.narrow(oriel.port());
                viewer.upgrade("/api/cameras/desk/live", "Sec-WebSocket-Protocol: oriel.v1");
                viewers.add(viewer);
            }
            awaitState("live", Duration.ofSeconds(10));
            assertThat(oriel.terminate()).isLessThan(ENDS_WITHIN);
            assertThat(reading.closeCode()).isEqualTo(1001);
        }
        for (var viewer : viewers) {
            viewer.close();
        }
    }
}
