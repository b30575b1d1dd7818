package dev.oriel.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.Oriel;
import dev.oriel.config.ConfigException;
import dev.oriel.config.SettingsReader;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import dev.oriel.source.CameraUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Oriel in this process on a free port, with a data folder of its own; its close is also the check that nothing is left of it:
/// no thread, no subscription, no buffer, and that nothing was logged as an error.
///
/// Threads: the test's.
final class RunningOriel implements AutoCloseable {
    private static final NumberedJpegs SMALL = new NumberedJpegs(320, 180, 0);
    static final Duration THREADS_END_WITHIN = Duration.ofSeconds(20);

    private final Map<String, String> settings;
    private final Path data;
    private final boolean ownsData;
    private final List<FakeCamera> fakes = new ArrayList<>();
    private Oriel oriel;
    private int port;

    private RunningOriel(Map<String, String> settings, @Nullable Path data) {
        assertThat(BufferLeaks.known()).as("leaked before this test").isEmpty();
        LoggedErrors.found();
        this.settings = new HashMap<>(settings);
        this.settings.putIfAbsent("server.port", "0");
        this.settings.putIfAbsent("log.level", "warn");
        try {
            this.data = data == null ? Files.createTempDirectory("oriel-test") : data;
            ownsData = data == null;
            oriel = made().start();
        } catch (IOException | ConfigException e) {
            throw new IllegalStateException(e);
        }
        port = oriel.port();
    }

    /// Starts it with settings `key, value, key, value`.
    static RunningOriel with(String... settings) {
        return new RunningOriel(map(settings), null);
    }

    /// Starts it on a data folder that outlives it.
    static RunningOriel on(Path data, String... settings) {
        return new RunningOriel(map(settings), data);
    }

    private static Map<String, String> map(String... settings) {
        var map = new HashMap<String, String>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        return map;
    }

    private Oriel made() throws ConfigException {
        var inputs = new SettingsReader.Inputs(settings, Map.of(), data, null);
        return new Oriel(SettingsReader.read(inputs, uri -> CameraUri.parse(uri).common()), data);
    }

    /// A camera of small pictures.
    FakeCamera camera(String name) {
        return camera(name, SMALL);
    }

    FakeCamera camera(String name, NumberedJpegs pictures) {
        var camera = new FakeCamera(oriel.hub(), name, pictures);
        fakes.add(camera);
        return camera;
    }

    Path data() {
        return data;
    }

    int port() {
        return port;
    }

    /// Has it look at its data folder now, as it does each second.
    void lookAtData() {
        oriel.lookAtData();
    }

    Hub hub() {
        return oriel.hub();
    }

    /// `http://127.0.0.1:PORT` and the path.
    URI http(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /// `ws://127.0.0.1:PORT` and the path.
    URI ws(String path) {
        return URI.create("ws://127.0.0.1:" + port + path);
    }

    /// Applies changed settings while it runs; an empty value takes a setting away.
    void change(String... changed) throws ConfigException {
        settings.putAll(map(changed));
        settings.values().removeIf(String::isEmpty);
        oriel.apply(SettingsReader.read(new SettingsReader.Inputs(settings, Map.of(), data, null),
                uri -> CameraUri.parse(uri).common()));
    }

    /// Stops the program and keeps what belongs to the test.
    void stop() {
        oriel.close();
        fakes.forEach(FakeCamera::close);
        check();
        fakes.clear();
    }

    /// Starts the program again at the same port.
    void startAgain() {
        makeAgain();
        listen();
    }

    /// The same with a camera that is there before anybody can ask for it: who waits for the program finds both.
    FakeCamera startAgain(String name, NumberedJpegs pictures) {
        makeAgain();
        var camera = camera(name, pictures);
        listen();
        return camera;
    }

    private void makeAgain() {
        settings.put("server.port", Integer.toString(port));
        try {
            oriel = made();
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    private void listen() {
        try {
            oriel.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        port = oriel.port();
    }

    @Override
    public void close() {
        stop();
        if (ownsData) {
            delete(data);
        }
    }

    private void check() {
        // The last task of a connection's event loop may still let go of its camera.
        await().alias("threads left").atMost(THREADS_END_WITHIN)
                .untilAsserted(() -> assertThat(threads()).as(RunningOriel::stacks).isEmpty());
        assertThat(oriel.hub().cameras().stream().filter(camera -> camera.track().subscriptions() != 0).map(Camera::name))
                .as("cameras with subscriptions left").isEmpty();
        assertThat(oriel.hub().cameras().stream().filter(camera -> camera.track().newest() != null).map(Camera::name))
                .as("cameras that hold a frame").isEmpty();
        assertThat(BufferLeaks.found()).as("leaked buffers").isEmpty();
        assertThat(LoggedErrors.found()).as("logged as errors").isEmpty();
    }

    /// Names of the threads that are Oriel's.
    static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(RunningOriel::isOriels).map(Thread::getName).sorted().toList();
    }

    private static boolean isOriels(Thread thread) {
        return thread.getName().startsWith("oriel-") || thread.getName().startsWith("vert.x-");
    }

    /// Where the threads that are Oriel's stand.
    static String stacks() {
        return Thread.getAllStackTraces().entrySet().stream().filter(one -> isOriels(one.getKey()))
                .map(one -> one.getKey().getName() + " " + one.getKey().getState() + "\n    "
                        + Arrays.stream(one.getValue()).map(StackTraceElement::toString).collect(Collectors.joining("\n    ")))
                .collect(Collectors.joining("\n"));
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(requireNonNull(folder))) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
