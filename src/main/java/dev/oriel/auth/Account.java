package dev.oriel.auth;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Somebody who logs in with a name and a password.
///
/// @param name    see [#isName]
/// @param cameras names that it sees; empty for all
/// @param hash    of the password: Argon2 or bcrypt, as text
/// @param created when it was made
/// @param changed when its password was given; a session that began before is over
public record Account(String name, Role role, Set<String> cameras, String hash, Instant created, Instant changed) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,32}");

    public Account {
        cameras = Set.copyOf(cameras);
    }

    /// True when an account can be called that: 1 to 32 lower-case letters, digits, dots, dashes and underscores.
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /// A name as somebody typed it at a login, as an account may have it.
    public static String typed(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /// The holder of its sessions and of its password.
    public Principal principal() {
        return new Principal(Principal.Kind.ACCOUNT, name, role, cameras.isEmpty() ? null : cameras);
    }

    /// Role and name: safe to log.
    @Override
    public String toString() {
        return role.word() + " " + name;
    }
}
