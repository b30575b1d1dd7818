package dev.oriel.web;

/// Counts a client's messages second by second.
///
/// Threads: the connection's event loop.
final class MessageRate {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int mostPerSecond;
    private long secondBeganNanos;
    private int messages;

    MessageRate(int mostPerSecond) {
        this.mostPerSecond = mostPerSecond;
        this.messages = 0;
    }

    /// Counts one message; false when it is one too many.
    boolean allows(long nowNanos) {
        if (nowNanos - secondBeganNanos > SECOND_NANOS) {
            secondBeganNanos = nowNanos;
            messages = 0;
        }
        return ++messages <= mostPerSecond;
    }
}
