package dev.oriel.auth;

import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;

/// A key as it is kept: everything but the secret, of which there is only a hash.
///
/// @param name    how its owner calls it; see [#isName]
/// @param hash    SHA-256 of the secret, 64 hexadecimal digits
/// @param cameras the names that it is good for; empty for any name
/// @param created when it was made
public record Key(String name, KeyKind kind, String hash, Set<String> cameras, Instant created) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public Key {
        cameras = Set.copyOf(cameras);
    }

    /// True when a key can be called that: 1 to 64 letters, digits, dots, dashes and underscores.
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /// True when it is good for the camera of that name.
    public boolean opens(String camera) {
        return cameras.isEmpty() || cameras.contains(camera);
    }

    /// Name and kind: safe to log.
    @Override
    public String toString() {
        return kind.word() + " key " + name;
    }
}
