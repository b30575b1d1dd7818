package dev.oriel.auth;

import java.time.Duration;

/// What came of an attempt to log in.
public sealed interface LoginResult {
    /// The password is right.
    record Granted(Account account) implements LoginResult {}

    /// The name or the password is wrong.
    record Denied() implements LoginResult {}

    /// It was not looked at: too many have been tried.
    ///
    /// @param retryAfter when it may be tried again; a second at least
    record TooSoon(Duration retryAfter) implements LoginResult {}
}
