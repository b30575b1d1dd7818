package dev.oriel.orient;

/// One direction in which a camera moves.
public enum Axis {
    /// Degrees; positive to the picture's right.
    PAN("pan"),
    /// Degrees; positive up.
    TILT("tilt"),
    /// Times; 1 shows everything.
    ZOOM("zoom");

    private final String word;

    Axis(String word) {
        this.word = word;
    }

    /// Its name in addresses, messages and settings.
    public String word() {
        return word;
    }
}
