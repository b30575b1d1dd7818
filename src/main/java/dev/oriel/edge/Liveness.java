package dev.oriel.edge;

import java.time.Duration;

/// Whether a publisher that has nothing to send is still there: it is asked whenever nothing was heard for [#ASK_EACH], and is gone when
/// it has left two such questions unanswered.
///
/// Threads: one at a time. Time is passed in, nanoseconds of any clock that only rises.
final class Liveness {
    static final Duration ASK_EACH = Duration.ofSeconds(15);
    private static final int MOST_UNANSWERED = 2;

    /// What is to be done.
    enum Step {
        NOTHING, ASK, GONE
    }

    private long lastNanos;
    private int unanswered;

    Liveness(long nowNanos) {
        lastNanos = nowNanos;
    }

    /// Something came, whatever it was.
    void heard(long nowNanos) {
        lastNanos = nowNanos;
        unanswered = 0;
    }

    /// What is to be done now; whoever calls does it.
    Step next(long nowNanos) {
        if (nowNanos - lastNanos < ASK_EACH.toNanos()) {
            return Step.NOTHING;
        }
        if (unanswered == MOST_UNANSWERED) {
            return Step.GONE;
        }
        unanswered++;
        lastNanos = nowNanos;
        return Step.ASK;
    }
}
