package dev.oriel.view;

import java.util.Arrays;

/// The least of the values of the last ten seconds, in steps of two: so that a base round trip that rose is believed in the end.
///
/// Threads: one at a time.
final class WindowedMinimum {

    private static final int STEPS = 5;
    private static final long STEP_NANOS = 2_000_000_000;

    private final long[] minima = new long[STEPS];
    private long step = Long.MIN_VALUE;

    WindowedMinimum() {
        Arrays.fill(minima, Long.MAX_VALUE);
    }

    void add(long value, long nowNanos) {
        long current = Math.floorDiv(nowNanos, STEP_NANOS);
        for (long s = Math.max(step, current - STEPS) + 1; s <= current; s++) {
            minima[(int) Math.floorMod(s, (long) STEPS)] = Long.MAX_VALUE;
        }
        step = current;
        int at = (int) Math.floorMod(current, (long) STEPS);
        minima[at] = Math.min(minima[at], value);
    }

    /// Forgets everything but this.
    void reset(long value, long nowNanos) {
        Arrays.fill(minima, Long.MAX_VALUE);
        add(value, nowNanos);
    }

    /// The minimum, or `otherwise` before the first value.
    long orElse(long otherwise) {
        long least = Long.MAX_VALUE;
        for (long minimum : minima) {
            least = Math.min(least, minimum);
        }
        return least == Long.MAX_VALUE ? otherwise : least;
    }
}
