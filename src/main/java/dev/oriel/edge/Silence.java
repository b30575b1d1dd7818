package dev.oriel.edge;

import java.time.Duration;

/// How long a sender has said nothing. An upload may last for ever; one that falls silent may not.
///
/// Threads: one says that it has heard something; any may ask. Time is passed in, nanoseconds of any clock that only rises.
final class Silence {
    private volatile long heardAtNanos;

    Silence(long nowNanos) {
        heardAtNanos = nowNanos;
    }

    void heard(long nowNanos) {
        heardAtNanos = nowNanos;
    }

    boolean isLongerThan(Duration most, long nowNanos) {
        return nowNanos - heardAtNanos > most.toNanos();
    }
}
