package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.oriel.config.ConfigException;
import dev.oriel.config.SettingsReader;
import dev.oriel.source.CameraUri;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `settings` of a camera, and settings that cannot be used.
class SettingsOverHttpTest {
    private static final String PATH = "/api/cameras/door/settings";

    @TempDir
    Path data = Path.of("");

    private RunningOriel start() {
        return RunningOriel.on(data, "cameras.door.uri", "test:?size=320x180&fps=20", "cameras.door.title", "Door");
    }

    private static RawConnection.Answer patch(RunningOriel oriel, String body) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            int length = body.getBytes(StandardCharsets.UTF_8).length;
            connection.say("PATCH " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n");
            connection.say(body.getBytes(StandardCharsets.UTF_8));
            return connection.answer(true);
        }
    }

    private static JsonObject settings(RunningOriel oriel) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            return new JsonObject(connection.answer("GET", PATH).body());
        }
    }

    @Test
    void aChangeIsAnsweredAppliedAndKept() throws Exception {
        try (var oriel = start()) {
            var answer = patch(oriel, "{\"title\":\"Höf\",\"quality\":55}");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(new JsonObject(answer.body())).isEqualTo(settings(oriel));
            assertThat(settings(oriel).getString("title")).isEqualTo("Höf");
            assertThat(settings(oriel).getInteger("quality")).isEqualTo(55);
        }
        try (var oriel = start()) {
            assertThat(settings(oriel).getString("title")).isEqualTo("Höf");
            assertThat(settings(oriel).getInteger("quality")).isEqualTo(55);
        }
    }

    @Test
    void everyProblemIsToldAtOnceAndNothingChanges() throws Exception {
        try (var oriel = start()) {
            var before = settings(oriel);
            var answer = patch(oriel, """
                    {"title":"new","fps":0,"size":"big","quality":101,"rotate":45,"flip":"x","bright":1}""");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("message")).contains("fps", "size",
                    "quality", "rotate", "flip", "bright");
            assertThat(settings(oriel)).isEqualTo(before);
        }
    }

    @Test
    void wrongTypesAreABadRequest() throws Exception {
        try (var oriel = start()) {
            for (var body : List.of("", "[]", "1", "null", "\"x\"", "{", "{\"title\":}", "{\"title\":{}}", "{\"title\":5}",
                    "{\"fps\":\"30\"}", "{\"fps\":[30]}", "{\"quality\":1.5}", "{\"quality\":\"80\"}", "{\"rotate\":true}",
                    "{\"size\":640}", "{\"flip\":1}", "{\"filter\":7}", "{\"fps\":1e400}", "{\"quality\":99999999999}",
                    "{\"title\":\"a\\u0000b\"}")) {
                var answer = patch(oriel, body);
                assertThat(answer.status()).as(body + " -> " + answer.body()).isEqualTo(400);
                assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("message")).as(body).isNotBlank();
            }
        }
    }

    @Test
    void viewersStayWhileTheSourceIsAskedAnew() throws Exception {
        try (var oriel = start(); var viewer = Viewer.connect(oriel.ws("/websocket"))) {
            viewer.say("more");
            viewer.next();
            assertThat(patch(oriel, "{\"fps\":5}").status()).isEqualTo(200);
            for (int i = 0; i < 5; i++) {
                viewer.say("more");
                viewer.next();
            }
            assertThat(oriel.hub().camera("door").orElseThrow().track().subscriptions()).isOne();
        }
    }

    @Test
    void rotationShowsInTheNextPicture() throws Exception {
        try (var oriel = start(); var viewer = Viewer.connect(oriel.ws("/websocket"))) {
            viewer.say("more");
            viewer.next();
            var before = oriel.hub().camera("door").orElseThrow().track().newest();
            assertThat(patch(oriel, "{\"rotate\":90}").status()).isEqualTo(200);
            await().until(() -> {
                var now = oriel.hub().camera("door").orElseThrow().track().newest();
                return before != null && now != null && now.widthPixels() == before.heightPixels()
                        && now.heightPixels() == before.widthPixels();
            });
        }
    }

    @Test
    void aBodyOver64KilobytesIs413() throws Exception {
        try (var oriel = start()) {
            assertThat(patch(oriel, "{\"title\":\"" + "x".repeat(70_000) + "\"}").status()).isEqualTo(413);
        }
    }

    @Test
    void whoGoesOnSendingTooMuchIsStillToldSo() throws Exception {
        try (var oriel = start()) {
            await().atMost(Duration.ofSeconds(30)).ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> statusWhileSending(oriel) == 413);
        }
    }

    /// Sends on for a tenth of a second after the answer has come, and only then reads it.
    private static int statusWhileSending(RunningOriel oriel) throws IOException, InterruptedException {
        try (var connection = RawConnection.to(oriel.port())) {
            connection.ask("PATCH", PATH, "Content-Length: 1000000");
            connection.say("x".repeat(70_000));
            await().until(() -> connection.input().available() > 0);
            for (int i = 0; i < 10; i++) {
                TimeUnit.MILLISECONDS.sleep(10);
                connection.say("x".repeat(1000));
            }
            return connection.answer(true).status();
        }
    }

    @Test
    void brokenSettingsAreToldAllAtOnce() {
        var inputs = new SettingsReader.Inputs(Map.of("server.port", "99999", "cameras.Door.uri", "test:", "cameras.a.uri",
                "ftp://x", "cameras.b.title", "no address", "server.prot", "1", "viewers.stalledAfter", "1s"), Map.of(), data,
                null);
        assertThatThrownBy(() -> SettingsReader.read(inputs, uri -> CameraUri.parse(uri).common()))
                .isInstanceOfSatisfying(ConfigException.class, e -> {
                    assertThat(e.problems()).hasSize(6);
                    assertThat(e.problems()).anySatisfy(problem -> assertThat(problem).contains("server.port", "99999", "65535"))
                            .anySatisfy(problem -> assertThat(problem).contains("Door", "lower-case"))
                            .anySatisfy(problem -> assertThat(problem).contains("ftp", "rtsp"))
                            .anySatisfy(problem -> assertThat(problem).contains("cameras.b.uri", "missing"))
                            .anySatisfy(problem -> assertThat(problem).contains("server.prot", "server.port"))
                            .anySatisfy(problem -> assertThat(problem).contains("viewers.stalledAfter", "15s"));
                });
    }

    @Test
    void aChangeThatFailsInsideIsAnsweredAtOnceAndLogged() throws Exception {
        try (var oriel = RunningOriel.with()) {
            oriel.camera("door").failToChange();
            var answer = patch(oriel, "{\"title\":\"Door\"}");
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).contains("internal-error");
            assertThat(LoggedErrors.found()).hasSize(1).first().asString().contains("door", "the camera failed");
        }
    }
}
