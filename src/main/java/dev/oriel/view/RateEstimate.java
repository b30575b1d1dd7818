package dev.oriel.view;

import java.util.Arrays;

/// What a path carries, in bytes per second, from how far apart the two ends of each frame arrived and from the spacing of
/// acknowledgements while the path was busy.
///
/// Threads: one at a time.
final class RateEstimate {

    /// Samples of which the second best counts: one wild one is not believed, two are.
    private static final int SAMPLES = 5;
    /// The first samples of a connection see its slow start: none counts until two in a row are this close.
    private static final double AGREEING = 1.5;
    /// Busy intervals that make a measured throughput.
    private static final int INTERVALS = 4;
    private static final int INTERVALS_NEEDED = 3;
    private static final long INTERVALS_NANOS = 2_000_000_000;
    /// An interval so many times slower than the others is a pause.
    private static final double PAUSE = 2;
    /// A dispersion may lie between busy throughput and this many times that: the rest is bursts or lies.
    private static final double CEILING = 1.1;

    private final double[] samples = new double[SAMPLES];
    private final double[] sorted = new double[SAMPLES];
    private int sampled;
    private boolean believed;

    private final int[] intervalBytes = new int[INTERVALS];
    private final long[] intervalNanos = new long[INTERVALS];
    private final long[] intervalAtNanos = new long[INTERVALS];
    private int intervals;
    private double bytesPerSecond;

    /// The estimate: 0 while unknown, positive infinity while nothing showed a limit.
    double bytesPerSecond() {
        return bytesPerSecond;
    }

    /// How fast single frames come: at least what the connection gets, and all of the path's rate where others share it.
    double burstBytesPerSecond() {
        return secondBest();
    }

    /// A frame came at this rate; infinity when it came too fast to tell.
    void sampled(double bytesPerSecond, long nowNanos) {
        double before = samples[(sampled + SAMPLES - 1) % SAMPLES];
        believed = believed || (bytesPerSecond < before * AGREEING && before < bytesPerSecond * AGREEING)
                || bytesPerSecond == before || sampled == SAMPLES;
        samples[sampled % SAMPLES] = bytesPerSecond;
        sampled++;
        update(nowNanos);
    }

    /// These bytes came in this time, during all of which the path had something to carry.
    void busy(int bytes, long nanos, long nowNanos) {
        int at = intervals++ % INTERVALS;
        intervalBytes[at] = bytes;
        intervalNanos[at] = Math.max(1, nanos);
        intervalAtNanos[at] = nowNanos;
        update(nowNanos);
    }

    /// The path had nothing to carry for a while: what it carried before says nothing about what it could.
    void idle() {
        intervals = 0;
    }

    /// Forgets everything but this.
    void reset(double known) {
        Arrays.fill(samples, known);
        sampled = SAMPLES;
        believed = true;
        intervals = 0;
        bytesPerSecond = known;
    }

    /// Believes half of what it did: nothing was heard for long.
    void halve() {
        double half = bytesPerSecond / 2;
        if (half > 0 && half < Double.POSITIVE_INFINITY) {
            reset(half);
        }
        intervals = 0;
    }

    private void update(long nowNanos) {
        double sample = secondBest();
        double busy = throughput(nowNanos);
        bytesPerSecond = busy > 0 ? Math.clamp(sample, busy, busy * CEILING) : sample;
    }

    private double secondBest() {
        int count = Math.min(sampled, SAMPLES);
        if (!believed) {
            return 0;
        }
        System.arraycopy(samples, 0, sorted, 0, count);
        Arrays.sort(sorted, 0, count);
        // While there are few, the larger: a connection that has just begun only ever looks slower than its path.
        return count < SAMPLES ? sorted[count - 1] : sorted[SAMPLES - 2];
    }

    private double throughput(long nowNanos) {
        long bytes = 0;
        long nanos = 0;
        int count = 0;
        int slowest = 0;
        for (int i = 0; i < Math.min(intervals, INTERVALS); i++) {
            if (nowNanos - intervalAtNanos[i] <= INTERVALS_NANOS) {
                slowest = count == 0 || nanosPerByte(i) > nanosPerByte(slowest) ? i : slowest;
                bytes += intervalBytes[i];
                nanos += intervalNanos[i];
                count++;
            }
        }
        return count < INTERVALS_NEEDED ? 0 : 1e9 * withoutPause(bytes, nanos, slowest);
    }

    /// One interval that is much slower than the others is a pause (of the sender, or after a loss), and not the path.
    private double withoutPause(long bytes, long nanos, int slowest) {
        double others = (double) (bytes - intervalBytes[slowest]) / (nanos - intervalNanos[slowest]);
        return nanosPerByte(slowest) * others > PAUSE ? others : (double) bytes / nanos;
    }

    private double nanosPerByte(int interval) {
        return (double) intervalNanos[interval] / intervalBytes[interval];
    }
}
