package dev.oriel.web;

import dev.oriel.auth.Account;
import dev.oriel.auth.AccountException;
import dev.oriel.auth.AccountStore;
import dev.oriel.auth.LoginAttempt;
import dev.oriel.auth.Principal;
import dev.oriel.auth.Role;
import dev.oriel.auth.Session;
import dev.oriel.auth.Sessions;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.observe.Audit;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// `/api/users`: accounts made, listed, changed and removed by admins, and everybody's own password. Without any account the server's own
/// machine makes the first one, and nobody else.
///
/// Threads: a request's event loop; what waits for a disk or a hash does so elsewhere.
///
/// @param messages what bodies are taken from
/// @param client   who asks, see [Gate#client]
record UsersApi(AccountStore accounts, Sessions sessions, SessionCookies cookies, PasswordChecks passwords, Waiting waiting,
        MemoryBudget messages, Function<HttpServerRequest, String> client, Audit audit) {
    private static final int MAX_BODY_BYTES = 16 * 1024;
    private static final int MOST_USERS = 1000;

    void addTo(Routes routes) {
        routes.add("GET", "/api/users", Permission.ADMINISTER, (request, context) -> {
            checkPlace(request, context);
            waiting.answer(request, this::list);
        });
        routes.add("POST", "/api/users", Permission.ADMINISTER, (request, context) -> {
            checkPlace(request, context);
            Bodies.read(request, MAX_BODY_BYTES, messages, body -> {
                context.check(); // a slow sender may have lost the right
                checkPlace(request, context);
                var wanted = UserRequest.parse(body);
                var by = by(context);
                waiting.answer(request, () -> add(wanted, by));
            });
        });
        routes.add("PATCH", "/api/users/{name}", Permission.SESSION, (request, context) -> {
            SessionsApi.account(context);
            Bodies.read(request, MAX_BODY_BYTES, messages, body -> {
                context.check(); // a slow sender may have lost the right
                var holder = SessionsApi.account(context);
                var wanted = UserRequest.parse(body);
                checkMayChange(holder, context.name(), wanted);
                waiting.answer(request, () -> change(request, holder, context.name(), wanted));
            });
        });
        routes.add("DELETE", "/api/users/{name}", Permission.ADMINISTER, (request, context) -> {
            checkPlace(request, context);
            var by = by(context);
            waiting.answer(request, () -> remove(context.name(), by));
        });
    }

    /// Without accounts nobody is known, so only who sits at this machine makes the first.
    private static void checkPlace(HttpServerRequest request, RequestContext context) {
        boolean unknown = context.access().principal().filter(holder -> holder.kind() == Principal.Kind.ANYBODY).isPresent();
        if (unknown && !PublishPermits.isThisMachine(request)) {
            throw new HttpError(403, "not-this-machine",
                    "the first account is made on the server's own machine: oriel user add NAME makes one");
        }
    }

    private static String by(RequestContext context) {
        return context.access().principal().map(Principal::name).orElse("");
    }

    // --- list

    private JsonObject list() throws IOException {
        var logins = sessions.list().stream().collect(
                Collectors.toMap(Session::account, Session::created, (a, b) -> a.isAfter(b) ? a : b));
        var list = new JsonArray();
        for (var account : accounts.list()) {
            var last = logins.get(account.name());
            list.add(describe(account).put("lastLogin", last == null ? null : last.toString())
                    .put("fixed", accounts.isFixed(account.name())));
        }
        return new JsonObject().put("users", list);
    }

    private static JsonObject describe(Account account) {
        return new JsonObject().put("name", account.name()).put("role", account.role().word())
                .put("cameras", new JsonArray(account.cameras().stream().sorted().toList()))
                .put("created", account.created().toString());
    }

    // --- changes

    private JsonObject add(UserRequest wanted, String by) throws IOException {
        var name = wanted.name();
        var password = wanted.password();
        if (name == null || password == null) {
            throw HttpError.badRequest("an account has a name and a password");
        }
        if (accounts.list().size() >= MOST_USERS) {
            throw new HttpError(409, "too-many-users", "there are " + MOST_USERS + " accounts");
        }
        var hash = passwords.hash(password);
        var made = attempt(() -> accounts.add(name, wanted.role(),
                Objects.requireNonNullElseGet(wanted.cameras(), Set::<String>of), hash));
        audit.event("user-add", "user", made.name(), "role", made.role().word(), "cameras", cameras(made), "by", by);
        accounts.refresh();
        return describe(made).put("lastLogin", (Object) null);
    }

    private static String cameras(Account account) {
        return account.cameras().isEmpty() ? "all" : String.join(",", account.cameras());
    }

    /// Everybody may change the own password, and nothing else but admins.
    private static void checkMayChange(Principal holder, String name, UserRequest wanted) {
        boolean own = holder.name().equals(name);
        if (holder.role() != Role.ADMIN && (!own || wanted.role() != null || wanted.cameras() != null)) {
            throw new HttpError(403, "not-allowed", "only an admin changes that");
        }
        if (own && wanted.password() != null && wanted.current() == null) {
            throw HttpError.badRequest("current: the password that the account has");
        }
    }

    /// @param holder whose right to the change was judged; its login may have ended since
    private JsonObject change(HttpServerRequest request, Principal holder, String name, UserRequest wanted) throws IOException {
        if (wanted.password() != null && name.equals(holder.name())) {
            passwords.prove(new LoginAttempt(client.apply(request), name, Objects.requireNonNull(wanted.current())));
        }
        if (wanted.role() != null || wanted.cameras() != null) {
            attempt(() -> {
                accounts.change(name, wanted.role(), wanted.cameras());
                return name;
            });
        }
        if (wanted.password() != null) {
            password(request, name, wanted.password());
        }
        accounts.refresh();
        var now = accounts.find(name).orElseThrow(UsersApi::unknown);
        audit.event("user-change", "user", name, "role", now.role().word(), "cameras", cameras(now), "logins",
                wanted.password() == null ? "kept" : "ended", "by", holder.name());
        return describe(now);
    }

    /// All sessions of the account end, but for the one that changes it.
    private void password(HttpServerRequest request, String name, String password) throws IOException {
        var hash = passwords.hash(password);
        attempt(() -> {
            accounts.password(name, hash);
            return name;
        });
        Optional<Session> own = sessions.list().stream()
                .filter(session -> session.account().equals(name) && cookies.shows(request, session)).findFirst();
        if (own.isPresent()) {
            accounts.refresh();
            var changed = accounts.find(name).orElseThrow(UsersApi::unknown).changed();
            sessions.renew(own.get().hash(), changed);
        }
    }

    private JsonObject remove(String name, String by) throws IOException {
        attempt(() -> {
            accounts.remove(name, false);
            return name;
        });
        accounts.refresh();
        audit.event("user-remove", "user", name, "by", by);
        return new JsonObject().put("removed", name);
    }

    private interface Change<T> {
        T make() throws IOException;
    }

    private static <T> T attempt(Change<T> change) throws IOException {
        try {
            return change.make();
        } catch (AccountException e) {
            var words = String.valueOf(e.getMessage());
            throw switch (e.reason()) {
                case UNKNOWN -> unknown();
                case TAKEN -> new HttpError(409, "user-exists", words);
                case FIRST_IS_ADMIN -> HttpError.badRequest(words);
                case LAST_ADMIN -> new HttpError(409, "last-admin", words);
                case LAST_ACCOUNT -> new HttpError(409, "last-account", words);
                case FROM_ENVIRONMENT -> new HttpError(409, "fixed-account", words);
            };
        }
    }

    private static HttpError unknown() {
        return new HttpError(404, "no-such-user", "there is no such account");
    }
}
