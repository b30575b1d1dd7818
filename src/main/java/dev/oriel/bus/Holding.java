package dev.oriel.bus;

import java.util.Arrays;

/// How a process holds a camera's name on the bus.
enum Holding {
    /// Its source is that process's own.
    RECORDED(""),
    /// Somebody sends its pictures to that process.
    PUBLISHED("there"),
    /// Nobody does for now: whoever is published to, or records under that name, may have it.
    WAITING("none"),
    /// Nobody has done so for long: the camera is gone, everywhere.
    FORGOTTEN("forgotten");

    private final String word;

    Holding(String word) {
        this.word = word;
    }

    /// The value of the field `publisher` of a description.
    String word() {
        return word;
    }

    static Holding of(String word) {
        return Arrays.stream(values()).filter(holding -> holding.word.equals(word)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the unknown publisher \"" + word + "\""));
    }

    /// True when somebody publishes, or published, to that process.
    boolean isOfPublishers() {
        return this != RECORDED;
    }

    /// True when the name goes to whoever holds it in the other way.
    boolean yieldsTo(Holding other) {
        return this == WAITING && (other == PUBLISHED || other == RECORDED);
    }
}
