package dev.oriel.push;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.oriel.filter.Renditions;
import dev.oriel.frame.Packet;
import dev.oriel.http.TlsPolicy;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Hub;
import dev.oriel.hub.SettingsChange;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import dev.oriel.view.Patience;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// An edge of cameras that publish when a test says so.
///
/// Threads: the test's.
final class TestEdge implements AutoCloseable {
    static final String KEY = "orielkey_of-the-test";
    static final String ID = "00112233445566778899aabbccddeeff";

    /// How far the clock of the connection is ahead.
    final AtomicLong aheadNanos = new AtomicLong();
    private final Clocks clocks = new Clocks(() -> 1_000_000, () -> System.nanoTime() + aheadNanos.get());
    final Hub hub = new Hub(clocks);
    private final PictureLimits limits = new PictureLimits(() -> 40_000_000,
            new MemoryBudget(() -> Long.MAX_VALUE, System::nanoTime));
    private final Renditions renditions = new Renditions(clocks, limits);
    private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();
    private final Said said = new Said();
    private final List<TestCamera> all = new ArrayList<>();
    private @Nullable RelayPush push;

    TestEdge() {
        said.start();
        ((Logger) LoggerFactory.getLogger(RelayPush.class)).addAppender(said);
    }

    /// Lines of the log.
    private static final class Said extends AppenderBase<ILoggingEvent> {
        private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    }

    List<String> said() {
        return List.copyOf(said.lines);
    }

    static RelayPlan plan(String address) {
        return plan(address, new TlsPolicy.Verify(), false, Set.of());
    }

    static RelayPlan plan(String address, TlsPolicy tls, boolean readOnly, Set<String> cameras) {
        return new RelayPlan(RelayAddress.parse(address), () -> KEY, tls, readOnly, cameras);
    }

    TestEdge start(RelayPlan plan) {
        return start(plan, Map.of());
    }

    TestEdge start(RelayPlan plan, Map<String, String> environment) {
        var offering = new RelayPush.Offering() {
            @Override
            public boolean isOfferedUnasked(Camera camera) {
                return !camera.name().startsWith("bus-");
            }

            @Override
            public List<String> path(Camera camera) {
                return List.of();
            }
        };
        var made = new RelayPush(new RelayPush.Parts(hub, renditions, ID, "1", clocks, waiting,
                () -> new Patience(Duration.ofSeconds(10), Duration.ofMinutes(10),
                        new MemoryBudget(() -> Long.MAX_VALUE, System::nanoTime), System::nanoTime),
                offering, environment), plan);
        push = made;
        made.start();
        return this;
    }

    RelayPush push() {
        return java.util.Objects.requireNonNull(push);
    }

    TestCamera camera(String name) {
        var camera = new TestCamera(hub.track(name));
        hub.add(camera);
        all.add(camera);
        return camera;
    }

    @Override
    public void close() {
        if (push != null) {
            push.close();
        }
        assertThat(hub.cameras()).allSatisfy(camera -> assertThat(camera.track().subscriptions()).isZero());
        all.forEach(camera -> camera.track().forget());
        renditions.close();
        waiting.shutdownNow();
        ((Logger) LoggerFactory.getLogger(RelayPush.class)).detachAppender(said);
    }

    /// A camera whose pictures a test makes.
    static final class TestCamera implements Camera {
        private final Track track;
        private volatile CameraSettings settings;
        private volatile boolean failsToKeep;

        private TestCamera(Track track) {
            this.track = track;
            settings = CameraSettings.titled(track.name());
        }

        void publish(byte[] jpeg) {
            track.publish(Packet.buffer(jpeg.length).writeBytes(jpeg), 64, 48, 900_000);
            track.state(TrackState.LIVE);
        }

        void failToKeep() {
            failsToKeep = true;
        }

        @Override
        public Track track() {
            return track;
        }

        @Override
        public CameraSettings settings() {
            return settings;
        }

        @Override
        public void change(SettingsChange change) {
            var next = change.apply(settings);
            if (failsToKeep) {
                throw new UncheckedIOException("the disk is full", new java.io.IOException("no space"));
            }
            settings = next;
        }

        @Override
        public String maskedUri() {
            return "test:";
        }
    }
}
