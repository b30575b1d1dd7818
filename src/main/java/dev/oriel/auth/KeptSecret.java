package dev.oriel.auth;

import dev.oriel.files.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A key's secret as it is kept: SHA-256 of it, or of a salt and it.
///
/// A generated secret has 256 random bits, which nobody guesses however fast the hash is. One of the user's own may be short: its salt
/// keeps tables made beforehand from finding it. A slow hash would keep a stolen file's short secrets for longer, but each request with a
/// key, a wrong one too, would pay for it; so short secrets are for programs that cannot be given a better one, and attempts are limited.
///
/// @param hash 64 hexadecimal digits
/// @param salt hexadecimal digits; null for a generated secret
record KeptSecret(String hash, @Nullable String salt) {
    private static final int SALT_BYTES = 16;

    static KeptSecret generated(String secret) {
        return new KeptSecret(sha256("", secret), null);
    }

    static KeptSecret own(String secret, SecureRandom random) {
        var bytes = new byte[SALT_BYTES];
        random.nextBytes(bytes);
        var salt = HexFormat.of().formatHex(bytes);
        return new KeptSecret(sha256(salt, secret), salt);
    }

    /// Compares in constant time.
    boolean is(String secret) {
        return MessageDigest.isEqual(hash.getBytes(StandardCharsets.US_ASCII),
                sha256(salt == null ? "" : salt, secret).getBytes(StandardCharsets.US_ASCII));
    }

    /// In hexadecimal digits.
    static String sha256(String salt, String secret) {
        return HexFormat.of()
                .formatHex(Sha256.of(HexFormat.of().parseHex(salt), secret.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return "a secret";
    }
}
