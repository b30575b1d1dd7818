package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.auth.Role;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The last changes of a camera's settings over HTTP, and the ways back.
@Timeout(120)
class SettingsHistoryTest {
    private static final String PATH = "/api/cameras/door/settings";

    @TempDir
    Path data = Path.of("");

    private RunningOriel start(String... more) {
        var all = new ArrayList<>(List.of("cameras.door.uri", "test:?size=160x120&fps=10&rotate=90",
                "cameras.door.title", "Door", "cameras.yard.uri", "test:?size=64x48"));
        all.addAll(List.of(more));
        return RunningOriel.on(data, all.toArray(String[]::new));
    }

    private static JsonObject patched(Visitor visitor, String change) throws IOException, InterruptedException {
        return ok(visitor.ask("PATCH", PATH, change));
    }

    private static JsonObject ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static List<JsonObject> changes(Visitor visitor) throws IOException, InterruptedException {
        return ok(visitor.get(PATH + "/history")).getJsonArray("changes").stream().map(JsonObject.class::cast).toList();
    }

    private static JsonObject origin(Visitor visitor, String name) throws IOException, InterruptedException {
        return ok(visitor.get(PATH + "/origins")).getJsonObject("settings").getJsonObject(name);
    }

    private static String message(HttpResponse<String> answer) {
        return new JsonObject(answer.body()).getJsonObject("error").getString("message");
    }

    @Test
    void changesAndUndoesAreSeenAfterARestart() throws Exception {
        var began = Instant.now();
        try (var oriel = start(); var visitor = new Visitor(oriel.port())) {
            patched(visitor, "{\"title\":\"Gate\",\"quality\":55}");
            patched(visitor, "{\"quality\":60}");
            patched(visitor, "{\"quality\":60}");
            visitor.ask("PATCH", PATH, "{\"quality\":0}");
            assertThat(ok(visitor.ask("POST", PATH + "/undo", "")).getInteger("quality")).isEqualTo(55);
        }
        try (var oriel = start(); var visitor = new Visitor(oriel.port())) {
            var all = changes(visitor);
            assertThat(all).extracting(change -> change.getLong("id")).containsExactly(2L, 1L);
            assertThat(all.get(1).getJsonObject("before")).isEqualTo(new JsonObject("{\"title\":\"Door\",\"quality\":80}"));
            assertThat(all.get(1).getJsonObject("after")).isEqualTo(new JsonObject("{\"title\":\"Gate\",\"quality\":55}"));
            assertThat(all.get(1).getString("by")).isNull();
            assertThat(all.get(1).getJsonObject("undone")).isNull();
            assertThat(Instant.parse(all.get(1).getString("at"))).isBetween(began.minusSeconds(1), Instant.now().plusSeconds(1));
            assertThat(all.get(0).getJsonObject("undone").getBoolean("takenBack")).isFalse();
            assertThat(ok(visitor.ask("POST", PATH + "/undo", "")).getString("title")).isEqualTo("Door");
            assertThat(Visitor.code(visitor.ask("POST", PATH + "/undo", ""))).isEqualTo("409 cannot-undo");
        }
    }

    @Test
    void anOlderChangeIsUndoneByItsNumberUnlessItWasChangedSince() throws Exception {
        try (var oriel = start(); var visitor = new Visitor(oriel.port())) {
            patched(visitor, "{\"title\":\"Gate\"}");
            patched(visitor, "{\"rotate\":180}");
            patched(visitor, "{\"rotate\":270}");
            var refused = visitor.ask("POST", PATH + "/undo?id=2", "");
            assertThat(Visitor.code(refused)).isEqualTo("409 cannot-undo");
            assertThat(message(refused)).isEqualTo("it has been changed since: rotate is 270 now, and was 180 after change 2");
            assertThat(ok(visitor.ask("POST", PATH + "/undo?id=1", "")).getString("title")).isEqualTo("Door");
            assertThat(message(visitor.ask("POST", PATH + "/undo?id=1", ""))).isEqualTo("change 1 was undone before");
            for (var wrong : List.of("", "x", "-1", "99999999999999999999")) {
                assertThat(visitor.ask("POST", PATH + "/undo?id=" + wrong, "").statusCode()).as(wrong).isEqualTo(400);
            }
            assertThat(Visitor.code(visitor.ask("POST", PATH + "/undo?id=9", ""))).isEqualTo("409 cannot-undo");
        }
    }

    @Test
    void anUndoIsSeenInThePicture() throws Exception {
        try (var oriel = start();
                var visitor = new Visitor(oriel.port());
                var viewer = new WallClient(oriel.ws("/api/live").toString())) {
            viewer.send(new JsonObject("{\"type\":\"watch\",\"cameras\":[{\"name\":\"door\"}]}"));
            await().until(() -> !viewer.texts("rendition").isEmpty());
            patched(visitor, "{\"rotate\":0}");
            await().until(() -> viewer.texts("rendition").getLast().getInteger("width") == 160);
            ok(visitor.ask("POST", PATH + "/undo", ""));
            await().until(() -> viewer.texts("rendition").getLast().getInteger("width") == 120);
        }
    }

