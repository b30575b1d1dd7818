package dev.oriel.web;

import dev.oriel.auth.KeyStore;
import dev.oriel.bus.BusCameras;
import dev.oriel.bus.BusLimits;
import dev.oriel.bus.BusPlan;
import dev.oriel.bus.BusUrl;
import dev.oriel.config.ConfigException;
import dev.oriel.config.Settings;
import dev.oriel.config.SettingsReader;
import dev.oriel.edge.DuplicatePublisherPolicy;
import dev.oriel.edge.EdgeId;
import dev.oriel.edge.Publications;
import dev.oriel.edge.PublishedCamera;
import dev.oriel.filter.MpegStreams;
import dev.oriel.filter.Renditions;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Hub;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.RememberedSettings;
import dev.oriel.limits.MemoryShares;
import dev.oriel.limits.PictureLimits;
import dev.oriel.orient.OrientPlan;
import dev.oriel.source.CameraUri;
import dev.oriel.source.LocalCamera;
import dev.oriel.source.SourceSupervisor;
import dev.oriel.time.Clocks;
import dev.oriel.tls.MachineNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// A real server on a free port, whose visitors are who they say they are: see [Holders].
///
/// Threads: the test's.
final class HeldServer implements AutoCloseable {
    private static final Clocks CLOCKS = new Clocks(HeldServer::nowMicros, System::nanoTime);

    final Hub hub = new Hub(CLOCKS);
    final Holders holders = new Holders();
    final KeyStore keys;
    private final Path data;
    private final Map<String, String> written = new HashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();
    private final PictureLimits limits = PictureLimits.usual();
    private final MemoryShares memory = MemoryShares.of(() -> 1L << 28, System::nanoTime);
    private final Renditions renditions = new Renditions(CLOCKS, limits);
    private final MpegStreams mpeg = new MpegStreams(renditions.codecs(), timer, limits);
    private final Publications publications;
    private final WebServer web;
    private final List<StillCamera> cameras = new ArrayList<>();
    private final List<BusCameras> others = new ArrayList<>();
    private volatile Settings settings;
    private final int port;

    HeldServer(Path data, String... settings) throws ConfigException, IOException {
        this.data = data;
        written.put("server.port", "0");
        for (int i = 0; i < settings.length; i += 2) {
            written.put(settings[i], settings[i + 1]);
        }
        this.settings = read();
        keys = new KeyStore(data, Map.of(), InstantSource.system());
        publications = new Publications(new Publications.Parts(hub, keys,
                () -> new Publications.Rules(Duration.ofSeconds(10), DuplicatePublisherPolicy.REPLACE, 32, Duration.ofHours(1)),
                new Publications.Threads(timer, waiting), CLOCKS,
                new Publications.Kept(name -> same -> same, name -> new LocalCamera.CameraMemory(new RememberedSettings())),
                limits,
                memory.uploads()));
        web = new WebServer(new WebServer.Parts(hub, new WebServer.Streams(renditions, mpeg), "test", CLOCKS,
                () -> this.settings, SiteRoutes.well(), waiting, new WebServer.Publishing(publications, keys, EdgeId::fresh),
                memory,
                limits,
                new WebServer.Names(() -> new MachineNames(Set.of(), Set.of()), null), SiteRoutes.login(data)), holders,
                holders::isLocked);
        publications.start();
        port = web.start();
    }

    private Settings read() throws ConfigException {
        return SettingsReader.read(new SettingsReader.Inputs(written, Map.of(), data, null),
                uri -> CameraUri.parse(uri).common());
    }

    static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    int port() {
        return port;
    }

    /// A setting that changes while it runs.
    void change(String key, String value) throws ConfigException {
        written.put(key, value);
        settings = read();
    }

    /// A camera that shows a picture.
    StillCamera camera(String name) {
        var camera = new StillCamera(hub, name).publish();
        cameras.add(camera);
        return camera;
    }

    /// A camera without a picture.
    StillCamera darkCamera(String name) {
        var camera = new StillCamera(hub, name);
        cameras.add(camera);
        return camera;
    }

    /// A camera that waits for a publisher.
    void publishedCamera(String name) {
        publications.camera(name, new PublishedCamera.Plan(true,
                new SourceSupervisor.Times(Duration.ofSeconds(7), Duration.ofSeconds(10), Duration.ZERO), MpegSettings.DEFAULT,
                Set.of(), OrientPlan.NONE), CameraSettings.titled(name));
    }

    /// The cameras of a bus.
    void bus(String url) {
        var bus = new BusCameras(new BusPlan(BusUrl.parse(url), "oriel:", false, false), hub,
                CLOCKS, new BusLimits(limits, memory.bus()));
        bus.start(timer);
        others.add(bus);
    }

    /// Sessions, keys or links have changed.
    void accessChanged() {
        web.accessChanged();
    }

    RawClient client() throws IOException {
        return RawClient.to(port);
    }

    @Override
    public void close() {
        web.close();
        others.forEach(BusCameras::close);
        mpeg.close();
        renditions.close();
        publications.close();
        cameras.forEach(StillCamera::close);
        timer.shutdownNow();
        waiting.shutdownNow();
    }
}
