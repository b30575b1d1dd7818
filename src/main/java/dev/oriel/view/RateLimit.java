package dev.oriel.view;

/// A wished frame rate: when the next picture is due. On average the rate is met, also where it does not divide the source's.
///
/// A picture may come a quarter of an interval early: a source's own jitter must not cost every other picture.
///
/// Threads: one at a time; [#NONE] any.
final class RateLimit {
    /// As many as there are.
    static final RateLimit NONE = new RateLimit(0);

    private final double fps;
    private final long intervalNanos;
    private boolean begun;
    private long nextNanos;

    /// @param fps frames per second at most, 0 for as many as there are
    RateLimit(double fps) {
        this.fps = fps;
        intervalNanos = fps > 0 ? (long) (1e9 / fps) : 0;
    }

    double fps() {
        return fps;
    }

    /// When the next picture may pass.
    long dueAtNanos() {
        return begun ? nextNanos - intervalNanos / 4 : Long.MIN_VALUE;
    }

    /// A picture passes.
    void passed(long nowNanos) {
        if (intervalNanos > 0) {
            nextNanos = begun ? Math.max(nextNanos, nowNanos - intervalNanos) + intervalNanos : nowNanos + intervalNanos;
            begun = true;
        }
    }
}
