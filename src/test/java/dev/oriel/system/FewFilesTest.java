package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// More connections than the system has files for, and more than the settings allow.
class FewFilesTest {
    private static final String CAMERA = "cam=test:?size=64x64&fps=10";

    @TempDir
    Path folder = Path.of("");

    private static int status(int port, String path) {
        try (var connection = RawConnection.to(port)) {
            return connection.answer("GET", path).status();
        } catch (IOException e) {
            return 0;
        }
    }

    /// Waits until the tasks of each second have run once, so that their classes are there: the last ones of them look at the heap, for which
    /// Java loads this library.
    private static void awaitFirstSecond(OrielProcess oriel) {
        var maps = Path.of("/proc", Long.toString(oriel.pid()), "maps");
        await().until(() -> Files.readString(maps).contains("libmanagement.so"));
    }

    /// Connections that say nothing; those that the server closes are opened again.
    private static final class Crowding implements AutoCloseable {
        private final List<RawConnection> held = new ArrayList<>();

        Crowding(int port, int count) throws IOException {
            for (int i = 0; i < count; i++) {
                held.add(RawConnection.to(port));
            }
        }

        @Override
        public void close() {
            held.forEach(connection -> {
                try {
                    connection.close();
                } catch (IOException e) {
                    // it is closed
                }
            });
        }
    }

    @Test
    void healthIsAnsweredWhileEveryFileIsTakenAndTheLogSaysItOnce() throws Exception {
        try (var oriel = OrielProcess.withOpenFiles(256, folder, "serve", "--port", "0", "--camera", CAMERA, "--data",
                folder.toString())) {
            var viewer = RawConnection.to(oriel.port());
            try (viewer) {
                assertThat(viewer.upgrade("/api/cameras/cam/live").status()).isEqualTo(101);
                try (var _ = new Crowding(oriel.port(), 600)) {
                    var answered = new AtomicInteger();
                    await().atMost(Duration.ofSeconds(8)).pollInterval(Duration.ofMillis(100)).until(() -> {
                        answered.addAndGet(status(oriel.port(), "/healthz") == 200 ? 1 : 0);
                        return answered.get() >= 10;
                    });
                    assertThat(status(oriel.port(), "/api/cameras")).isIn(503, 0);
                    viewer.text("more");
                    assertThat(viewer.nextFrame(RawConnection.BINARY).payload).as("whoever is in is served on").isNotEmpty();
                    assertThat(oriel.descriptors()).isLessThan(240);
                }
                await().atMost(Duration.ofSeconds(10)).until(() -> status(oriel.port(), "/api/cameras") == 200);
            }
            assertThat(oriel.said().lines().filter(line -> line.contains("WARN") || line.contains("ERROR"))).hasSize(1).first()
                    .asString().contains("connections", "ulimit -n");
            assertThat(oriel.said()).doesNotContain("Exception");
        }
    }

    /// What else is open was not to be foreseen: files of the program itself, as many as there are.
    @Test
    void whereNoFileIsLeftHealthIsAnsweredAllTheSame() throws Exception {
        try (var oriel = OrielProcess.withOpenFiles(256, folder, "serve", "--port", "0", "--camera", CAMERA, "--data",
                folder.toString())) {
            // Here the classes that answer lie in a file each, and one that could not be read once is missing for good.
            assertThat(status(oriel.port(), "/healthz")).isEqualTo(200);
            assertThat(status(oriel.port(), "/api/cameras")).isEqualTo(200);
            awaitFirstSecond(oriel);
            new ProcessBuilder("prlimit", "--pid", Long.toString(oriel.pid()), "--nofile=" + (oriel.descriptors() + 12)).start()
                    .waitFor();
            try (var _ = new Crowding(oriel.port(), 200)) {
                await().atMost(Duration.ofSeconds(8)).until(() -> oriel.said().contains("no connection can be taken in"));
                await().atMost(Duration.ofSeconds(8)).until(() -> status(oriel.port(), "/healthz") == 200);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> status(oriel.port(), "/api/cameras") == 200);
            assertThat(oriel.said().lines().filter(line -> line.contains("WARN") || line.contains("ERROR"))).hasSizeLessThan(4);
            assertThat(oriel.said()).doesNotContain("\tat ");
        }
    }

    @Test
    void beyondTheSettingHealthAloneIsAnswered() throws Exception {
        try (var oriel = RunningOriel.with("server.maxConnections", "10")) {
            try (var _ = new Crowding(oriel.port(), 10); var connection = RawConnection.to(oriel.port())) {
                assertThat(status(oriel.port(), "/healthz")).isEqualTo(200);
                assertThat(status(oriel.port(), "/readyz")).isEqualTo(200);
                var answer = connection.answer("GET", "/");
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.body()).contains("too-many-connections");
                assertThat(answer.header("Retry-After")).isNotEmpty();
                assertThat(connection.closesWithin(3000)).isTrue();
            }
            await().until(() -> status(oriel.port(), "/api/cameras") == 200);
        }
    }

    /// The pages that a picture is sent from to many are a file too.
    @Test
    void whereNoFileIsLeftForThePagesOfAPictureEachViewerGetsACopy() throws Exception {
        var viewers = new ArrayList<RawConnection>();
        try (var oriel = new OrielProcess(folder, Map.of(), List.of(), "serve", "--port", "0", "--camera",
                "cam=test:?size=1280x720&fps=10", "--data", folder.toString())) {
            for (int i = 0; i < 20; i++) {
                var viewer = RawConnection.to(oriel.port());
                viewers.add(viewer);
                assertThat(viewer.upgrade("/api/cameras/cam/live", "Sec-WebSocket-Protocol: oriel.v1").status()).isEqualTo(101);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                eachSeesOne(viewers);
                return pages(oriel) > 0;
            });
            awaitFirstSecond(oriel);
            new ProcessBuilder("prlimit", "--pid", Long.toString(oriel.pid()), "--nofile=" + (oriel.descriptors() - pages(oriel)))
                    .start().waitFor();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                eachSeesOne(viewers);
                return pages(oriel) == 0;
            });
            for (int i = 0; i < 5; i++) {
                eachSeesOne(viewers);
            }
            assertThat(pages(oriel)).isZero();
            assertThat(oriel.said()).doesNotContain("WARN", "ERROR");
        } finally {
            for (var viewer : viewers) {
                viewer.close();
            }
        }
    }

    private static void eachSeesOne(List<RawConnection> viewers) throws IOException {
        for (var viewer : viewers) {
            var header = WireHeader.read(viewer.nextFrame(RawConnection.BINARY).payload);
            while (header.kind() != 1) {
                header = WireHeader.read(viewer.nextFrame(RawConnection.BINARY).payload);
            }
            viewer.frame(RawConnection.BINARY, header.acknowledgement());
        }
    }

    /// Pictures whose pages it holds to send from.
    private static int pages(OrielProcess oriel) throws IOException {
        try (var open = Files.list(Path.of("/proc", Long.toString(oriel.pid()), "fd"))) {
            return (int) open.filter(FewFilesTest::isPages).count();
        }
    }

    private static boolean isPages(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("oriel-frame");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }
}
