package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.bus.RedisServer;
import dev.oriel.testing.FreePorts;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Recorder and servers as processes of their own, which are killed without a farewell.
@Timeout(120)
class FleetProcessesTest {
    private static final Duration A_START = Duration.ofSeconds(90);

    @TempDir
    Path folder = Path.of("");

    private final List<Process> processes = new ArrayList<>();

    private Process run(String name, String... words) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), "dev.oriel.Main"));
        command.addAll(List.of(words));
        command.addAll(List.of("--data", folder.resolve(name).toString()));
        var process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), name + ".log")).start();
        processes.add(process);
        return process;
    }

    private Process record(RedisServer redis) throws IOException {
        return run("recorder", "record", "--bus", redis.url(), "--camera", "door=test:?size=320x180&fps=30", "--set",
                "cameras.door.linger=1s");
    }

    private static String state(int port) throws IOException {
        return state(port, "door");
    }

    private static String state(int port, String name) throws IOException {
        try (var connection = RawConnection.to(port)) {
            var camera = new JsonObject(connection.answer("GET", "/api/cameras/" + name).body());
            return camera.getString("state") + " " + camera.getString("cause");
        }
    }

    private static String stateOnTheBus(RedisServer redis) throws IOException {
        var fields = redis.hash("oriel:camera:door");
        int at = fields.indexOf("state");
        return at < 0 ? "" : fields.get(at + 1);
    }

    /// As the two services do, which read one file.
    @Test
    void aCameraThatIsPublishedIsTheServersWhereARecorderReadsTheSameFile() throws Exception {
        try (var redis = RedisServer.start()) {
            try {
                Files.writeString(folder.resolve("oriel.yaml"), "bus:\n  url: " + redis.url()
                        + "\ncameras:\n  door:\n    uri: 'test:?size=320x180'\n  hall:\n    uri: 'publish:'\n");
                run("recorder", "record");
                int port = FreePorts.next();
                run("server", "serve", "--bus-only", "--port", Integer.toString(port));
                await().atMost(A_START).ignoreExceptions().until(() -> state(port).equals("idle null"));
                assertThat(state(port, "hall")).isEqualTo("idle no publisher");
                assertThat(Files.readString(folder.resolve("recorder.log"))).contains("hall: left to a server");
                assertThat(redis.hash("oriel:camera:door")).isNotEmpty();
            } finally {
                processes.forEach(process -> process.destroyForcibly().onExit().join());
            }
        }
    }

    @Test
    void recorderAndServersAreKilledAndComeBack() throws Exception {
        try (var redis = RedisServer.start()) {
            try {
                var recorder = record(redis);
                int port = FreePorts.next();
                var server = run("server", "serve", "--bus", redis.url(), "--port", Integer.toString(port));
                await().atMost(A_START).ignoreExceptions().until(() -> state(port).equals("idle null"));
                try (var crowd = new Crowd().join(3, URI.create("ws://127.0.0.1:" + port + "/api/cameras/door/live"))) {
                    await().until(() -> crowd.fewest() > 10);
                    recorder.destroyForcibly().waitFor();
                    await().atMost(Duration.ofSeconds(8)).until(() -> state(port).equals("lost recorder gone"));
                    record(redis);
                    int before = crowd.fewest();
                    await().atMost(A_START).until(() -> crowd.fewest() > before + 10);
                    await().until(() -> state(port).equals("live null"));
                    assertThat(crowd.isWhole()).as("viewers stayed connected").isTrue();
                    server.destroyForcibly().waitFor();
                }
                // Demand lapses 3 s after the server's last word, and the camera stops a linger later.
                await().atMost(Duration.ofSeconds(12)).until(() -> stateOnTheBus(redis).equals("idle"));
                run("server-again", "serve", "--bus", redis.url(), "--port", Integer.toString(port));
                await().atMost(A_START).ignoreExceptions().until(() -> state(port).equals("idle null"));
                try (var crowd = new Crowd().join(3, URI.create("ws://127.0.0.1:" + port + "/api/cameras/door/live"))) {
                    await().until(() -> crowd.fewest() > 10);
                }
            } finally {
                processes.forEach(Process::destroyForcibly);
                for (var process : processes) {
                    process.waitFor();
                }
            }
        }
    }
}
