package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.Oriel;
import dev.oriel.config.ConfigException;
import dev.oriel.config.SettingsReader;
import dev.oriel.hub.Camera;
import dev.oriel.hub.TrackState;
import dev.oriel.source.CameraUri;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Edges that push to a relay, both of them whole.
class PushTest {
    private final RunningOriel relay = RunningOriel.with("cameras.own.uri", "test:?size=64x64");
    private final Publishing publishing = new Publishing(relay);
    private final List<Oriel> edges = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        edges.forEach(Oriel::close);
        http.close();
        relay.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60));
    }

    /// An edge on a data folder of that name, which pushes to the relay.
    private Oriel edge(String data, String key, String... more) throws IOException, ConfigException {
        var settings = new HashMap<>(Map.of("push.to", relay.http("/").toString(), "push.key", key, "log.level", "warn",
                "cameras.door.uri", "test:?size=320x240&fps=25", "cameras.door.linger", "0s"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        var inputs = new SettingsReader.Inputs(settings, Map.of(), folder, null);
        var edge = new Oriel(SettingsReader.read(inputs, uri -> CameraUri.parse(uri).common()), folder.resolve(data),
                Oriel.Role.EDGE, System::nanoTime);
        edges.add(edge);
        return edge.start();
    }

    private static TrackState state(Oriel oriel, String camera) {
        return oriel.hub().camera(camera).map(found -> found.track().state()).orElse(TrackState.OFF);
    }

    private boolean relayHas(String camera) {
        return relay.hub().camera(camera).map(Camera::track).filter(track -> track.state().cause() == null).isPresent();
    }

    @Test
    void cameraOfAnEdgeIsOffUntilSomebodyWatchesAtTheRelay() throws Exception {
        var edge = edge("home", publishing.key("home"));
        soon().until(() -> relayHas("door"));
        assertThat(state(edge, "door")).isEqualTo(TrackState.IDLE);
        try (var viewer = Viewer.connect(relay.ws("/api/cameras/door/live"))) {
            viewer.settle();
            soon().until(() -> state(edge, "door").isLive());
            soon().until(() -> relay.hub().camera("door").orElseThrow().track().newest() != null);
        }
        soon().until(() -> state(edge, "door").equals(TrackState.IDLE));
    }

    @Test
    void settingsCrossAndAreKeptAtTheEdge() throws Exception {
        var edge = edge("home", publishing.key("home"));
        soon().until(() -> relayHas("door"));
        var answer = patch("{\"title\":\"Front\",\"rotate\":180}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getString("title")).isEqualTo("Front");
        assertThat(edge.hub().camera("door").orElseThrow().settings().rotate()).isEqualTo(180);
        assertThat(patch("{\"filter\":\"nosuch\"}").statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> patch(String body) throws Exception {
        URI address = relay.http("/api/cameras/door/settings");
        return http.send(HttpRequest.newBuilder(address).header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void edgeThatEndsIsGoneAtTheRelayAtOnceAndBackWhenItRunsAgain() throws Exception {
        var key = publishing.key("home");
        edge("home", key);
        soon().until(() -> relayHas("door"));
        edges.removeFirst().close();
        soon().until(() -> !relayHas("door"));
        edge("home", key);
        soon().until(() -> relayHas("door"));
    }

    @Test
    void cameraThatTheKeyDoesNotNameIsNotShown() throws Exception {
        edge("home", publishing.key("yard-only", "yard"), "cameras.yard.uri", "test:?size=64x64");
        soon().until(() -> relayHas("yard"));
        assertThat(relay.hub().camera("door")).isEmpty();
    }

    @Test
    void revokedKeyTakesTheCameraAway() throws Exception {
        edge("home", publishing.key("home"));
        soon().until(() -> relayHas("door"));
        publishing.keys().revoke("home");
        relay.lookAtData();
        soon().until(() -> !relayHas("door"));
    }

    @Test
    void readOnlyEdgeLetsTheRelayChangeNothing() throws Exception {
        var edge = edge("home", publishing.key("home"), "push.readOnly", "true");
        soon().until(() -> relayHas("door"));
        assertThat(patch("{\"title\":\"Front\"}").statusCode()).isBetween(400, 499);
        assertThat(edge.hub().camera("door").orElseThrow().settings().title()).isEqualTo("door");
    }
}
