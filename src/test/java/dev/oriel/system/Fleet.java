package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.Oriel;
import dev.oriel.bus.RedisServer;
import dev.oriel.config.ConfigException;
import dev.oriel.config.SettingsReader;
import dev.oriel.hub.TrackState;
import dev.oriel.source.CameraUri;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Recorders and servers in this process, around one Redis; the close is also the check that nothing is left of them.
///
/// Threads: the test's.
final class Fleet implements AutoCloseable {
    private final Path data;
    private final RedisServer redis;
    private final List<Oriel> all = new ArrayList<>();

    Fleet(Path data) throws IOException {
        assertThat(BufferLeaks.known()).as("leaked before this test").isEmpty();
        LoggedErrors.found();
        this.data = data;
        redis = RedisServer.start();
    }

    RedisServer redis() {
        return redis;
    }

    Oriel recorder(String uri) throws IOException, ConfigException {
        return start(Oriel.Role.RECORDER, Map.of("bus.url", redis.url(), "cameras.door.uri", uri, "cameras.door.linger", "1s",
                "cameras.door.mpeg.size", "160x90"));
    }

    /// @param more settings, `key, value, …`
    Oriel server(String... more) throws IOException, ConfigException {
        var settings = new HashMap<>(Map.of("bus.url", redis.url()));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return start(Oriel.Role.SERVER, settings);
    }

    /// Without any bus.
    Oriel alone(String uri) throws IOException, ConfigException {
        return start(Oriel.Role.SERVER, Map.of("cameras.door.uri", uri));
    }

    private Oriel start(Oriel.Role role, Map<String, String> given) throws IOException, ConfigException {
        var settings = new HashMap<>(given);
        settings.put("server.port", "0");
        settings.put("server.origins", "cam.example.org");
        var inputs = new SettingsReader.Inputs(settings, Map.of(), data, null);
        var made = new Oriel(SettingsReader.read(inputs, uri -> CameraUri.parse(uri).common()),
                data.resolve("state" + all.size()),
                role, System::nanoTime).start();
        all.add(made);
        return made;
    }

    static URI live(Oriel server) {
        return URI.create("ws://127.0.0.1:" + server.port() + "/api/cameras/door/live");
    }

    static TrackState state(Oriel oriel) {
        return oriel.hub().camera("door").orElseThrow().track().state();
    }

    @Override
    public void close() {
        all.reversed().forEach(Oriel::close);
        redis.close();
        await().alias("threads left").atMost(RunningOriel.THREADS_END_WITHIN)
                .untilAsserted(() -> assertThat(RunningOriel.threads()).isEmpty());
        for (var oriel : all) {
            assertThat(oriel.hub().cameras()).allSatisfy(camera -> assertThat(camera.track().subscriptions()).isZero());
        }
        assertThat(BufferLeaks.found()).as("leaked buffers").isEmpty();
        assertThat(LoggedErrors.found()).as("logged as errors").isEmpty();
    }
}
