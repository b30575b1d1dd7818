package dev.oriel.hub;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// The run that a track's packets belong to, by its number, which rises, and the state that viewers are told. A run ends with each state that is
/// not live, and with the run of what its packets are made of.
///
/// Threads: those that hold the track's lock, unless said otherwise.
final class TrackRun {
    /// In place of the number of a run: whichever it is.
    static final long ANY = -1;

    private final LongSupplier source;
    private final KeptPackets kept;
    private final AtomicLong number = new AtomicLong();
    /// The source's run that this run belongs to. Written under the lock, after the number.
    private volatile long sourceRun;
    private TrackState state = TrackState.IDLE;

    /// @param source the run of what the packets are made of
    /// @param kept   the run's packets
    TrackRun(LongSupplier source, KeptPackets kept) {
        this.source = source;
        this.kept = kept;
        sourceRun = source.getAsLong();
    }

    /// The number, after the source has been asked for its own.
    long current() {
        long now = source.getAsLong();
        if (now != sourceRun) {
            end();
            sourceRun = now;
        }
        return number.get();
    }

    /// True where that is the number, or [#ANY].
    boolean is(long one) {
        long now = current();
        return one == now || one == ANY;
    }

    /// The packets of the run, after the source has been asked for its own.
    KeptPackets packets() {
        current();
        return kept;
    }

    /// True where [#current] would change nothing. Any thread may ask.
    boolean isCurrent() {
        return source.getAsLong() == sourceRun;
    }

    /// The number, as far as it is known. Any thread may ask.
    long number() {
        return number.get();
    }

    /// Ends the run, and what is kept with it.
    void end() {
        kept.clear();
        number.incrementAndGet();
    }

    /// Ends the run, and with it a state that is live.
    ///
    /// @return the state
    TrackState renounce() {
        end();
        if (state.isLive()) {
            state = TrackState.STARTING;
        }
        return state;
    }

    /// Sets the state. What is kept stays until [#end].
    ///
    /// @return true when it is a new one
    boolean state(TrackState next) {
        if (state.equals(next)) {
            return false;
        }
        state = next;
        if (!next.isLive()) {
            number.incrementAndGet();
        }
        return true;
    }

    TrackState state() {
        return state;
    }
}
