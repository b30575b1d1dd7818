package dev.oriel.bus;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Pictures of a camera that could not be had from the bus since the last good one.
///
/// One that is missing is not worth a word: the next comes soon. After a second without a good one there is a cause to show.
///
/// Threads: guarded by its owner. Time is passed in, nanoseconds of a clock that only rises.
final class MissedPictures {
    private static final long SHOWN_AFTER_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    /// How long nothing is asked for after one.
    enum Pause {
        /// Not at all: the next notice may be of a good one.
        NONE(Duration.ZERO),
        /// Half a second: nothing comes before something has changed at the server.
        SHORT(Duration.ofMillis(500)),
        /// Half a second, doubling to half a minute: what is skipped takes others' time.
        GROWING(Duration.ofSeconds(30));

        private final long mostNanos;

        Pause(Duration most) {
            mostNanos = most.toNanos();
        }
    }

    private @Nullable String cause;
    private long sinceNanos;
    private long untilNanos;
    private int count;
    private boolean pauses;
    private boolean noticed;

    /// A picture was said to be there.
    void noticed() {
        noticed = true;
    }

    void add(String why, Pause pause, long nowNanos) {
        if (cause == null) {
            sinceNanos = nowNanos;
            count = 0;
        }
        cause = why;
        pauses = pause != Pause.NONE;
        untilNanos = nowNanos + Math.min(pause.mostNanos, FIRST_PAUSE_NANOS << Math.min(count++, 10));
    }

    /// There was none; which is only amiss when it was said to be there.
    void addAbsent(long nowNanos) {
        if (noticed) {
            add("the bus has lost its pictures", Pause.NONE, nowNanos);
        }
    }

    /// A good one, or nobody waits any more. Returns whether there was anything amiss.
    boolean isOver() {
        boolean was = cause != null;
        cause = null;
        noticed = false;
        return was;
    }

    boolean mayFetch(long nowNanos) {
        return cause == null || nowNanos - untilNanos >= 0;
    }

    /// True when it is time to ask again without a notice.
    boolean isDue(long nowNanos) {
        return cause != null && pauses && nowNanos - untilNanos >= 0;
    }

    /// Why there are no pictures, once that lasts; else null.
    @Nullable
    String cause(long nowNanos) {
        return cause != null && nowNanos - sinceNanos >= SHOWN_AFTER_NANOS ? cause : null;
    }
}
