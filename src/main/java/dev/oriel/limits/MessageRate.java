package dev.oriel.limits;

/// Counts the messages of one connection second by second.
///
/// Threads: the connection's event loop.
public final class MessageRate {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int mostPerSecond;
    private long secondBeganNanos;
    private long messages;

    public MessageRate(int mostPerSecond) {
        this.mostPerSecond = mostPerSecond;
    }

    public int mostPerSecond() {
        return mostPerSecond;
    }

    /// Counts messages; false when they are too many for one second.
    ///
    /// @param nowNanos of any clock that only rises, wherever it begins
    public boolean allows(int more, long nowNanos) {
        if (messages == 0 || nowNanos - secondBeganNanos >= SECOND_NANOS) {
            secondBeganNanos = nowNanos;
            messages = 0;
        }
        messages += more;
        return messages <= mostPerSecond;
    }
}
