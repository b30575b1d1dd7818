package dev.oriel.view;

/// Somebody else's queue at the bottleneck: whether there is one worth competing with, and how much of it we match.
///
/// A frame that waited longer than the path takes, and did not come directly behind one of ours, waited for others' bytes. Where several in a
/// row waited longer than a polite neighbour makes them, one is sent alone; where that waited too, the queue is a bulk transfer's, and not made up by
/// a client that measures wrongly. Beside it we keep a part of what is queued, evenly spread: it gives us a share, and vanishes with the other queue, so that its end is seen without a pause.
/// All of what TCP would take (tried) has more frames, all of them late, and more of them lost where the queue overflows.
///
/// Threads: one at a time. Units: nanoseconds, bytes.
final class Neighbour {

    /// A queue shorter than this and so many frames of ours is left to politeness: another viewer has two.
    private static final double WORTH_NANOS = 20e6;
    private static final double WORTH_FRAMES = 3;
    /// With this and so many frames left it is gone.
    private static final double LEAVE_FRAMES = 2;
    /// Frames in a row that have to find it.
    private static final int FRAMES = 4;
    /// Ours may be this part of the queue.
    private static final double PART = 0.15;
    /// A queue changes by this part of its length in this time; what does not is the path, which became longer.
    private static final double BREATH = 0.15;
    /// Who was answered no is not asked again for so long.
    private static final long ASK_EVERY_NANOS = 5_000_000_000L;
    private static final long SPELL_NANOS = 15_000_000_000L;

    private final long[] waits = new long[FRAMES];
    private int seen;
    private int agreeing;
    private boolean asks;
    private long askAgainAtNanos = Long.MIN_VALUE;
    private boolean competes;
    private double bytesPerNano;
    private long spellUntilNanos;
    private long least;
    private long most;

    /// A frame began to arrive.
    ///
    /// @param waitNanos  how much later than over an empty path
    /// @param clear      not directly behind one of ours; while this [#asks], sent alone
    /// @param frameRate  bytes a nanosecond at which single frames come; 0 while unknown
    void found(long waitNanos, boolean clear, int bytes, double frameRate, long nowNanos) {
        waits[seen++ % FRAMES] = waitNanos;
        if (competes) {
            compete(waitNanos, bytes, frameRate);
        } else if (clear && frameRate > 0 && frameRate < Double.POSITIVE_INFINITY) {
            double worthNanos = WORTH_NANOS + WORTH_FRAMES * bytes / frameRate;
            if (asks) {
                answered(waitNanos > worthNanos / 2, frameRate, nowNanos); // what waited of ours is gone
                return;
            }
            agreeing = waitNanos > worthNanos ? agreeing + 1 : 0;
            asks = agreeing >= FRAMES && nowNanos >= askAgainAtNanos;
        }
    }

    private void answered(boolean yes, double frameRate, long nowNanos) {
        asks = false;
        askAgainAtNanos = nowNanos + ASK_EVERY_NANOS;
        if (yes) {
            competes = true;
            bytesPerNano = frameRate;
            begin(nowNanos);
        }
    }

    private void compete(long waitNanos, int bytes, double frameRate) {
        if (frameRate < 2 * bytesPerNano) { // more is a burst: what came late comes together
            bytesPerNano = Math.max(bytesPerNano, frameRate);
        }
        least = Math.min(least, waitNanos);
        most = Math.max(most, waitNanos);
        if (waitNanos() < WORTH_NANOS + LEAVE_FRAMES * bytes / bytesPerNano) {
            leave();
        }
    }

    private void begin(long nowNanos) {
        spellUntilNanos = nowNanos + SPELL_NANOS;
        least = Long.MAX_VALUE;
        most = 0;
    }

    private void leave() {
        competes = false;
        agreeing = 0;
        askAgainAtNanos = Long.MIN_VALUE;
    }

    /// True while all of ours has to come home, so that the next frame is sent alone.
    boolean asks() {
        return asks;
    }

    boolean competes() {
        return competes;
    }

    /// What turned out to be a longer path instead, once; else 0.
    long longerPathNanos(long nowNanos) {
        if (!competes || nowNanos < spellUntilNanos) {
            return 0;
        }
        if (most - least > BREATH * most) {
            begin(nowNanos);
            return 0;
        }
        leave();
        return least;
    }

    /// How long the queue is: the least of the last frames' waits; 0 while there is none worth it.
    long waitNanos() {
        if (!competes) {
            return 0;
        }
        long wait = Long.MAX_VALUE;
        for (long one : waits) {
            wait = Math.min(wait, one);
        }
        return Math.max(0, wait);
    }

    /// When the next of our frames may start: `Long.MAX_VALUE` for not before an acknowledgement.
    long mayStartAt(int bytes, long inFlightBytes, long lastSentAtNanos, long roundTripNanos, long nowNanos) {
        long wait = waitNanos();
        double oursNanos = Math.max(1, roundTripNanos + PART * wait);
        if (inFlightBytes > bytesPerNano * oursNanos) {
            return Long.MAX_VALUE;
        }
        double apartNanos = bytes / bytesPerNano * (roundTripNanos + wait) / oursNanos;
        return Math.max(nowNanos, lastSentAtNanos + (long) apartNanos);
    }
}
