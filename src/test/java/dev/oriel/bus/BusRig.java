package dev.oriel.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/// Recorders and servers on one Redis, in this process, each with a hub of its own. Its close is also the check that nothing of
/// the bus is left: no thread, no connection, no subscription.
///
/// Threads: the test's.
final class BusRig implements AutoCloseable {
    final RedisServer redis;
    /// A clock that tests move on; otherwise it goes as the real one does.
    final AtomicLong aheadNanos = new AtomicLong();
    final Clocks clocks = new Clocks(DemandedCamera::nowMicros, () -> System.nanoTime() + aheadNanos.get());
    final MemoryBudget memory = new MemoryBudget(() -> 64 * 1024 * 1024, System::nanoTime);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<Part> parts = new ArrayList<>();
    private final List<Hub> hubs = new ArrayList<>();

    BusRig(String... redisOptions) throws IOException {
        redis = RedisServer.start(redisOptions);
    }

    /// What is closed with the rig, the youngest first.
    interface Part extends AutoCloseable {
        @Override
        void close();
    }

    /// A recorder and its one camera.
    record Recorder(BusRecorder bus, DemandedCamera camera) implements Part {
        @Override
        public void close() {
            bus.close();
            camera.close();
        }
    }

    /// A server and its viewers' thread.
    record Server(BusCameras bus, Hub hub, ExecutorService loop) implements Part {
        Camera camera(String name) {
            return hub.camera(name).orElseGet(() -> {
                await().until(() -> hub.camera(name).isPresent());
                return hub.camera(name).orElseThrow();
            });
        }

        Track track(String name) {
            return camera(name).track();
        }

        TrackState state(String name) {
            return track(name).state();
        }

        Watcher watch(String name) {
            return new Watcher(track(name), loop);
        }

        @Override
        public void close() {
            bus.close();
            loop.shutdownNow();
        }
    }

    BusPlan plan() {
        return plan(redis.url(), false, false);
    }

    BusPlan plan(String url, boolean plain, boolean helloWebsocket) {
        return new BusPlan(BusUrl.parse(url), "oriel:", plain, helloWebsocket);
    }

    Recorder record(String name) {
        return record(name, plan());
    }

    Recorder record(String name, BusPlan plan) {
        var recorder = begin(name, plan);
        await().until(() -> recorder.bus().problem().isEmpty());
        return recorder;
    }

    /// Records, and does not wait for the bus.
    Recorder begin(String name, BusPlan plan) {
        return begin(name, plan, clocks);
    }

    /// Records on a machine with clocks of its own.
    Recorder begin(String name, BusPlan plan, Clocks recorderClocks) {
        var hub = hub();
        var camera = new DemandedCamera(hub, name, recorderClocks.epochMicros());
        var bus = new BusRecorder(plan, recorderClocks, timer);
        bus.cameras(List.of(camera));
        bus.start();
        return kept(new Recorder(bus, camera));
    }

    Server serve() {
        return serve(plan(), hub());
    }

    Server serve(BusPlan plan, Hub hub) {
        var bus = new BusCameras(plan, hub, clocks, new BusLimits(PictureLimits.usual(), memory));
        bus.start(timer);
        return kept(new Server(bus, hub, Executors.newSingleThreadExecutor(Thread.ofPlatform().name("viewers").factory())));
    }

    Hub hub() {
        var hub = new Hub(clocks);
        hubs.add(hub);
        return hub;
    }

    <T extends Part> T kept(T part) {
        parts.add(part);
        return part;
    }

    @Override
    public void close() {
        parts.reversed().forEach(Part::close);
        timer.shutdownNow();
        redis.close();
        assertThat(hubs.stream().flatMap(hub -> hub.cameras().stream()).filter(camera -> camera.track().subscriptions() != 0))
                .as("cameras with subscriptions left").isEmpty();
        await().alias("threads left").atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    /// Names of the bus's threads, which are virtual and therefore in no ordinary list.
    static List<String> threads() throws IOException {
        var folder = Files.createTempDirectory("oriel-threads");
        var file = folder.resolve("threads.json");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpThreads(file.toString(),
                HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
        var found = Files.readAllLines(file).stream().filter(line -> line.contains("\"oriel-bus-")).map(String::strip).toList();
        Files.delete(file);
        Files.delete(Path.of(folder.toString()));
        return found;
    }
}
