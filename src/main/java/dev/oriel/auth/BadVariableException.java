package dev.oriel.auth;

import java.util.List;

/// `ORIEL_USERS` or `ORIEL_KEYS` cannot be used; the message lists every problem, one a line, and shows no secret.
public final class BadVariableException extends IllegalArgumentException {
    BadVariableException(List<String> problems) {
        super(String.join("\n", problems));
    }

    /// The problems, one line each.
    public List<String> problems() {
        return String.valueOf(getMessage()).lines().toList();
    }
}
