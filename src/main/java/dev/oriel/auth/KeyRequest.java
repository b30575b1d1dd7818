package dev.oriel.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A key that is to be made.
///
/// @param name    see [Key#isName]
/// @param cameras names that it is good for; empty for any
/// @param expires when it ends; null for never
/// @param secret  of the user's own; null for a generated one
/// @param by      the account that makes it; null for none
public record KeyRequest(String name, KeyKind kind, Set<String> cameras, @Nullable Instant expires, @Nullable String secret,
        @Nullable String by) {
    /// What a key lasts at least, where it ends at all.
    public static final Duration SHORTEST = Duration.ofSeconds(1);
    /// What a key lasts at most, where it ends at all.
    public static final Duration LONGEST = Duration.ofDays(3660);
    /// What a share link lasts where nothing is said.
    public static final Duration LINK_LASTS = Duration.ofHours(24);

    public KeyRequest {
        cameras = Set.copyOf(cameras);
        if (!Key.isName(name)) {
            throw new IllegalArgumentException("\"" + name
                    + "\" is no name of a key: allowed: 1 to 64 letters, digits, dots, dashes and underscores");
        }
        if (kind == KeyKind.SHARE && cameras.size() != 1) {
            throw new IllegalArgumentException("a share link shows one camera");
        }
        if (kind == KeyKind.METRICS && !cameras.isEmpty()) {
            throw new IllegalArgumentException("a key for metrics has no cameras");
        }
        if (secret != null) {
            Secret.own(secret);
        }
    }

    /// One that no account makes.
    public KeyRequest(String name, KeyKind kind, Set<String> cameras, @Nullable Instant expires, @Nullable String secret) {
        this(name, kind, cameras, expires, secret, null);
    }

    /// Kind and name: safe to log.
    @Override
    public String toString() {
        return kind.word() + " key " + name;
    }
}
