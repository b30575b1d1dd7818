package dev.oriel.web;

import dev.oriel.auth.LoginAttempt;
import dev.oriel.auth.Principal;
import dev.oriel.auth.Session;
import dev.oriel.config.Settings;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Finds what a request's credentials open: while the server is not locked everything that an operator may; else the first of these that
/// the request shows.
///
/// 1. A user that a believed proxy names: its word is newer than a cookie's.
/// 2. The session of a cookie.
/// 3. `Authorization: Bearer`: a key. One that is not good is refused, and nothing else is looked for.
/// 4. A share link, in the address or as a cookie.
/// 5. HTTP Basic.
///
/// Threads: a request's event loop.
///
/// @param locked true while the server asks for credentials
record Identification(BooleanSupplier locked, SessionCookies cookies, KeyCredentials keys, BasicLogins basic, ProxyLogins proxy,
        PasswordChecks passwords, Supplier<Gate> gate, Supplier<Settings> settings) implements Authenticator {
    @Override
    public void authenticate(HttpServerRequest request, Consumer<Access> then, Consumer<HttpError> refused) {
        authenticate(request, () -> checkOwnPage(request), new Outcome(then, refused));
    }

    @Override
    public void authenticateOwn(HttpServerRequest request, Consumer<Access> then, Consumer<HttpError> refused) {
        authenticate(request, () -> {}, new Outcome(then, refused));
    }

    private record Outcome(Consumer<Access> then, Consumer<HttpError> refused) {}

    private void authenticate(HttpServerRequest request, Runnable ownPage, Outcome outcome) {
        if (!locked.getAsBoolean()) {
            outcome.then.accept(new Access(() -> locked.getAsBoolean() ? Optional.empty() : Optional.of(Principal.ANYBODY)));
            return;
        }
        var proxied = proxy.access(request);
        if (proxied.isPresent()) {
            outcome.then.accept(proxied.get());
            return;
        }
        cookies.find(request, session -> then(request, session, ownPage, outcome), outcome.refused);
    }

    private void then(HttpServerRequest request, Optional<Session> session, Runnable ownPage, Outcome outcome) {
        if (session.isPresent()) {
            ownPage.run();
            cookies.giveAnew(request, session.get(), gate.get().isSecure(Connections.asked(request)));
            outcome.then.accept(cookies.access(session.get()));
            return;
        }
        var key = keys.bearer(request)
                .or(() -> keys.link(request, ownPage));
        if (key.isPresent()) {
            outcome.then.accept(key.get());
            return;
        }
        basic(request, outcome.then, outcome.refused);
    }

    /// A browser sends a cookie for every page that makes it ask, so that a page of this server has to.
    private void checkOwnPage(HttpServerRequest request) {
        if (!Connections.isReading(request) || OpenSockets.isUpgrade(request)) {
            gate.get().checkOwnPage(Connections.asked(request), request.getHeader("Sec-Fetch-Site"));
        }
    }

    private void basic(HttpServerRequest request, Consumer<Access> then, Consumer<HttpError> refused) {
        var words = settings.get().auth().basic() ? BasicLogins.in(request) : Optional.<BasicLogins.Words>empty();
        if (words.isEmpty()) {
            then.accept(Access.NONE);
            return;
        }
        var said = words.get();
        var remembered = basic.remembered(said);
        if (remembered.isPresent()) {
            then.accept(basic.access(remembered.get()));
            return;
        }
        var client = Connections.client(request, gate.get());
        passwords.check(request, new LoginAttempt(client, said.name(), said.password()), account -> {
            basic.remember(said, account);
            then.accept(basic.access(account));
        }, refused);
    }

    @Override
    public Access accessOfKey(HttpServerRequest request, String secret) {
        return keys.inPath(request, secret);
    }
}
