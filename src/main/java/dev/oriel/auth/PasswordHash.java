package dev.oriel.auth;

import java.text.Normalizer;
import java.util.regex.Pattern;

/// A password's hash, as it stands in a file: a PHC string of Argon2, or bcrypt.
///
/// What a hash may cost to check is bounded, so that one in a file cannot exhaust the process.
///
/// Errors: text that is no such hash, or one beyond the bounds, is an [IllegalArgumentException] that does not show it.
sealed interface PasswordHash permits Argon2Hash, BcryptHash {
    Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-4])\\$[./A-Za-z0-9]{53}");

    /// The hash as text.
    String text();

    /// True for that password. Compares in constant time.
    ///
    /// @param memory for the calculation
    boolean matches(String password, Argon2Memory memory);

    /// True when a new hash would not be made otherwise.
    boolean isCurrent();

    /// @throws IllegalArgumentException when it is no hash, or one that costs too much
    static PasswordHash parse(String text) {
        return BCRYPT.matcher(text).matches() ? new BcryptHash(text) : Argon2Hash.parse(text);
    }

    /// The bytes that are hashed. The same letters typed on two systems are the same bytes.
    static byte[] bytes(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
