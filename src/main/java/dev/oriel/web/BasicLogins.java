package dev.oriel.web;

import dev.oriel.auth.Account;
import dev.oriel.auth.AccountStore;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// An account's name and password with each request, as programs and cameras' viewers send them (HTTP Basic, RFC 7617).
///
/// A browser sends them by itself once it knows them, also for a foreign page: so they count only for what changes nothing, or has no
/// `Origin`, and never for another site's request. A right answer is remembered for five minutes by a keyed hash of name, password and
/// the time at which the password was given, so that another password ends it.
///
/// Threads: a request's event loop.
final class BasicLogins {
    private static final String SCHEME = "basic ";
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MOST_REMEMBERED = 10_000;

    private final AccountStore accounts;
    private final LongSupplier nanoTime;
    private final SecretKeySpec key = new SecretKeySpec(fresh(), "HmacSHA256");
    private final Map<ByteBuffer, Long> remembered = new ConcurrentHashMap<>();

    /// What a header says.
    record Words(String name, String password) {
        @Override
        public String toString() {
            return "a login of " + name;
        }
    }

    /// @param nanoTime a clock as [System#nanoTime]
    BasicLogins(AccountStore accounts, LongSupplier nanoTime) {
        this.accounts = accounts;
        this.nanoTime = nanoTime;
    }

    private static byte[] fresh() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /// Name and password of a request that may be answered for them.
    ///
    /// @throws HttpError 400 where they cannot be read
    static Optional<Words> in(HttpServerRequest request) {
        var authorization = request.getHeader("Authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) || !counts(request)) {
            return Optional.empty();
        }
        try {
            var words = new String(Base64.getDecoder().decode(authorization.substring(SCHEME.length()).strip()),
                    StandardCharsets.UTF_8);
            int colon = words.indexOf(':');
            if (colon >= 0) {
                return Optional.of(new Words(words.substring(0, colon).toLowerCase(Locale.ROOT), words.substring(colon + 1)));
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw HttpError.badRequest("Authorization: Basic is followed by NAME:PASSWORD in Base64");
    }

    /// True for a program that may know a name and a password: a browser would ask its user in a window of its own.
    static boolean isWorthAsking(HttpServerRequest request, HttpError error) {
        return (error.code().equals(HttpError.LOGIN_REQUIRED) || error.code().equals("wrong-login"))
                && request.getHeader("Sec-Fetch-Mode") == null
                && request.headers().getAll("Accept").stream()
                        .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("text/html"));
    }

    private static boolean counts(HttpServerRequest request) {
        boolean allowed = switch (request.method().name()) {
            case "GET", "HEAD" -> true;
            case "POST" -> request.getHeader("Origin") == null;
            default -> false;
        };
        return allowed && !"cross-site".equals(request.getHeader("Sec-Fetch-Site"));
    }

    /// The account, where the same words were right a short while ago.
    Optional<Account> remembered(Words words) {
        return accounts.find(words.name).filter(account -> {
            var until = remembered.get(fingerprint(words, account));
            return until != null && nanoTime.getAsLong() - until < 0;
        });
    }

    void remember(Words words, Account account) {
        long now = nanoTime.getAsLong();
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.values().removeIf(until -> now - until >= 0);
        }
        if (remembered.size() < MOST_REMEMBERED) {
            remembered.put(fingerprint(words, account), now + REMEMBERED.toNanos());
        }
    }

    private ByteBuffer fingerprint(Words words, Account account) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            for (var part : Arrays.asList(account.name(), account.changed().toString(), words.password)) {
                mac.update(part.getBytes(StandardCharsets.UTF_8));
                mac.update((byte) 0);
            }
            return ByteBuffer.wrap(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    /// What the account opens as long as its password stays.
    Access access(Account account) {
        return new Access(() -> accounts.find(account.name()).filter(now -> now.changed().equals(account.changed()))
                .map(Account::principal));
    }
}
