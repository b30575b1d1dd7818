package dev.oriel.auth;

import java.util.concurrent.TimeUnit;

/// How long somebody who has failed waits before the next attempt: five failures are free, then a second, doubling to a minute. After half
/// an hour without a failure all are forgotten.
///
/// Threads: used by one at a time. Units: nanoseconds of a clock that only goes forward.
final class BackOff {
    private static final int FREE = 5;
    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int MOST_DOUBLINGS = 6;
    private static final long FORGETS_AFTER_NANOS = TimeUnit.MINUTES.toNanos(30);

    private int failures;
    private long lastNanos;

    void fail(long nowNanos) {
        failures = failures(nowNanos) + 1;
        lastNanos = nowNanos;
    }

    void forget() {
        failures = 0;
    }

    int failures(long nowNanos) {
        return failures > 0 && nowNanos - lastNanos < FORGETS_AFTER_NANOS ? failures : 0;
    }

    /// Zero or less when an attempt may be made now.
    ///
    /// @param inWork attempts that may turn out to be failures
    long waitNanos(long nowNanos, int inWork) {
        int counted = failures(nowNanos);
        if (counted < FREE) {
            return counted + inWork >= FREE ? FIRST_NANOS : 0;
        }
        long pause = Math.min(MOST_NANOS, FIRST_NANOS << Math.min(MOST_DOUBLINGS, counted - FREE));
        return inWork > 0 ? pause : lastNanos + pause - nowNanos;
    }
}
