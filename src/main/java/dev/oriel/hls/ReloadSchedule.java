package dev.oriel.hls;

/// When a live playlist is loaded again.
///
/// RFC 8216 (6.3.4) has a client wait for a segment's duration, which leaves it up to a whole one late for ever, at whatever distance it
/// joined. This schedule narrows down when a segment appears: it comes one duration after the one before, between a load that
/// lacked it and one that had it; a load in the middle of that halves it. That takes two loads a segment at most; a playlist that stands
/// still is loaded less often.
///
/// Threads: one at a time. Units: nanoseconds of any steady clock.
final class ReloadSchedule {
    private static final long SHORTEST_NANOS = 100_000_000;
    private static final long NANOS_PER_MICRO = 1000;

    private boolean begun;
    private long lackedNanos;
    private long hadNanos;
    private long expectedNanos;

    /// The newest segment was not in the version before.
    ///
    /// @return when to load again
    long changed(Segment newest, long targetMicros, long nowNanos) {
        long durationNanos = durationNanos(newest, targetMicros);
        long finestNanos = durationNanos / 8;
        long lackedSince = begun ? Math.max(lackedNanos, nowNanos - durationNanos) : nowNanos - durationNanos;
        long width = Math.max(finestNanos, nowNanos - lackedSince);
        begun = true;
        hadNanos = nowNanos;
        expectedNanos = nowNanos + durationNanos;
        lackedNanos = expectedNanos - width;
        return later(nowNanos, expectedNanos - width / 2);
    }

    /// Nothing is new.
    ///
    /// @return when to load again
    long unchanged(long targetMicros, long nowNanos) {
        lackedNanos = nowNanos;
        if (begun && nowNanos < expectedNanos) {
            return later(nowNanos, expectedNanos);
        }
        long targetNanos = targetMicros * NANOS_PER_MICRO;
        long overdueNanos = begun ? nowNanos - expectedNanos : 0;
        long step = overdueNanos < targetNanos / 2
                ? targetNanos / 8
                : overdueNanos < 2 * targetNanos ? targetNanos / 4 : targetNanos / 2;
        return later(nowNanos, nowNanos + step);
    }

    /// True when nothing new has come for so long that the stream stands still rather than is late.
    boolean standsStill(long targetMicros, long nowNanos) {
        return !begun || nowNanos - hadNanos > 2 * targetMicros * NANOS_PER_MICRO;
    }

    private static long durationNanos(Segment newest, long targetMicros) {
        return (newest.durationMicros() > 0 ? newest.durationMicros() : targetMicros) * NANOS_PER_MICRO;
    }

    private static long later(long nowNanos, long atNanos) {
        return Math.max(nowNanos + SHORTEST_NANOS, atNanos);
    }
}
