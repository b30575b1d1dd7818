package dev.oriel.auth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a key was used for.
///
/// @param times how often it opened something
/// @param last  when it did so last; null for never
public record KeyUse(long times, @Nullable Instant last) {
    static final KeyUse NONE = new KeyUse(0, null);

    KeyUse oneMore(Instant now) {
        return new KeyUse(times + 1, now);
    }
}
