package dev.oriel.auth;

import java.util.Locale;

/// What a key opens.
public enum KeyKind {
    /// Sending pictures: `POST …/ingest` and what else takes them.
    PUBLISH;

    /// The word in the key file and in lists.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException when there is no such kind
    static KeyKind parse(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
