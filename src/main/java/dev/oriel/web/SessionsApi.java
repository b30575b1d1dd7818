package dev.oriel.web;

import dev.oriel.auth.Principal;
import dev.oriel.auth.Role;
import dev.oriel.auth.Session;
import dev.oriel.auth.Sessions;
import dev.oriel.observe.Audit;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.function.Predicate;

/// `/api/sessions`: everybody's own logins, and for admins all; any of them can be ended.
///
/// Threads: a request's event loop; what waits for a disk or Redis does so elsewhere.
record SessionsApi(Sessions sessions, SessionCookies cookies, Waiting waiting, Audit audit) {
    void addTo(Routes routes) {
        routes.add("GET", "/api/sessions", Permission.SESSION, (request, context) -> {
            var holder = account(context);
            waiting.answer(request, () -> list(request, mayEnd(holder)));
        });
        routes.add("DELETE", "/api/sessions/{id}", Permission.SESSION, (request, context) -> {
            var holder = account(context);
            waiting.answer(request, () -> end(context.parameter("id"), holder));
        });
    }

    /// @throws HttpError 403 for everybody without an account
    static Principal account(RequestContext context) {
        var holder = context.access().principal().orElseThrow(HttpError::loginRequired);
        if (holder.kind() != Principal.Kind.ACCOUNT) {
            throw new HttpError(403, "not-allowed", "that is for accounts");
        }
        return holder;
    }

    private static Predicate<Session> mayEnd(Principal holder) {
        return session -> holder.role() == Role.ADMIN || session.account().equals(holder.name());
    }

    private JsonObject list(HttpServerRequest request, Predicate<Session> shown) throws IOException {
        var list = new JsonArray();
        for (var session : sessions.list()) {
            if (shown.test(session) && cookies.isGood(session)) {
                list.add(new JsonObject().put("id", session.handle()).put("user", session.account())
                        .put("created", session.created().toString()).put("seen", session.seen().toString())
                        .put("address", session.client().address()).put("browser", session.client().browser())
                        .put("current", cookies.shows(request, session)));
            }
        }
        return new JsonObject().put("sessions", list);
    }

    private JsonObject end(String handle, Principal holder) throws IOException {
        var ended = sessions.list().stream().filter(mayEnd(holder)).filter(session -> session.handle().equals(handle)).findFirst()
                .orElseThrow(() -> new HttpError(404, "no-such-session", "there is no such login"));
        sessions.end(ended.hash());
        audit.event("session-end", "user", ended.account(), "by", holder.name());
        return new JsonObject().put("ended", handle);
    }
}
