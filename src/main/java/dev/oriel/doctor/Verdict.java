package dev.oriel.doctor;

import java.util.Locale;

/// The judgement of a check, least severe first.
public enum Verdict {
    /// Nothing is wrong.
    OK,
    /// Something that costs speed, safety or convenience, and that may be meant.
    NOTE,
    /// Something that does not work, or lets strangers in.
    PROBLEM;

    /// As it is shown: `ok`, `note`, `problem`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
