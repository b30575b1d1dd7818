package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.files.OtherUser;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files of a server's user, root's and strangers'. The tests run as root, the server as `nobody`.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherUsersFilesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    /// An upload of nothing by somebody who may publish.
    private static final int NOT_UNDERSTOOD = 415;

    @TempDir
    Path folder;

    @BeforeEach
    void needsRoot() {
        OtherUser.needed();
    }

    private OrielProcess server() throws IOException {
        OtherUser.owns(folder);
        return OrielProcess.asUser(OtherUser.ID, folder, "--port", "0", "--camera", "door=test:", "--camera", "roof=publish:");
    }

    private static int post(OrielProcess oriel, String key) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            return connection.answer("POST", "/api/cameras/roof/ingest", "Authorization: Bearer " + key, "Content-Length: 0")
                    .status();
        }
    }

    private static JsonObject ready(OrielProcess oriel) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            return new JsonObject(connection.answer("GET", "/readyz").body());
        }
    }

    @Test
    void aKeyThatRootMakesIsGoodAndCutsNobodyOff() throws Exception {
        try (var oriel = server()) {
            var first = OrielProcess.run(folder, Map.of(), "key", "add", "first");
            assertThat(first.code()).as(first.said()).isZero();
            assertThat(post(oriel, first.said().strip())).isEqualTo(NOT_UNDERSTOOD);
            var second = OrielProcess.run(folder, Map.of(), "key", "add", "second");
            assertThat(post(oriel, second.said().strip())).isEqualTo(NOT_UNDERSTOOD);
            assertThat(post(oriel, first.said().strip())).isEqualTo(NOT_UNDERSTOOD);
            for (var made : new String[]{"oriel-data", "oriel-data/keys.json", "oriel-data/keys.lock"}) {
                assertThat(OtherUser.ownerOf(folder.resolve(made))).as(made).isEqualTo(OtherUser.ID);
            }
            assertThat(ready(oriel).getBoolean("ready")).isTrue();
        }
    }

    @Test
    void aKeyFileThatIsRootsIsToldAndUsedAgainWhenItIsGivenBack() throws Exception {
        var key = OrielProcess.run(folder, Map.of(), "key", "add", "first").said().strip();
        try (var oriel = server()) {
            var data = folder.resolve("oriel-data");
            var file = data.resolve("keys.json"); // root's, and readable by root alone
            await().atMost(SOON).until(() -> !ready(oriel).getBoolean("ready"));
            assertThat(ready(oriel).getJsonArray("causes")).containsExactly("keys");
            assertThat(post(oriel, key)).isEqualTo(401);
            assertThat(oriel.said()).containsOnlyOnce("the keys cannot be read").contains("keys.json: permission denied");
            OtherUser.owns(file);
            await().atMost(SOON).until(() -> ready(oriel).getBoolean("ready"));
            assertThat(post(oriel, key)).isEqualTo(NOT_UNDERSTOOD);
            assertThat(oriel.said()).contains("the keys can be read again");
        }
    }

    @Test
    void aChangeThatCannotBeKeptSaysWhyWhereAndWhatToDo() throws Exception {
        Files.createDirectory(folder.resolve("oriel-data"));
        try (var oriel = server(); var connection = RawConnection.to(oriel.port())) {
            connection.say(
                    "PATCH /api/cameras/door/settings HTTP/1.1\r\nHost: localhost\r\nContent-Length: 15\r\n\r\n{\"quality\": 50}");
            var answer = connection.answer(true);
            var data = folder.resolve("oriel-data").toRealPath();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("message")).contains("permission denied",
                    data.toString(), "sudo chown -R nobody " + data);
            await().atMost(SOON).until(() -> oriel.said().contains("permission denied"));
        }
    }

    @Test
    void settingsOfAStrangerEndTheStart() throws Exception {
        var yaml = Files.writeString(folder.resolve("oriel.yaml"), "cameras:\n  bad:\n    uri: exec:touch ran\n");
        OtherUser.owns(yaml);
        var ended = OrielProcess.run(folder, Map.of(), "--port", "0");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.said()).contains("oriel.yaml: not read", "nobody", "--config oriel.yaml", "chown");
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void stateOfAStrangerEndsTheStartUnlessItIsNamed() throws Exception {
        var data = Files.createDirectory(folder.resolve("oriel-data"));
        OtherUser.owns(data);
        var ended = OrielProcess.run(folder, Map.of(), "--port", "0");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.said()).contains("oriel-data: not used", "nobody", "--data oriel-data", "chown");
        try (var oriel = new OrielProcess(folder, Map.of("ORIEL_DATA", "oriel-data"), java.util.List.of(), "--port", "0",
                "--camera",
                "door=test:")) {
            assertThat(ready(oriel).getBoolean("ready")).isTrue();
        }
    }
}
