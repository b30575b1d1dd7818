package dev.oriel.web;

import dev.oriel.auth.Account;
import dev.oriel.auth.AccountStore;
import dev.oriel.auth.LoginAttempt;
import dev.oriel.auth.Principal;
import dev.oriel.auth.Session;
import dev.oriel.auth.Sessions;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.observe.Audit;
import dev.oriel.observe.Printable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Login, logout, and who is logged in: for the pages, for programs, and for forms made for picam_livestream.
///
/// A login always gives a new session and never takes over one that the browser shows, which ends. A session that begins while its account
/// gets another password, or goes, ends before anybody has it.
///
/// Threads: a request's event loop; what waits for a disk or Redis runs on `blocking`.
///
/// @param passwords checks names and passwords
/// @param cookies   of sessions
/// @param blocking  runs what waits for a disk or Redis
/// @param messages  what bodies are taken from
record LoginApi(AccountStore accounts, PasswordChecks passwords, Sessions sessions, SessionCookies cookies, Executor blocking,
        MemoryBudget messages, Supplier<Gate> gate, Audit audit) {
    private static final Logger LOG = LoggerFactory.getLogger(LoginApi.class);
    private static final int MAX_BODY_BYTES = 8 * 1024;
    private static final int MOST_OF_A_BROWSER = 200;

    void addTo(Routes routes) {
        routes.add("POST", "/login", Permission.NONE,
                (request, context) -> Bodies.read(request, MAX_BODY_BYTES, messages, body -> login(request, body)));
        routes.add("POST", "/logout", Permission.NONE, (request, context) -> logout(request));
        routes.add("GET", "/api/session", Permission.SESSION,
                (request, context) -> Reply.json(request, 200, describe(context.access().principal())));
    }

    private static JsonObject describe(Optional<Principal> holder) {
        var who = holder.orElseThrow(HttpError::loginRequired);
        return describe(who);
    }

    private static JsonObject describe(Principal who) {
        var cameras = Objects.requireNonNullElse(who.cameras(), List.<String>of());
        return new JsonObject().put("user", who.kind() == Principal.Kind.ACCOUNT ? who.name() : null)
                .put("role", who.role().word())
                .put("cameras", new JsonArray(cameras.stream().sorted().toList()));
    }

    // --- login

    private void login(HttpServerRequest request, Buffer body) {
        var form = LoginForm.read(request, body);
        var address = client(request);
        passwords.check(request, new LoginAttempt(address, form.username(), form.password()),
                account -> begin(request, form, account),
                error -> refuse(request, form, error));
    }

    private void refuse(HttpServerRequest request, LoginForm form, HttpError error) {
        if (error.status() == 401 && !form.json()) {
            LoginPage.redirect(request, LoginPage.again(form.to()));
        } else {
            Reply.error(request, error);
        }
    }

    private void begin(HttpServerRequest request, LoginForm form, Account account) {
        var who = account.principal();
        var client = new Session.Client(client(request),
                Printable.of(Objects.requireNonNullElse(request.getHeader("User-Agent"), ""), MOST_OF_A_BROWSER));
        boolean secure = isSecure(request);
        find(request, before -> {
            keep(request, () -> {
                var id = sessions.begin(who.name(), client);
                if (!accounts.stands(account)) { // asked last: a later change finds a session that is older than itself
                    sessions.end(Session.hash(id));
                    return () -> refuse(request, form, PasswordChecks.wrong());
                }
                if (before.isPresent()) {
                    sessions.end(before.get().hash());
                }
                audit.event("login", "user", who.name(), "role", who.role().word(), "from", client.address(), "browser",
                        client.browser());
                return () -> {
                    cookies.give(request, id, secure);
                    welcome(request, form, who);
                };
            });
        });
    }

    /// Something to be kept on a disk or in Redis.
    private interface Keeping {
        /// Returns what is to be done on the event loop afterwards.
        Runnable keep() throws IOException;
    }

    private void keep(HttpServerRequest request, Keeping step) {
        var later = new Later(request);
        Consumer<HttpError> refused = error -> Reply.error(request, error);
        blocking.execute(() -> {
            try {
                later.run(step.keep(), refused);
            } catch (IOException e) {
                LOG.warn("a session cannot be kept: {}", e.getMessage());
                later.run(() -> refused.accept(notKept(e)), refused);
            } catch (Throwable e) {
                later.fail(e, refused);
            }
        });
    }

    private static HttpError notKept(IOException e) {
        return new HttpError(503, "no-sessions", "the login cannot be kept: " + e.getMessage(),
                java.util.Map.of("Retry-After", "5"));
    }

    /// The session that ends with a login or logout; none where the cookies are not understood.
    private void find(HttpServerRequest request, Consumer<Optional<Session>> then) {
        try {
            cookies.find(request, then, error -> then.accept(Optional.empty()));
        } catch (HttpError e) {
            then.accept(Optional.empty());
        }
    }

    private static void welcome(HttpServerRequest request, LoginForm form, Principal who) {
        if (form.json()) {
            Reply.json(request, 200, describe(who));
        } else {
            LoginPage.redirect(request, LoginPage.back(form.to()));
        }
    }

    // --- logout

    /// @throws HttpError 403 where a foreign page may have a browser send it
    private void logout(HttpServerRequest request) {
        if (cookies.isShown(request)) {
            gate.get().checkOwnPage(Connections.asked(request), request.getHeader("Sec-Fetch-Site"));
        }
        boolean secure = isSecure(request);
        find(request, session -> {
            if (session.isEmpty()) {
                left(request, secure);
                return;
            }
            var from = client(request);
            keep(request, () -> {
                sessions.end(session.get().hash());
                audit.event("logout", "user", session.get().account(), "from", from);
                return () -> left(request, secure);
            });
        });
    }

    private void left(HttpServerRequest request, boolean secure) {
        cookies.take(request, secure);
        if (LoginForm.isJson(request)) {
            Reply.json(request, 200, new JsonObject().put("user", (Object) null));
        } else {
            LoginPage.redirect(request, "login");
        }
    }

    private boolean isSecure(HttpServerRequest request) {
        return gate.get().isSecure(Connections.asked(request));
    }

    private String client(HttpServerRequest request) {
        return Connections.client(request, gate.get());
    }
}
