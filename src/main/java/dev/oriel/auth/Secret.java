package dev.oriel.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// A key's secret: 256 random bits, base64url, behind a prefix by which it is recognised wherever it turns up.
///
/// So much randomness cannot be guessed, so one round of SHA-256 is enough to keep it by.
final class Secret {
    static final String PREFIX = "orielkey_";
    private static final int BYTES = 32;

    private Secret() {
    }

    static String fresh(SecureRandom random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
