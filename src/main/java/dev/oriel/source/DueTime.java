package dev.oriel.source;

/// Waits for the moment of a picture.
final class DueTime {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long LONGEST_SLEEP_MILLIS = 100;

    private DueTime() {
    }

    /// Returns at a moment of [System#nanoTime], or soon after the sink was stopped.
    static void await(long dueNanos, FrameSink sink) throws InterruptedException {
        for (long left = dueNanos - System.nanoTime(); left > 0 && !sink.stopped(); left = dueNanos - System.nanoTime()) {
            Thread.sleep(Math.min(LONGEST_SLEEP_MILLIS, left / NANOS_PER_MILLI), (int) (left % NANOS_PER_MILLI));
        }
    }
}
