package dev.oriel.push;

import java.time.Duration;

/// Whether the relay is still there: it is pinged at intervals, and given up after a silence; both are shorter while it watches.
///
/// Threads: one at a time. Time is passed in, nanoseconds of any clock that only rises.
final class Heartbeat {

    /// @param each    between two pings
    /// @param silence after which the relay is gone
    private record Pace(Duration each, Duration silence) {}

    private static final Pace WATCHED = new Pace(Duration.ofSeconds(2), Duration.ofSeconds(6));
    private static final Pace IDLE = new Pace(Duration.ofSeconds(15), Duration.ofSeconds(40));

    /// What is to be done.
    enum Beat {
        NOTHING, PING, GONE
    }

    private long heardAtNanos;
    private long pingedAtNanos;
    private boolean watched;

    Heartbeat(long nowNanos) {
        heardAtNanos = nowNanos;
        pingedAtNanos = nowNanos;
    }

    /// The relay said something, whatever it was.
    void heard(long nowNanos) {
        heardAtNanos = nowNanos;
    }

    /// What is to be done now; the caller does it. The shorter silence counts from the moment that the relay begins to watch, since it
    /// had no reason to say anything before.
    ///
    /// @param isWatched true while the relay watches a camera
    Beat next(boolean isWatched, long nowNanos) {
        if (isWatched && !watched) {
            heardAtNanos = nowNanos;
        }
        watched = isWatched;
        var pace = isWatched ? WATCHED : IDLE;
        if (nowNanos - heardAtNanos >= pace.silence.toNanos()) {
            return Beat.GONE;
        } else if (nowNanos - pingedAtNanos < pace.each.toNanos()) {
            return Beat.NOTHING;
        }
        pingedAtNanos = nowNanos;
        return Beat.PING;
    }
}
