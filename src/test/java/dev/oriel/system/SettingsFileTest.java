package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `oriel.yaml` of a process that runs: gone, emptied, broken, changed.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SettingsFileTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SETTINGS = "cameras:\n  door:\n    uri: test:?size=320x180&fps=20\n    title: %s\n";

    @TempDir
    Path folder;
    private Path yaml;

    @BeforeEach
    void write() throws IOException {
        yaml = Files.writeString(folder.resolve("oriel.yaml"), SETTINGS.formatted("Door"));
    }

    private OrielProcess start() throws IOException {
        return new OrielProcess(folder, Map.of(), List.of(), "--port", "0");
    }

    private static JsonObject get(OrielProcess oriel, String path, String... headers) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            return new JsonObject(connection.answer("GET", path, headers).body());
        }
    }

    private static boolean isReady(OrielProcess oriel) throws IOException {
        return get(oriel, "/readyz").getBoolean("ready");
    }

    private static String title(OrielProcess oriel) throws IOException {
        return get(oriel, "/api/cameras/door").getString("title");
    }

    @Test
    void viewersStayWhileTheFileIsGoneEmptyOrReplacedAndItIsAppliedWhenItIsBack() throws Exception {
        try (var oriel = start(); var connection = RawConnection.to(oriel.port())) {
            connection.upgrade("/websocket");
            connection.text("more");
            connection.nextFrame(2);
            int round = 0;
            for (var harm : List.<Harm>of(Files::delete, file -> Files.writeString(file, ""), file -> {
                Files.delete(file);
                Files.createDirectory(file);
            }, file -> Files.move(file, file.resolveSibling("aside"), StandardCopyOption.REPLACE_EXISTING))) {
                harm.does(yaml);
                await().atMost(SOON).until(() -> !isReady(oriel));
                assertThat(get(oriel, "/readyz").getJsonArray("causes")).containsExactly("settings");
                connection.text("more");
                connection.nextFrame(2);
                var title = "Door " + ++round;
                Files.deleteIfExists(yaml);
                Files.writeString(yaml, SETTINGS.formatted(title));
                await().atMost(SOON).until(() -> isReady(oriel) && title(oriel).equals(title));
                connection.text("more");
                connection.nextFrame(2);
            }
            assertThat(oriel.said().lines().filter(line -> line.contains("cannot be used, the old ones stay"))).hasSize(4);
        }
    }

    private interface Harm {
        void does(Path file) throws IOException;
    }

    @Test
    void readinessIsOneWordToEverybodyAndAllToThisMachineAndNoSecretToAnybody() throws Exception {
        try (var oriel = start()) {
            Files.writeString(yaml,
                    SETTINGS.formatted("Door") + "    pasword: hunter2\n  b:\n    uri: rtsp://me:hun/ter2@cam/\n");
            await().atMost(SOON).until(() -> !isReady(oriel));
            try (var connection = RawConnection.to(oriel.port())) {
                var answer = connection.answer("GET", "/readyz");
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.body()).isEqualTo("{\"ready\":false,\"causes\":[\"settings\"]}");
            }
            var details = get(oriel, "/readyz?details").getJsonArray("details").encode();
            assertThat(details).contains("cameras.door.pasword", "cameras.b.uri", "%2F").doesNotContain("hunter2", "ter2");
            assertThat(get(oriel, "/readyz?details", "X-Forwarded-For: 203.0.113.9").containsKey("details")).isFalse();
            assertThat(oriel.said()).contains("cameras.door.pasword").doesNotContain("hunter2", "ter2");
        }
    }

    @Test
    void keysThatNeedARestartAreNamedOnce() throws Exception {
        try (var oriel = start()) {
            var more = "server:\n  host: 0.0.0.0\nbus:\n  url: redis://me:hunter2@bus\n";
            Files.writeString(yaml, SETTINGS.formatted("Yard") + more);
            await().atMost(SOON).until(() -> title(oriel).equals("Yard"));
            Files.writeString(yaml, SETTINGS.formatted("Door") + more);
            await().atMost(SOON).until(() -> title(oriel).equals("Door"));
            await().atMost(SOON).until(() -> oriel.said().contains("a restart is needed"));
            assertThat(oriel.said()).containsOnlyOnce("a restart is needed: server.host, bus.url").doesNotContain("hunter2");
            assertThat(isReady(oriel)).isTrue();
        }
    }

    @Test
    void theStartEndsWithoutAWordOfAnySecret() throws Exception {
        Files.writeString(yaml, "cameras:\n  door:\n    uri: rtsp://me:hun#ter2@cam/\n    password: hunter2\n");
        var ended = OrielProcess.run(folder, Map.of(), "--port", "0", "--set", "bus.url=redis://me:hun/ter2@bus");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.said()).contains("cameras.door.uri", "cameras.door.password", "bus.url", "percent-encoded")
                .doesNotContain("hunter2", "ter2");
        for (var words : new String[][]{{"--camera", "rtsp://me:hun/ter2@cam/?a=b"}, {"rtsp://me:hun/ter2@cam/"},
            {"--pass", "hunter2"},
            {"--set", "cameras.door.password:hunter2"}, {"--pass=hunter2"}}) {
            var wrong = OrielProcess.run(folder, Map.of(), words);
            assertThat(wrong.code()).isEqualTo(2);
            assertThat(wrong.said()).as(String.join(" ", words)).doesNotContain("hunter2", "ter2");
        }
    }
}
