package dev.oriel.hub;

import dev.oriel.frame.Chunk;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// One consumer's place in a broadcast: which chunk it takes next.
///
/// Threads: any; [#take] is meant for one thread at a time. Nothing blocks.
public final class ChunkSubscription implements AutoCloseable {
    final Executor executor;
    final Runnable listener;
    /// Changed by [#take] alone, under the broadcast's lock, as are all up to the counters.
    long next;
    boolean begun;
    boolean waitsForKeyFrame = true;
    long run;
    long taken;
    long skipped;
    long cuts;
    boolean wanting;
    boolean closed = true;

    private final Broadcast broadcast;

    ChunkSubscription(Broadcast broadcast, Executor executor, Runnable listener) {
        this.broadcast = broadcast;
        this.executor = executor;
        this.listener = listener;
    }

    /// Takes its place and counts as demand; once, before anything else is asked of this.
    public void start() {
        broadcast.join(this);
    }

    /// The next chunk in order, or null when there is none yet. The receiver releases it.
    ///
    /// The first chunk, and the first after a cut, is a key frame.
    public @Nullable Chunk take() {
        return broadcast.take(this);
    }

    /// The broadcast's run of the chunk that was taken last. For the thread that takes.
    public long run() {
        return run;
    }

    /// Whether chunks have been published since the last that was taken.
    public boolean hasNext() {
        return broadcast.hasNext(this);
    }

    /// Says whether this subscription counts as demand: a viewer that stopped reading keeps its place but no encoder on.
    public void wanting(boolean wants) {
        broadcast.demand(this, () -> wanting = wants && !closed);
    }

    /// Chunks taken so far.
    public long taken() {
        return taken;
    }

    /// Chunks that were published between two that were taken.
    public long skipped() {
        return skipped;
    }

    /// How often it fell behind and went on at a later key frame.
    public long cuts() {
        return cuts;
    }

    @Override
    public void close() {
        broadcast.close(this);
    }
}
