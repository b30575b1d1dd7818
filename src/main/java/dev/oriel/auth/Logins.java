package dev.oriel.auth;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs people in: limits first, then the password.
///
/// A name that no account has costs as much as one that an account has: its password is checked against the hash of another account, or
/// hashed where there is none.
///
/// Threads: any; stages are completed on the caller's thread when nothing was calculated, else on that of [Passwords]. Blocking: none; the account
/// file is looked at on the thread of [Passwords].
public record Logins(AccountStore accounts, Passwords passwords, LoginLimiter limiter) {
    /// Stands for all names that no account can have.
    private static final String NOBODY = "?";
    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

    /// Tries a name and a password.
    public CompletionStage<LoginResult> login(LoginAttempt attempt) {
        var typed = Account.typed(attempt.name());
        var name = Account.isName(typed) ? typed : NOBODY;
        var address = attempt.address();
        var wait = limiter.begin(address, name, passwords.waiting());
        if (wait.isPresent()) {
            return CompletableFuture.completedStage(new LoginResult.TooSoon(wait.get()));
        }
        if (Passwords.isTooLong(attempt.password())) {
            limiter.failed(address, NOBODY); // costs nothing here, so it must not count against the account
            limiter.ended(address);
            return CompletableFuture.completedStage(new LoginResult.Denied());
        }
        var offered = passwords.offer(memory -> check(name, attempt.password(), memory));
        return offered.isEmpty()
                ? CompletableFuture.completedStage(new LoginResult.TooSoon(limiter.refused(address)))
                : offered.get().whenComplete((result, failure) -> {
                    if (failure == null) {
                        count(address, name, result);
                    }
                    limiter.ended(address);
                });
    }

    private void count(String address, String name, LoginResult result) {
        if (result instanceof LoginResult.Granted) {
            limiter.succeeded(address, name);
        } else {
            limiter.failed(address, name);
        }
    }

    private LoginResult check(String name, String password, Argon2Memory memory) {
        accounts.refresh(); // an account is good as soon as it is made
        var found = accounts.find(name);
        if (found.isEmpty()) {
            accounts.decoy(name).ifPresentOrElse(hash -> PasswordHash.parse(hash).matches(password, memory),
                    () -> passwords.hash(password, memory));
            return new LoginResult.Denied();
        }
        var account = found.get();
        var hash = PasswordHash.parse(account.hash());
        if (!hash.matches(password, memory)) {
            return new LoginResult.Denied();
        }
        if (!hash.isCurrent() && !accounts.isFixed(name)) {
            upgrade(account, passwords.hash(password, memory));
        }
        return new LoginResult.Granted(account);
    }

    /// The login goes on where it fails: it is tried again at the next.
    private void upgrade(Account account, String hash) {
        try {
            accounts.upgrade(account.name(), account.hash(), hash);
        } catch (IOException e) {
            LOG.warn("{}: the hash of the password cannot be made anew: {}", account, e.getMessage());
        }
    }
}
