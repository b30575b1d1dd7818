package dev.oriel.web;

import dev.oriel.auth.Key;
import dev.oriel.auth.KeyStore;
import dev.oriel.auth.LoginLimiter;
import dev.oriel.observe.Audit;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.function.Function;

/// Keys that requests show, wrong ones counted by the address that they come from.
///
/// A generated secret is never guessed, so it opens what it opens however many wrong keys its address has sent; one of the user's own may
/// be guessed, so it waits as well.
///
/// Threads: any.
///
/// @param client who asks, see [Gate#client]
record KeyAttempts(KeyStore keys, LoginLimiter limiter, Function<HttpServerRequest, String> client, Audit audit) {
    /// The key of that secret, or nothing.
    ///
    /// @throws HttpError 429 where its address has shown too many that there are not
    Optional<Key> find(HttpServerRequest request, String secret) {
        return find(client.apply(request), secret);
    }

    /// @param address of the client
    Optional<Key> find(String address, String secret) {
        var found = keys.find(secret);
        if (found.filter(Key::isGenerated).isEmpty()) {
            var wait = limiter.retryAfter(address);
            if (wait.isPresent()) {
                throw PasswordChecks.tooMany(wait.get());
            }
        }
        if (found.isEmpty()) {
            limiter.failed(address);
            audit.failure("wrong-key", "from", address);
        } else {
            keys.used(found.get());
        }
        return found;
    }

    /// The same for the cookie of a link: one that has ended is no attempt, since browsers go on sending it. Only generated
    /// secrets are looked for here, which nobody guesses.
    Optional<Key> shown(String secret) {
        return keys.find(secret).filter(Key::isGenerated);
    }
}
