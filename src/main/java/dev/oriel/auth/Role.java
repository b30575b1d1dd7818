package dev.oriel.auth;

import java.util.Arrays;
import java.util.Locale;

/// How much an account may do; each role includes the ones before it.
public enum Role {
    /// Sees pictures, takes snapshots, has pictures of its own processed.
    VIEWER,
    /// Also moves and lights cameras, changes their settings, publishes, and makes publish and share links.
    OPERATOR,
    /// Also manages accounts, keys and sessions, and reads what only the server's owner is to know.
    ADMIN;

    /// The word in the account file, in settings and in lists.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// True for that role and every higher one.
    public boolean includes(Role least) {
        return compareTo(least) >= 0;
    }

    /// @throws IllegalArgumentException when there is no such role
    public static Role parse(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + word + "\" is no role: viewer, operator or admin"));
    }
}
