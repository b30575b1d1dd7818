package dev.oriel.source;

import static org.awaitility.Awaitility.await;

import dev.oriel.frame.Packet;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/// A camera whose source does what a test says, under a supervisor whose time is the test's.
///
/// Threads: the test's, and that of each run.
abstract class SupervisedSource {
    static final byte[] PICTURE = ByteBufUtil
            .decodeHexDump("ffd8" + "ffc0000b0801e0028001011100" + "ffc4000300" + "ffda0002" + "ffd9");
    static final Duration LINGER = Duration.ofSeconds(7);

    final ManualTimer timer = new ManualTimer();
    final Track track = new Track("door", 0, new Clocks(() -> 1, () -> 0));
    final FrameCounts counts = new FrameCounts();
    final ScriptedSource source = new ScriptedSource();
    SourceSupervisor supervisor = supervise(true, Duration.ofMinutes(10));

    /// Does what the test says, one step at a time.
    static final class ScriptedSource implements Source {
        final BlockingQueue<Object> script = new LinkedBlockingQueue<>();
        final AtomicInteger runs = new AtomicInteger();
        final AtomicInteger running = new AtomicInteger();
        volatile boolean deaf;
        Retry retry = Retry.BACKOFF;
        volatile @Nullable TrackState absence;

        @Override
        public void run(FrameSink sink) throws IOException, InterruptedException {
            runs.incrementAndGet();
            running.incrementAndGet();
            try {
                while (!sink.stopped() || deaf) {
                    var step = next();
                    if (step instanceof IOException failure) {
                        throw failure;
                    } else if ("picture".equals(step)) {
                        sink.jpeg(Packet.buffer(PICTURE.length).writeBytes(PICTURE), 1);
                    } else if ("unchanged".equals(step)) {
                        sink.unchanged();
                    } else if ("end".equals(step)) {
                        return;
                    } else if (step instanceof String words) {
                        sink.awaits(words);
                    }
                }
            } finally {
                running.decrementAndGet();
            }
        }

        private @Nullable Object next() throws InterruptedException {
            try {
                return script.poll(5, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                if (deaf) {
                    return null;
                }
                throw e;
            }
        }

        @Override
        public @Nullable TrackState absence() {
            return absence;
        }

        @Override
        public Retry retry() {
            return retry;
        }
    }

    SourceSupervisor supervise(boolean enabled, Duration silence) {
        var made = new SourceSupervisor(plan(source, silence), timer, counts, enabled);
        made.start();
        return made;
    }

    SourceSupervisor.Plan plan(Source of, Duration silence) {
        return new SourceSupervisor.Plan(of, track, () -> CameraSettings.titled("door"), false,
                () -> new SourceSupervisor.Times(LINGER, silence), PictureLimits.usual());
    }

    Subscription watch() {
        var subscription = track.subscribe(Runnable::run, () -> {});
        timer.runDue();
        return subscription;
    }

    void until(BooleanSupplier condition) {
        await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(2)).until(() -> {
            timer.runDue();
            return condition.getAsBoolean();
        });
    }

    void untilLive() {
        source.script.add("picture");
        until(() -> track.state().isLive());
    }

    void untilLost(String cause) {
        until(() -> track.state().equals(TrackState.lost(cause)));
    }

    @AfterEach
    void nothingIsLeftRunning() {
        source.deaf = false;
        var closing = Thread.ofVirtual().start(supervisor::close);
        until(() -> !closing.isAlive());
        until(() -> source.running.get() == 0);
        track.forget();
    }
}
