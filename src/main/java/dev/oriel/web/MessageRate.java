package dev.oriel.web;

/// Counts a client's messages second by second.
///
/// Threads: the connection's event loop.
final class MessageRate {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int mostPerSecond;
    private long secondBeganNanos;
    private long messages;

    MessageRate(int mostPerSecond) {
        this.mostPerSecond = mostPerSecond;
    }

    int mostPerSecond() {
        return mostPerSecond;
    }

    /// Counts messages; false when they are too many.
    boolean allows(int more, long nowNanos) {
        if (nowNanos - secondBeganNanos > SECOND_NANOS) {
            secondBeganNanos = nowNanos;
            messages = 0;
        }
        messages += more;
        return messages <= mostPerSecond;
    }
}
