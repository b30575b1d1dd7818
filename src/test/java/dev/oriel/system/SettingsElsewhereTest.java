package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.Oriel;
import dev.oriel.auth.Role;
import dev.oriel.config.SettingsReader;
import dev.oriel.hub.CameraSetting;
import dev.oriel.hub.SettingsChange;
import dev.oriel.source.CameraUri;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// History and undo of cameras of other processes: over the bus, and at a relay. The machine that has the camera keeps them.
@Timeout(120)
class SettingsElsewhereTest {
    private static final String PATH = "/api/cameras/door/settings";

    @TempDir
    Path data = Path.of("");

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private static JsonObject ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static JsonArray changes(Visitor visitor) throws IOException, InterruptedException {
        return ok(visitor.get(PATH + "/history")).getJsonArray("changes");
    }

    private static void goesBack(Visitor visitor, Oriel owner) throws Exception {
        soon().until(() -> visitor.get(PATH).statusCode() == 200);
        ok(visitor.ask("PATCH", PATH, "{\"title\":\"Gate\"}"));
        ok(visitor.ask("PATCH", PATH, "{\"rotate\":90,\"quality\":55}"));
        var camera = owner.hub().camera("door").orElseThrow();
        assertThat(changes(visitor)).hasSize(2);
        assertThat(ok(visitor.ask("POST", PATH + "/undo", "")).getInteger("rotate")).isZero();
        assertThat(camera.settings().rotate()).isZero();
        assertThat(camera.settings().quality()).isEqualTo(80);
        assertThat(ok(visitor.get(PATH)).getInteger("rotate")).as("known at once").isZero();
        assertThat(Visitor.code(visitor.ask("POST", PATH + "/undo?id=7", ""))).isEqualTo("409 cannot-undo");
        var origins = ok(visitor.get(PATH + "/origins"));
        assertThat(origins.getBoolean("elsewhere")).isTrue();
        assertThat(origins.getString("keptIn")).as("without a folder of the other machine").isEqualTo("cameras.json");
        assertThat(origins.getJsonObject("settings").getJsonObject("title").getBoolean("changed")).isTrue();
        assertThat(ok(visitor.ask("POST", PATH + "/reset?setting=title", "")).getString("title")).isEqualTo("door");
        assertThat(camera.settings().title()).isEqualTo("door");
    }

    @Test
    void overTheBus() throws Exception {
        try (var fleet = new Fleet(data)) {
            var recorder = fleet.recorder("test:?size=160x120&fps=10");
            var server = fleet.server();
            try (var visitor = new Visitor(server.port())) {
                soon().until(() -> visitor.get(PATH).statusCode() == 200);
                goesBack(visitor, recorder);
                assertThat(changes(visitor)).hasSize(3);
            }
        }
    }

    @Test
    void atARelayWhichIsToldNoAccountOfTheEdge() throws Exception {
        try (var relay = RunningOriel.with("cameras.own.uri", "test:?size=64x64");
                var visitor = new Visitor(relay.port());
                var edge = edge(relay)) {
            Visitor.account(relay, "rita", Role.ADMIN);
            visitor.logIn("rita", Visitor.PASSWORD);
            soon().until(() -> visitor.get(PATH).statusCode() == 200);
            goesBack(visitor, edge);
            var here = edge.hub().camera("door").orElseThrow();
            here.change(SettingsChange.by("hugo", now -> now.with(CameraSetting.FILTER, "gray")));
            var journal = here.journal();
            assertThat(journal).isNotNull();
            assertThat(journal.report().changes()).extracting(change -> change.author()).containsExactly("hugo",
                    "rita at the relay", "rita at the relay", "rita at the relay");
            assertThat(changes(visitor).stream().map(change -> ((JsonObject) change).getString("by"))).containsExactly(null,
                    "rita at the relay", "rita at the relay", "rita at the relay");
        }
    }

    private Oriel edge(RunningOriel relay) throws Exception {
        var settings = Map.of("push.to", relay.http("/").toString(), "push.key", new Publishing(relay).key("home"), "log.level",
                "warn", "cameras.door.uri", "test:?size=160x120&fps=10");
        var inputs = new SettingsReader.Inputs(settings, Map.of(), data, null);
        return new Oriel(SettingsReader.read(inputs, uri -> CameraUri.parse(uri).common()), data.resolve("edge"), Oriel.Role.EDGE,
                System::nanoTime).start();
    }
}
