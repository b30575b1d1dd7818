package dev.oriel.edge;

import java.time.Duration;

/// The time for which a sender has said nothing. An upload may last for ever; one that falls silent may not.
///
/// Threads: one thread calls [#heard]; any thread may ask. Time is passed in, nanoseconds of any clock that only rises.
final class IdleTimer {
    private volatile long heardAtNanos;

    IdleTimer(long nowNanos) {
        heardAtNanos = nowNanos;
    }

    void heard(long nowNanos) {
        heardAtNanos = nowNanos;
    }

    boolean isIdleFor(Duration most, long nowNanos) {
        return nowNanos - heardAtNanos > most.toNanos();
    }
}
