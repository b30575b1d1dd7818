package dev.oriel.edge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Tells a second publisher from one that comes back while its own dead connection still holds the place, where the first one keeps it.
///
/// A sender of the same key, or of the same address where there is none, comes back when the publisher has been silent for
/// [Takeovers#SILENT] and stays so for as long after it was asked whether it is there. Everybody else is refused.
///
/// Threads: one at a time. Time is passed in, nanoseconds of any clock that only rises.
final class Contest {
    private @Nullable Publisher asked;
    private long askedNanos;

    /// @throws RefusedException as long as the publisher may be there; with a wait where another attempt may succeed
    void check(Publisher present, Sender next, long nowNanos) throws RefusedException {
        if (!present.sender().owner().equals(next.owner()) || !present.isSilentFor(Takeovers.SILENT, nowNanos)) {
            throw refused(null);
        }
        boolean isSilentSince = present.equals(asked) && present.isSilentFor(Duration.ofNanos(nowNanos - askedNanos), nowNanos);
        if (!isSilentSince) {
            asked = present;
            askedNanos = nowNanos;
            present.probe();
        }
        var left = Takeovers.SILENT.minusNanos(nowNanos - askedNanos);
        if (left.isPositive()) {
            throw refused(left);
        }
    }

    /// The place is another's now.
    void over() {
        asked = null;
    }

    private static RefusedException refused(@Nullable Duration wait) {
        return new RefusedException(RefusedException.Reason.SECOND,
                "somebody else is publishing under this name (ingest.second is refuse)", wait);
    }
}