    @Test
    void originsSayWhereEachValueComesFromAndAResetLeadsBack() throws Exception {
        try (var oriel = start(); var visitor = new Visitor(oriel.port())) {
            patched(visitor, "{\"title\":\"Gate\",\"rotate\":0}");
            assertThat(origin(visitor, "title")).isEqualTo(new JsonObject().put("value", "Gate").put("changed", true)
                    .put("configured", "Door").put("source", "command line").put("locked", false));
            assertThat(origin(visitor, "rotate").getString("source")).isEqualTo("the camera's address (command line)");
            assertThat(origin(visitor, "quality").getString("source")).isEqualTo("default");
            assertThat(ok(visitor.get(PATH + "/origins")).getString("keptIn")).isEqualTo(data.resolve("cameras.json").toString());
            assertThat(ok(visitor.ask("POST", PATH + "/reset?setting=title", "")).getString("title")).isEqualTo("Door");
            assertThat(origin(visitor, "title").getBoolean("changed")).isFalse();
            assertThat(origin(visitor, "rotate").getBoolean("changed")).isTrue();
            assertThat(ok(visitor.ask("POST", PATH + "/reset", "")).getInteger("rotate")).isEqualTo(90);
            assertThat(Files.readString(data.resolve("cameras.json"))).doesNotContain("door");
            assertThat(ok(visitor.ask("POST", PATH + "/undo", "")).getInteger("rotate")).as("a reset is a change").isZero();
            assertThat(visitor.ask("POST", PATH + "/reset?setting=uri", "").statusCode()).isEqualTo(400);
            assertThat(visitor.ask("POST", PATH + "/reset?setting=", "").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void whatIsLockedSinceStaysAsItIs() throws Exception {
        try (var oriel = start(); var visitor = new Visitor(oriel.port())) {
            patched(visitor, "{\"quality\":55}");
            patched(visitor, "{\"filter\":\"gray\"}");
            oriel.change("cameras.door.filter", "pixelate", "cameras.door.locked", "filter");
            var refused = visitor.ask("POST", PATH + "/undo", "");
            assertThat(Visitor.code(refused)).isEqualTo("409 cannot-undo");
            assertThat(ok(visitor.get(PATH)).getString("filter")).isEqualTo("pixelate");
            assertThat(origin(visitor, "filter").getBoolean("locked")).isTrue();
            var locked = visitor.ask("PATCH", PATH, "{\"filter\":\"\",\"title\":\"x\"}");
            assertThat(locked.statusCode()).isEqualTo(400);
            assertThat(new JsonObject(locked.body()).getJsonObject("error").getJsonObject("settings")).isEqualTo(
                    new JsonObject().put("filter", "locked in the settings (cameras.door.locked)"));
            assertThat(ok(visitor.ask("POST", PATH + "/undo?id=1", "")).getInteger("quality")).isEqualTo(80);
        }
    }

    @Test
    void aHistoryThatCannotBeReadIsSaidAndCostsNoSetting() throws Exception {
        try (var oriel = start(); var visitor = new Visitor(oriel.port())) {
            patched(visitor, "{\"title\":\"Gate\"}");
        }
        var file = Files.writeString(data.resolve("history.json"), "{ broken");
        try (var oriel = start(); var visitor = new Visitor(oriel.port())) {
            assertThat(ok(visitor.get(PATH)).getString("title")).isEqualTo("Gate");
            assertThat(Visitor.code(visitor.get(PATH + "/history"))).isEqualTo("503 no-history");
            assertThat(Visitor.code(visitor.ask("PATCH", PATH, "{\"title\":\"x\"}"))).isEqualTo("500 not-kept");
            assertThat(ok(visitor.get(PATH)).getString("title")).isEqualTo("Gate");
            oriel.lookAtData();
            assertThat(visitor.get("/readyz").body()).contains("settings");
            assertThat(file).hasContent("{ broken");
            assertThat(LoggedErrors.found()).hasSize(1);
            Files.delete(file);
            patched(visitor, "{\"title\":\"Door 2\"}");
            assertThat(changes(visitor)).hasSize(1);
        }
    }

    @Test
    void accountsAreNamedAndSeeTheirCamerasAlone() throws Exception {
        try (var oriel = start();
                var anna = new Visitor(oriel.port());
                var other = new Visitor(oriel.port());
                var viewer = new Visitor(oriel.port())) {
            Visitor.account(oriel, "root", Role.ADMIN);
            Visitor.account(oriel, "anna", Role.OPERATOR, "door");
            Visitor.account(oriel, "yara", Role.OPERATOR, "yard");
            Visitor.account(oriel, "vera", Role.VIEWER);
            anna.logIn("anna", Visitor.PASSWORD);
            other.logIn("yara", Visitor.PASSWORD);
            viewer.logIn("vera", Visitor.PASSWORD);
            patched(anna, "{\"title\":\"Gate\"}");
            assertThat(changes(anna).getFirst().getString("by")).isEqualTo("anna");
            for (var path : List.of("/history", "/origins")) {
                assertThat(Visitor.code(other.get(PATH + path))).isEqualTo("404 no-such-camera");
                assertThat(Visitor.code(viewer.get(PATH + path))).isEqualTo("403 not-allowed");
            }
            for (var path : List.of("/undo", "/reset", "/undo?id=1")) {
                assertThat(Visitor.code(other.ask("POST", PATH + path, ""))).isEqualTo("404 no-such-camera");
                assertThat(Visitor.code(viewer.ask("POST", PATH + path, ""))).isEqualTo("403 not-allowed");
            }
            ok(anna.ask("POST", PATH + "/undo", ""));
            assertThat(changes(anna).getFirst().getJsonObject("undone").getString("by")).isEqualTo("anna");
        }
    }
}
