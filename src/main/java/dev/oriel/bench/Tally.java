package dev.oriel.bench;

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
    private long epochLessMonotonicMicros;

    Tally(PictureLog log) {
        this.log = log;
        adjustClock();
    }

    /// Follows the machine's clock, which may be corrected while the run lasts.
    void adjustClock() {
        var now = java.time.Instant.now();
        epochLessMonotonicMicros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000 - System.nanoTime() / 1_000;
    }

    /// Microseconds since 1970-01-01 UTC, without the allocation of an `Instant`.
    long epochMicros() {
        return System.nanoTime() / 1_000 + epochLessMonotonicMicros;
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
