package dev.oriel.hub;

import java.util.Locale;

/// A mirroring of the picture.
public enum Flip {
    /// As it is.
    NONE,
    /// Left and right change places.
    H,
    /// Top and bottom change places.
    V,
    /// Both.
    HV;

    /// @throws IllegalArgumentException with words for a user when `text` is none of them
    public static Flip parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "none", "" -> NONE;
            case "h" -> H;
            case "v" -> V;
            case "hv", "vh" -> HV;
            default -> throw new IllegalArgumentException("flip is none, h, v or hv");
        };
    }

    /// The word that [#parse] reads.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
