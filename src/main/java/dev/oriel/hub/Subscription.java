package dev.oriel.hub;

import dev.oriel.frame.Frame;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// One consumer's place in a track: what it took last and what it missed since.
///
/// Threads: any; [#take] is meant for one thread at a time. Nothing blocks.
public final class Subscription implements AutoCloseable {
    final Executor executor;
    final Track.Listener listener;
    final boolean isCounted;
    /// Guarded by the track's lock, as is everything up to the track.
    long lastPublished = Long.MAX_VALUE;
    long taken;
    long skipped;
    boolean wanting;
    DemandLevel level = DemandLevel.FULL;
    boolean closed = true;

    private final Track track;

    Subscription(Track track, Executor executor, Track.Listener listener, boolean isCounted) {
        this.track = track;
        this.executor = executor;
        this.listener = listener;
        this.isCounted = isCounted;
    }

    /// Begins to hear of frames and states; once, before anything else is asked of this.
    public void start() {
        track.join(this);
    }

    public Track track() {
        return track;
    }

    /// The newest frame when it is newer than the last one taken, else null. The receiver releases it.
    public @Nullable Frame take() {
        return track.take(this);
    }

    /// Bytes of the JPEG that [#take] would return now, or 0 when it would return none.
    public int availableBytes() {
        return track.availableBytes(this);
    }

    /// Says whether this subscription counts as demand: a viewer that stopped reading keeps its place but no camera on.
    public void wanting(boolean wants) {
        track.demand(this, () -> wanting = wants && !closed);
    }

    /// Says how much of the frames is of use here; all of it until this is said. The track's source may give less than that to nobody.
    public void level(DemandLevel next) {
        track.demand(this, () -> level = next);
    }

    /// The demand of this subscription, or null for none. With the track's lock held.
    @Nullable
    DemandLevel demand() {
        return wanting ? level : null;
    }

    /// Frames taken so far.
    public long taken() {
        return taken;
    }

    /// Frames that were published and replaced between two that were taken.
    public long skipped() {
        return skipped;
    }

    @Override
    public void close() {
        track.close(this);
    }
}
