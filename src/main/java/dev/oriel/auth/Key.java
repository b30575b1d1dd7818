package dev.oriel.auth;

import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A key as it is kept: everything but the secret, of which there is only a hash.
///
/// @param name    how its owner calls it; see [#isName]
/// @param secret  its hash
/// @param cameras the names that it is good for; empty for any name
/// @param created when it was made
/// @param expires when it ends; null for a key that lasts until it is revoked
/// @param by      the account that made it; null where a command or the environment did
public record Key(String name, KeyKind kind, KeptSecret secret, Set<String> cameras, Instant created, @Nullable Instant expires,
        @Nullable String by) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public Key {
        cameras = Set.copyOf(cameras);
    }

    /// A key that no account has made.
    public Key(String name, KeyKind kind, KeptSecret secret, Set<String> cameras, Instant created, @Nullable Instant expires) {
        this(name, kind, secret, cameras, created, expires, null);
    }

    /// True when a key can be called that: 1 to 64 letters, digits, dots, dashes and underscores.
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /// True when it is good for the camera of that name.
    public boolean opens(String camera) {
        return cameras.isEmpty() || cameras.contains(camera);
    }

    /// True when its time is over.
    public boolean isOver(Instant now) {
        return expires != null && !now.isBefore(expires);
    }

    /// True when its secret was generated, so that nobody can guess it.
    public boolean isGenerated() {
        return secret.salt() == null;
    }

    /// Who shows it.
    public Principal principal() {
        return new Principal(kind.holder(), name, Role.VIEWER, cameras.isEmpty() ? null : cameras);
    }

    /// Name and kind: safe to log.
    @Override
    public String toString() {
        return kind.word() + " key " + name;
    }
}
