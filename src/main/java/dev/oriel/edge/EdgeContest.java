package dev.oriel.edge;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Who has a name that an edge publishes, or wants to: whoever had it first, until that one has been silent for [#SILENT] though it was
/// asked. The same edge with the same key takes its own place at once.
///
/// Threads: one at a time. Time is passed in, nanoseconds of any clock that only rises.
final class EdgeContest {
    static final Duration SILENT = Duration.ofSeconds(10);
    /// A claim that is not made again is over.
    private static final Duration CLAIM = Duration.ofSeconds(20);

    private @Nullable Publisher asked;
    private long firstAskedNanos;
    private long lastAskedNanos;

    /// @param edge the id of the edge that claims the name, or null for another publisher
    /// @throws RefusedException as long as the publisher may be there
    void check(Publisher present, Sender next, @Nullable String edge, long nowNanos) throws RefusedException {
        boolean isItself = edge != null && Objects.equals(edge, present.edge()) && present.sender().owner().equals(next.owner());
        if (isItself) {
            return;
        }
        if (!present.equals(asked) || nowNanos - lastAskedNanos > CLAIM.toNanos()) {
            asked = present;
            firstAskedNanos = nowNanos;
        }
        lastAskedNanos = nowNanos;
        present.probe();
        var left = SILENT.minusNanos(nowNanos - firstAskedNanos);
        if (left.isPositive() || !present.isSilentFor(SILENT, nowNanos)) {
            throw new RefusedException(RefusedException.Reason.SECOND,
                    "another publisher has this name, and keeps it until it has been silent for " + SILENT.toSeconds() + " s",
                    left.isPositive() ? left : SILENT);
        }
    }

    /// The place is another's now.
    void over() {
        asked = null;
    }
}
