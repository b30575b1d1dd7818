package dev.oriel.view;

/// Tells rate and round trip apart for a client that measures nothing: from time to time one frame is sent when nothing is in flight, and two
/// right behind it.
///
/// The lone frame takes a round trip and its own duration. Where the second had to wait for it, the two came a duration apart;
/// where it had not, the path showed no limit.
///
/// Threads: one at a time.
final class Calibration {

    private static final long SECOND = 1_000_000_000;
    private static final long LONGEST_PAUSE = 8 * SECOND;
    private static final int HURRIED = 1;
    /// A wait shorter than this is noise.
    private static final long NOISE_NANOS = 3_000_000;

    private boolean needed;
    private long dueAtNanos = Long.MIN_VALUE;
    private long pauseNanos = SECOND / 2;
    private int hurriedLeft;
    private long loneId = -1;
    private int loneBytes;
    private long loneTripNanos;
    private long loneArrivedAtNanos;
    private double bytesPerSecond;
    private long roundTripNanos;

    /// True while everything in flight has to come home before the next frame starts.
    boolean drains(long nowNanos) {
        return needed && nowNanos >= dueAtNanos && hurriedLeft == 0;
    }

    /// True while frames start at once.
    boolean hurries() {
        return hurriedLeft > 0;
    }

    void sent(long id, boolean alone, long nowNanos) {
        if (alone && drains(nowNanos)) {
            loneId = id;
            loneArrivedAtNanos = 0;
            hurriedLeft = HURRIED;
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE);
            dueAtNanos = nowNanos + pauseNanos;
        } else if (hurriedLeft > 0) {
            hurriedLeft--;
        }
    }

    /// A frame came without a measurement. Returns true when there is a new result.
    boolean acknowledged(long id, int bytes, long tripNanos, long sentAtNanos, long nowNanos) {
        needed = true;
        if (id == loneId) {
            loneBytes = bytes;
            loneTripNanos = tripNanos;
            loneArrivedAtNanos = nowNanos;
            return false;
        }
        if (id != loneId + 1 || loneArrivedAtNanos == 0 || sentAtNanos >= loneArrivedAtNanos || bytes > loneBytes * 5L / 4
                || loneBytes > bytes * 5L / 4) {
            return false;
        }
        if (tripNanos > loneTripNanos + loneTripNanos / 20 + NOISE_NANOS) {
            bytesPerSecond = bytes * 1e9 / Math.max(1, nowNanos - loneArrivedAtNanos);
            roundTripNanos = Math.max(1, loneTripNanos - (long) (loneBytes * 1e9 / bytesPerSecond));
        } else {
            bytesPerSecond = Double.POSITIVE_INFINITY;
            roundTripNanos = loneTripNanos;
        }
        return true;
    }

    /// The client measures after all.
    void stop() {
        needed = false;
        hurriedLeft = 0;
    }

    double bytesPerSecond() {
        return bytesPerSecond;
    }

    long roundTripNanos() {
        return roundTripNanos;
    }
}
