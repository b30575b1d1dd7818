package dev.oriel.web;

import dev.oriel.auth.Account;
import dev.oriel.auth.AccountStore;
import dev.oriel.auth.LoginAttempt;
import dev.oriel.auth.LoginResult;
import dev.oriel.auth.Logins;
import dev.oriel.auth.Passwords;
import dev.oriel.observe.Audit;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Names and passwords of requests, checked away from the event loops, with what is said where they are wrong or come too often.
///
/// Threads: [#check] on a request's event loop, where it goes on; [#prove] and [#hash] wait, and are for no event loop.
record PasswordChecks(AccountStore accounts, Logins logins, Passwords passwords, Audit audit) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Hands on the account, or says why not: at once where nothing has to be calculated, else later on the request's event loop.
    void check(HttpServerRequest request, LoginAttempt attempt, Consumer<Account> right, Consumer<HttpError> refused) {
        var checked = logins.login(attempt).toCompletableFuture();
        if (checked.isDone()) {
            finish(attempt, checked, right, refused);
            return;
        }
        var later = new Later(request);
        checked.whenComplete((result, failure) -> later.run(() -> finish(attempt, checked, right, refused), refused));
    }

    private void finish(LoginAttempt attempt, CompletableFuture<LoginResult> checked, Consumer<Account> right,
            Consumer<HttpError> refused) {
        Account account;
        try {
            account = account(attempt, checked.join());
        } catch (HttpError e) {
            refused.accept(e);
            return;
        }
        right.accept(account);
    }

    /// @throws HttpError 401, 429, 503
    private Account account(LoginAttempt attempt, LoginResult result) {
        return switch (result) {
            case LoginResult.Granted(var account) -> account;
            case LoginResult.Denied() -> {
                audit.failure("login-failed", "user", attempt.name(), "from", attempt.address());
                throw accounts.problem().isEmpty() ? wrong() : unreadable();
            }
            case LoginResult.TooSoon(var wait) -> {
                audit.failure("login-too-soon", "user", attempt.name(), "from", attempt.address());
                throw tooMany(wait);
            }
        };
    }

    /// The answer to a login that is not good.
    static HttpError wrong() {
        return new HttpError(401, "wrong-login", "the name or the password is wrong");
    }

    private static HttpError unreadable() {
        return new HttpError(503, "no-accounts",
                "nobody can log in for now, since the accounts cannot be read; the server's log says why",
                Map.of("Retry-After", "5"));
    }

    /// The answer to whoever has been wrong too often.
    static HttpError tooMany(Duration wait) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        return new HttpError(429, "too-many-attempts", "too many wrong logins or keys; try again in " + seconds + " s",
                Map.of("Retry-After", Long.toString(seconds)));
    }

    /// Looks whether a password is an account's, as a login does.
    ///
    /// @throws HttpError when it is not
    void prove(LoginAttempt attempt) throws IOException {
        account(attempt, within(logins.login(attempt).toCompletableFuture()));
    }

    /// The hash of a new password.
    ///
    /// @throws HttpError when too many wait for one
    String hash(String password) throws IOException {
        return within(passwords.offerHash(password).orElseThrow(() -> tooMany(Duration.ofSeconds(1))));
    }

    private static <T> T within(CompletableFuture<T> future) throws IOException {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the password's hash could not be calculated", e);
        }
    }
}
