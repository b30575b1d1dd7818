package dev.oriel.auth;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/// A key's secret: 256 random bits, base64url, behind a prefix by which it is recognised wherever it turns up; or a word of the user's
/// own.
final class Secret {
    static final String PREFIX = "orielkey_";
    private static final int BYTES = 32;
    private static final int LEAST_OWN = 8;
    private static final int MOST_OWN = 256;

    private static final Pattern GENERATED = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

    private Secret() {
    }

    static String fresh(SecureRandom random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// True when it has the form of a generated one.
    static boolean isGenerated(String secret) {
        return GENERATED.matcher(secret).matches();
    }

    /// @throws IllegalArgumentException saying what is allowed, when it can be no secret of the user's own
    static String own(String secret) {
        if (secret.length() < LEAST_OWN || secret.length() > MOST_OWN
                || secret.chars().anyMatch(letter -> Character.isISOControl(letter) || Character.isWhitespace(letter))) {
            throw new IllegalArgumentException("this secret cannot be used: allowed: " + LEAST_OWN + " to " + MOST_OWN
                    + " characters without blanks");
        }
        return secret;
    }
}
