package dev.oriel.push;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/// How long an edge waits before it connects again: 0.5 s, doubling to 30 s, a quarter of it at random less, so that the edges of a
/// relay that comes back do not all come at once.
///
/// Threads: one at a time.
final class RetryDelays {
    static final Duration FIRST = Duration.ofMillis(500);
    static final Duration LAST = Duration.ofSeconds(30);
    private static final int MOST_DOUBLINGS = 6;

    private final DoubleSupplier random;
    private int failures;

    /// @param random gives numbers from 0 to below 1
    RetryDelays(DoubleSupplier random) {
        this.random = random;
    }

    /// The relay has taken the offer: the next failure is the first.
    void reset() {
        failures = 0;
    }

    /// Trying soon does not help.
    void toLast() {
        failures = MOST_DOUBLINGS;
    }

    /// How long to wait now.
    Duration next() {
        long whole = Math.min(LAST.toMillis(), FIRST.toMillis() << failures);
        failures = Math.min(MOST_DOUBLINGS, failures + 1);
        return Duration.ofMillis(Math.round(whole * (1 - random.getAsDouble() / 4)));
    }
}
