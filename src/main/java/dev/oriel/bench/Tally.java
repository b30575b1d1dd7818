package dev.oriel.bench;

import dev.oriel.time.Clocks;

/// What all viewers of a run have got since it began to count, and the clock that ages are measured by.
///
/// Threads: the run's event loop.
final class Tally {
    final Histogram ageMicros = new Histogram();
    boolean counting;
    long frames;
    long bytes;
    long skipped;

    private final PictureLog log;
    private final Clocks clocks;
    private long epochLessMonotonicMicros;

    Tally(PictureLog log, Clocks clocks) {
        this.log = log;
        this.clocks = clocks;
        adjustClock();
    }

    /// Follows the machine's clock, which may be corrected while the run lasts.
    void adjustClock() {
        epochLessMonotonicMicros = clocks.nowMicros() - clocks.nowNanos() / 1_000;
    }

    /// The present of the clock that only goes forward.
    long nowNanos() {
        return clocks.nowNanos();
    }

    /// Microseconds since 1970-01-01 UTC, without the allocation of an `Instant`.
    long epochMicros() {
        return clocks.nowNanos() / 1_000 + epochLessMonotonicMicros;
    }

    void took(int count) {
        if (counting) {
            bytes += count;
        }
    }

    /// @param age microseconds since its capture, or -1 where that cannot be known
    void picture(long age) {
        if (counting) {
            frames++;
            log.came(epochMicros(), age);
            if (age >= 0) {
                ageMicros.add(age);
            }
        }
    }

    void missed(long count) {
        if (counting) {
            skipped += count;
        }
    }
}
