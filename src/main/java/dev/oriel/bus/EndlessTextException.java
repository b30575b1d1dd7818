package dev.oriel.bus;

import redis.clients.jedis.exceptions.JedisConnectionException;

/// A text of Redis did not end in time, or was longer than it may be and the connection ended before it: that text is to blame.
///
/// Errors: it ends the connection.
final class EndlessTextException extends JedisConnectionException {
    private final long bytes;

    /// @param bytes the length that Redis named
    EndlessTextException(long bytes, JedisConnectionException reason) {
        super("a text of Redis of " + bytes + " bytes does not end", reason);
        this.bytes = bytes;
    }

    /// The length that Redis named.
    long bytes() {
        return bytes;
    }
}
