package dev.oriel.bus;

import java.io.IOException;

/// Redis refuses a command that a connection cannot do without.
final class RedisRefusalException extends IOException {
    /// @param words Redis's own, fit to be shown
    RedisRefusalException(String words, Throwable cause) {
        super(words, cause);
    }
}
