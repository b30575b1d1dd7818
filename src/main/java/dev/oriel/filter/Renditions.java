package dev.oriel.filter;

import dev.oriel.hub.Track;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// The ladders of all cameras, and the threads that encode for them and for the MPEG-1 streams.
///
/// Threads: any. The pool has one platform thread a core and at least two, `oriel-codec-N`; each camera has one job in it at a time, so a camera with
/// many rungs holds up no other for longer than one frame takes. Blocking: [#close] waits for the jobs under way.
public final class Renditions implements AutoCloseable {
    /// One of them is always left to the ladders where pictures of connections are processed.
    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final ExecutorService codecs = Executors.newFixedThreadPool(THREADS,
            Thread.ofPlatform().name("oriel-codec-", 1).daemon().factory());
    private final Map<Track, Ladder> ladders = new ConcurrentHashMap<>();
    private final Ladder.Means means;

    /// @param limits what a picture may cost
    public Renditions(Clocks clocks, PictureLimits limits) {
        means = new Ladder.Means(codecs, clocks, limits);
    }

    /// The ladder of the camera with that track.
    public Ladder of(Track source) {
        return ladders.computeIfAbsent(source, track -> new Ladder(track, means));
    }

    /// Lets go of the ladder of a camera that is gone; its codecs end with its last viewer.
    public void forget(Track source) {
        ladders.remove(source);
    }

    /// The threads for whatever encodes; what is given to them after [#close] is rejected.
    public Executor codecs() {
        return codecs;
    }

    /// How many threads that are.
    public int codecThreads() {
        return THREADS;
    }

    @Override
    public void close() {
        codecs.shutdown(); // jobs that free an encoder still run
        List<Runnable> left = List.of();
        boolean ended = false;
        try {
            ended = codecs.awaitTermination(1, TimeUnit.SECONDS);
            if (!ended) {
                left = codecs.shutdownNow();
                ended = codecs.awaitTermination(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (ended) { // else a codec is in use, and its memory stays
            left.forEach(Runnable::run);
            ladders.values().forEach(Ladder::close);
        }
    }
}
