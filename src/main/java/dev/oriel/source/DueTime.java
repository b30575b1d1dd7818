package dev.oriel.source;

import dev.oriel.time.Clocks;

/// Waits for the moment of a picture.
final class DueTime {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long LONGEST_SLEEP_MILLIS = 100;

    private DueTime() {
    }

    /// Returns at a moment of the clocks, or soon after the sink was stopped.
    ///
    /// @param dueNanos on the clock that only goes forward
    static void await(long dueNanos, Clocks clocks, FrameSink sink) throws InterruptedException {
        for (long left = dueNanos - clocks.nowNanos(); left > 0 && !sink.stopped(); left = dueNanos - clocks.nowNanos()) {
            Thread.sleep(Math.min(LONGEST_SLEEP_MILLIS, left / NANOS_PER_MILLI), (int) (left % NANOS_PER_MILLI));
        }
    }
}
