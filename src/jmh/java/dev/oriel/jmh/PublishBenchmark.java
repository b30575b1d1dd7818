package dev.oriel.jmh;

import dev.oriel.time.Clocks;
import dev.oriel.frame.Packet;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// What does it cost to publish a frame and hand it to every subscription, without any network?
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PublishBenchmark {
    @Param({"1", "200", "1000"})
    public int subscriptions;

    private final Track track = new Track("bench", 0, new Clocks(() -> 0, () -> 0));
    private final List<Subscription> all = new ArrayList<>();

    /// Takes each frame at once, as a viewer does that is never behind.
    private static final class Taker implements Track.Listener {
        private @org.jspecify.annotations.Nullable Subscription subscription;

        @Override
        public void packetAvailable() {
            var frame = subscription == null ? null : subscription.take();
            if (frame != null) {
                frame.release();
            }
        }
    }

    @Setup
    public void subscribe() {
        Executor here = Runnable::run;
        for (int i = 0; i < subscriptions; i++) {
            var taker = new Taker();
            taker.subscription = track.subscribe(here, taker);
            all.add(taker.subscription);
        }
    }

    @Benchmark
    public void publish() {
        track.publish(Packet.buffer(1000).writeZero(1000), 320, 240, 0);
    }

    @TearDown
    public void close() {
        all.forEach(Subscription::close);
        track.forget();
    }
}
