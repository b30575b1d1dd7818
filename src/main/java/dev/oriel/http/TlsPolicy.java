package dev.oriel.http;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which certificate a camera may show: the setting `cameras.NAME.tls`.
public sealed interface TlsPolicy {

    /// A valid one; at a private address, for which nobody signs, any, and it is told.
    record Usual() implements TlsPolicy {}

    /// A valid one, wherever the camera is.
    record Verify() implements TlsPolicy {}

    /// Any.
    record Any() implements TlsPolicy {}

    /// One certain certificate, valid or not.
    ///
    /// @param sha256 of the certificate, 64 lower-case hexadecimal digits
    record Pinned(String sha256) implements TlsPolicy {
        public Pinned {
            if (HexFormat.of().parseHex(sha256).length != 32) {
                throw new IllegalArgumentException("a fingerprint has 64 hexadecimal digits");
            }
        }
    }

    /// The rule where no setting says another.
    static TlsPolicy usual() {
        return new Usual();
    }

    Pattern FINGERPRINT = Pattern.compile("sha256:((?:[0-9a-f]{2}:?){31}[0-9a-f]{2})");

    /// @param setting null for the usual rule
    /// @throws IllegalArgumentException saying what is allowed
    static TlsPolicy parse(@Nullable String setting) {
        if (setting == null) {
            return usual();
        }
        var word = setting.strip().toLowerCase(Locale.ROOT);
        var fingerprint = FINGERPRINT.matcher(word);
        if (word.equals("verify")) {
            return new Verify();
        } else if (word.equals("any")) {
            return new Any();
        } else if (fingerprint.matches()) {
            return new Pinned(fingerprint.group(1).replace(":", ""));
        }
        throw new IllegalArgumentException("allowed: verify, any or sha256:FINGERPRINT");
    }

    /// True where the user asked for a camera that is who it says: such a camera may not send us on to the clear.
    default boolean isStrict() {
        return this instanceof Verify || this instanceof Pinned;
    }
}
