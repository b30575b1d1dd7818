package dev.oriel.edge;

import java.time.Duration;

/// When a publisher may take another's place. Two that both come back at once would otherwise take it from each other many times a
/// second, and nobody could watch.
///
/// The first takeover is free. Each one that follows within [#FIGHT] makes the next one wait twice as long. A publisher that has
/// fallen silent is no opponent: its place is free at any time.
///
/// Threads: one at a time. Time is passed in, nanoseconds of any clock that only rises.
final class Takeovers {
    static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    static final Duration LAST_WAIT = Duration.ofSeconds(60);
    /// Takeovers that are further apart have nothing to do with each other.
    static final Duration FIGHT = Duration.ofMinutes(3);
    /// A publisher that has sent nothing for so long may be replaced.
    static final Duration SILENT = Duration.ofSeconds(2);

    private long lastNanos;
    private int inARow;
    private boolean said;

    /// How long the next takeover has to wait; zero when it may happen now.
    Duration leftToWait(long nowNanos) {
        if (inARow == 0 || isOver(nowNanos)) {
            return Duration.ZERO;
        }
        var left = Duration.ofNanos(lastNanos - nowNanos).plus(waitAfter(inARow));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private boolean isOver(long nowNanos) {
        return nowNanos - lastNanos > FIGHT.toNanos();
    }

    private static Duration waitAfter(int takeovers) {
        var wait = FIRST_WAIT.multipliedBy(1L << Math.min(takeovers - 1, 10));
        return wait.compareTo(LAST_WAIT) > 0 ? LAST_WAIT : wait;
    }

    /// A publisher has taken another's place.
    void happened(long nowNanos) {
        if (inARow > 0 && isOver(nowNanos)) {
            inARow = 0;
            said = false;
        }
        lastNanos = nowNanos;
        inARow++;
    }

    /// True once for each fight.
    boolean isWorthALine() {
        boolean first = !said;
        said = true;
        return first;
    }
}
