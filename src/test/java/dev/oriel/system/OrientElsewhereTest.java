package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.Oriel;
import dev.oriel.config.SettingsReader;
import dev.oriel.source.CameraUri;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Cameras of other processes that are turned: over the bus, and at a relay.
@Timeout(120)
class OrientElsewhereTest {
    @TempDir
    Path data = Path.of("");

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private static JsonObject state(Visitor visitor) throws IOException, InterruptedException {
        var answer = visitor.get("/api/cameras/door/orient");
        return answer.statusCode() == 200 ? new JsonObject(answer.body()) : new JsonObject();
    }

    private static void turns(Visitor visitor, Oriel owner) throws Exception {
        soon().until(() -> state(visitor).containsKey("pan"));
        assertThat(visitor.ask("POST", "/api/cameras/door/orient?pan=91", "").statusCode()).isEqualTo(400);
        for (int i = 0; i < 60; i++) {
            assertThat(visitor.ask("POST", "/api/cameras/door/orient?pan=" + i, "").statusCode()).isEqualTo(202);
        }
        assertThat(visitor.ask("POST", "/api/cameras/door/orient?tilt=-4", "").statusCode()).isEqualTo(202);
        var turned = owner.hub().camera("door").orElseThrow().orientation();
        assertThat(turned).isNotNull();
        soon().untilAsserted(() -> {
            assertThat(turned.orientation().now().pan()).isEqualTo(59);
            assertThat(turned.orientation().now().tilt()).isEqualTo(-4);
            assertThat(state(visitor).getDouble("pan")).isEqualTo(59);
            assertThat(state(visitor).getBoolean("moving")).isFalse();
        });
        assertThat(visitor.ask("PUT", "/api/cameras/door/orient/presets/gate", "").statusCode()).isEqualTo(200);
        assertThat(turned.orientation().presets()).containsExactly("gate");
        assertThat(visitor.ask("POST", "/api/cameras/door/orient?home", "").statusCode()).isEqualTo(202);
        soon().until(() -> state(visitor).getDouble("pan") == 0);
        soon().until(() -> state(visitor).getJsonArray("presets").contains("gate"));
        assertThat(visitor.ask("POST", "/api/cameras/door/orient?preset=gate", "").statusCode()).isEqualTo(202);
        soon().until(() -> state(visitor).getDouble("pan") == 59);
        assertThat(visitor.ask("DELETE", "/api/cameras/door/orient/presets/gate", "").statusCode()).isEqualTo(200);
        assertThat(visitor.ask("DELETE", "/api/cameras/door/orient/presets/gate", "").statusCode()).isEqualTo(404);
        assertThat(visitor.ask("POST", "/api/cameras/door/light?pixel=all&rgbw=1,1,1,1", "").statusCode()).isEqualTo(400);
        assertThat(visitor.get("/api/cameras/door/controls").statusCode()).isEqualTo(404);
    }

    @Test
    void overTheBus() throws Exception {
        try (var fleet = new Fleet(data)) {
            var recorder = fleet.recorder("test:?size=320x180&fps=30");
            var server = fleet.server();
            try (var visitor = new Visitor(server.port())) {
                turns(visitor, recorder);
            }
        }
    }

    @Test
    void atARelay() throws Exception {
        try (var relay = RunningOriel.with("cameras.own.uri", "test:?size=64x64");
                var visitor = new Visitor(relay.port());
                var edge = edge(relay, "false")) {
            turns(visitor, edge);
            try (var viewer = new WallClient(relay.ws("/api/live").toString())) {
                viewer.send(new JsonObject("{\"type\":\"watch\",\"cameras\":[{\"name\":\"door\"}]}"));
                soon().until(() -> !viewer.pictures().isEmpty());
                visitor.ask("POST", "/api/cameras/door/orient?pan=-30", "");
                soon().untilAsserted(() -> assertThat(viewer.texts("orient").stream().map(message -> message.getDouble("pan"))
                        .distinct()).as("the way is shown").hasSizeGreaterThan(3));
                soon().until(() -> viewer.texts("orient").getLast().getDouble("pan") == -30);
            }
        }
    }

    @Test
    void notWhereTheEdgeLetsItsRelayChangeNothing() throws Exception {
        try (var relay = RunningOriel.with("cameras.own.uri", "test:?size=64x64");
                var visitor = new Visitor(relay.port());
                var edge = edge(relay, "true")) {
            soon().until(() -> relay.hub().camera("door").filter(camera -> camera.track().state().cause() == null).isPresent());
            assertThat(visitor.ask("POST", "/api/cameras/door/orient?pan=5", "").statusCode()).isEqualTo(404);
            assertThat(edge.hub().camera("door").orElseThrow().orientation()).isNotNull();
        }
    }

    private Oriel edge(RunningOriel relay, String readOnly) throws Exception {
        var settings = new HashMap<>(
                Map.of("push.to", relay.http("/").toString(), "push.key", new Publishing(relay).key("home"), "log.level",
                        "warn", "cameras.door.uri", "test:?size=320x240&fps=25", "push.readOnly", readOnly));
        var inputs = new SettingsReader.Inputs(settings, Map.of(), data, null);
        return new Oriel(SettingsReader.read(inputs, uri -> CameraUri.parse(uri).common()), data.resolve("edge"), Oriel.Role.EDGE,
                System::nanoTime).start();
    }
}
