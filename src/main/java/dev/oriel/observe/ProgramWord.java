package dev.oriel.observe;

import java.util.Objects;

/// The word by which a user starts this program: `./oriel` in a checkout, or the one that the launcher of a package names by the system
/// property `oriel.program`.
///
/// Threads: any.
public final class ProgramWord {
    private static final String IN_A_CHECKOUT = "./oriel";
    private static final String WORD = Objects.requireNonNullElse(System.getProperty("oriel.program"), IN_A_CHECKOUT);

    private ProgramWord() {
    }

    /// A text for users, whose commands begin with `./oriel`.
    public static String in(String text) {
        return in(text, WORD);
    }

    static String in(String text, String word) {
        return text.replace(IN_A_CHECKOUT + " ", word + " ");
    }
}
