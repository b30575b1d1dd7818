package dev.oriel.edge;

import dev.oriel.hub.DemandLevel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// When a publisher is told what: that somebody watches at once, that nobody does after the camera's linger, and other sizes and rates
/// not more often than can be followed.
///
/// Threads: one. Time is passed in, nanoseconds of any clock that only rises.
final class DemandFeed {
    /// Messages within [#WINDOW_NANOS].
    private static final int MOST_MESSAGES = 4;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long APART_NANOS = WINDOW_NANOS / MOST_MESSAGES;

    /// When the last messages went out, in a ring.
    private final long[] sentAtNanos = new long[MOST_MESSAGES];
    private int sent;
    private DemandMessage told = DemandMessage.NONE;
    private DemandMessage wanted = DemandMessage.NONE;
    private boolean unwanted = true;
    private long unwantedSinceNanos;

    /// @param level what viewers want now, or null where nobody watches
    void wants(@Nullable DemandLevel level, long nowNanos) {
        if (level != null) {
            wanted = new DemandMessage(true, level.limitsWidth() ? level.widthPixels() : 0,
                    level.limitsRate() ? level.framesPerSecond() : 0);
        } else if (!unwanted) {
            unwantedSinceNanos = nowNanos;
        }
        unwanted = level == null;
    }

    /// The message that the caller is to send to the publisher now, or null for none.
    ///
    /// @param linger how long the camera goes on unwatched
    @Nullable
    DemandMessage next(Duration linger, long nowNanos) {
        if (unwanted && nowNanos - unwantedSinceNanos >= linger.toNanos()) {
            wanted = DemandMessage.NONE;
        }
        if ((sent > 0 && wanted.equals(told)) || !mayTell(nowNanos)) {
            return null;
        }
        sentAtNanos[sent++ % MOST_MESSAGES] = nowNanos;
        told = wanted;
        return told;
    }

    private boolean mayTell(long nowNanos) {
        boolean begins = wanted.watched() && !told.watched();
        if (sent == 0) {
            return true;
        }
        if (!begins && nowNanos - sentAtNanos[(sent - 1) % MOST_MESSAGES] < APART_NANOS) {
            return false;
        }
        return sent < MOST_MESSAGES || nowNanos - sentAtNanos[sent % MOST_MESSAGES] >= WINDOW_NANOS;
    }

    /// True when the publisher was told last that somebody watches.
    boolean isWatched() {
        return told.watched();
    }
}
