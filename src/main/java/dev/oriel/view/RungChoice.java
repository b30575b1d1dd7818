package dev.oriel.view;

import dev.oriel.filter.Rung;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which rung of its ladder a camera is sent at to one viewer, chosen anew as the situation changes, but calmly.
///
/// Never larger than the viewer can show. Down when the share of the bandwidth has not carried the held rate for a second; up
/// when it has carried a better rung with a third to spare for four seconds, and for longer each time that this turned out to
/// be too much. At once when the viewer wishes something else, or the source's size changes.
///
/// Threads: one at a time. Units: nanoseconds of any monotonic clock.
final class RungChoice {

    /// Why the picture is not larger, or comes no more often.
    enum Reason {
        BANDWIDTH, VIEW, DEVICE, SOURCE;

        /// The protocol's word.
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What was chosen.
    ///
    /// @param fps frames per second that can be expected
    record Choice(Rung rung, double fps, Reason reason) {}

    private static final long SECOND = 1_000_000_000L;
    private static final long DOWN_AFTER = SECOND;
    private static final long UP_AFTER = 4 * SECOND;
    private static final long UP_AFTER_AT_MOST = 64 * SECOND;
    /// Going down so soon after going up was flapping.
    private static final long FLAPPED_WITHIN = 15 * SECOND;
    private static final double UP_MARGIN = 1.3;
    /// A held rate that is missed by this little is held.
    private static final double HELD = 0.95;

    private @Nullable Rung current;
    private @Nullable Wish wish;
    private int sourceWidth;
    private int sourceHeight;
    private double floorFps;
    private boolean tooMuch;
    private long tooMuchSince;
    private boolean fits;
    private long fitsSince;
    private int fitsAt;
    private boolean wentUp;
    private long wentUpAt;
    private long upAfter = UP_AFTER;

    Choice choose(Situation now, long nowNanos) {
        var path = now.path();
        int at;
        if (isAnother(now)) {
            at = best(path, now, 1);
            settle();
        } else {
            at = calmly(path, position(path), now, nowNanos);
        }
        var rung = path.get(at);
        current = rung;
        return new Choice(rung, fps(now, rung), reason(now, rung, at));
    }

    private boolean isAnother(Situation now) {
        boolean another = current == null || !now.wish().equals(wish) || now.sourceWidth() != sourceWidth
                || now.sourceHeight() != sourceHeight || now.floorFps() != floorFps;
        wish = now.wish();
        sourceWidth = now.sourceWidth();
        sourceHeight = now.sourceHeight();
        floorFps = now.floorFps();
        return another;
    }

    private void settle() {
        tooMuch = false;
        fits = false;
    }

    /// The best rung that the share carries, or the smallest.
    private static int best(List<Rung> path, Situation now, double margin) {
        for (int i = 0; i < path.size(); i++) {
            if (now.carries(path.get(i), margin)) {
                return i;
            }
        }
        return path.size() - 1;
    }

    /// Where we are; a rung that is no longer worth it is left for the one below.
    private int position(List<Rung> path) {
        var was = current;
        for (int i = 0; i < path.size(); i++) {
            if (was != null && path.get(i).compareTo(was) <= 0) {
                return i;
            }
        }
        return path.size() - 1;
    }

    private int calmly(List<Rung> path, int at, Situation now, long nowNanos) {
        if (!now.carries(path.get(at), HELD)) {
            fits = false;
            if (!tooMuch) {
                tooMuch = true;
                tooMuchSince = nowNanos;
            }
            if (nowNanos - tooMuchSince < DOWN_AFTER || at == path.size() - 1) {
                return at;
            }
            wentDown(nowNanos);
            return best(path, now, 1);
        }
        tooMuch = false;
        int better = best(path, now, UP_MARGIN);
        if (better >= at || now.bytesPerSecond() <= 0) {
            fits = false;
            return at;
        }
        if (!fits) {
            fits = true;
            fitsSince = nowNanos;
            fitsAt = better;
        }
        fitsAt = Math.max(fitsAt, better);
        if (nowNanos - fitsSince < upAfter) {
            return at;
        }
        settle();
        wentUp = true;
        wentUpAt = nowNanos;
        return Math.min(fitsAt, at - 1);
    }

    private void wentDown(long nowNanos) {
        boolean flapped = wentUp && nowNanos - wentUpAt < FLAPPED_WITHIN;
        upAfter = flapped ? Math.min(2 * upAfter, UP_AFTER_AT_MOST) : UP_AFTER;
        settle();
    }

    private static double fps(Situation now, Rung rung) {
        double carried = now.bytesPerSecond() > 0
                ? now.bytesPerSecond() / Math.max(1, now.bytes().applyAsDouble(rung))
                : Double.POSITIVE_INFINITY;
        return Math.min(now.fullFps(), carried);
    }

    private static Reason reason(Situation now, Rung rung, int at) {
        if (at > 0) {
            return Reason.BANDWIDTH;
        } else if (now.deviceFps() < Double.POSITIVE_INFINITY) {
            return Reason.DEVICE;
        }
        return rung.isSource() ? Reason.SOURCE : Reason.VIEW;
    }
}
