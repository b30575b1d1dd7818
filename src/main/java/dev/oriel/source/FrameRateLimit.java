package dev.oriel.source;

/// Chooses which frames of a stream to keep so that no more than a given rate remains, as evenly as the source allows:
/// of 30 for 10 every third, of 30 for 25 five in six.
///
/// Each kept frame moves the time when the next is due by one interval, on a grid of its own, so that jitter does not
/// accumulate; a frame counts for the point of the grid that it is nearest to.
///
/// Threads: one at a time.
final class FrameRateLimit {
    /// A longer silence, or a step back in time, begins a new grid.
    private static final long LONGEST_GAP_MICROS = 10_000_000;

    private double dueMicros;
    private double sourceIntervalMicros;
    private long lastMicros;
    private double limitedTo;

    /// True when the frame is to be kept.
    ///
    /// @param capturedAtMicros  any clock, as long as it is one
    /// @param framesPerSecond   the most to keep
    boolean keeps(long capturedAtMicros, double framesPerSecond) {
        double interval = 1_000_000 / framesPerSecond;
        long sinceLast = capturedAtMicros - lastMicros;
        lastMicros = capturedAtMicros;
        if (limitedTo != framesPerSecond || sinceLast < 0 || sinceLast > Math.max(LONGEST_GAP_MICROS, 2 * interval)) {
            limitedTo = framesPerSecond;
            sourceIntervalMicros = 0;
            dueMicros = capturedAtMicros + interval;
            return true;
        }
        sourceIntervalMicros = sourceIntervalMicros == 0
                ? sinceLast
                : sourceIntervalMicros + (sinceLast - sourceIntervalMicros) / 16;
        double slack = Math.min(sourceIntervalMicros, interval) / 2;
        if (capturedAtMicros < dueMicros - slack) {
            return false;
        }
        // Late frames push the grid along: what a slow stretch did not use must not be made up for by a burst.
        dueMicros = Math.max(dueMicros + interval, capturedAtMicros + interval - slack);
        return true;
    }
}
