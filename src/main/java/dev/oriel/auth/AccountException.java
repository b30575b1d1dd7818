package dev.oriel.auth;

import java.io.IOException;

/// A change of accounts that cannot be made; the message says why and what to do.
public final class AccountException extends IOException {
    /// Why.
    public enum Reason {
        /// There is an account of that name.
        TAKEN,
        /// There is none.
        UNKNOWN,
        /// The first account has to be an admin.
        FIRST_IS_ADMIN,
        /// No admin would be left for the other accounts.
        LAST_ADMIN,
        /// No account would be left, and so no login.
        LAST_ACCOUNT,
        /// It stands in `ORIEL_USERS`.
        FROM_ENVIRONMENT
    }

    private final Reason reason;

    AccountException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
