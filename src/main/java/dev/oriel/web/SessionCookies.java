package dev.oriel.web;

import dev.oriel.auth.Account;
import dev.oriel.auth.AccountStore;
import dev.oriel.auth.Session;
import dev.oriel.auth.Sessions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// The session that a browser shows by its cookie `oriel_session_ID`.
///
/// A browser may send several of that name: one for each folder that it has logged in at, such as a proxy's prefix and the root. Those that
/// are good have to be of one account; else somebody has slipped one in.
///
/// Threads: a request's event loop; what waits for Redis runs on `blocking`.
final class SessionCookies {
    private static final String PREFIX = "oriel_session_";
    private static final int MOST_OF_A_NAME = 5;
    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration GIVEN_ANEW_AFTER = Duration.ofDays(1);

    private final Sessions sessions;
    private final AccountStore accounts;
    private final Executor blocking;
    private final InstantSource clock;
    /// When the cookie of a session was last given by this process.
    private final Map<String, Instant> given = new ConcurrentHashMap<>();

    SessionCookies(Sessions sessions, AccountStore accounts, Executor blocking, InstantSource clock) {
        this.sessions = sessions;
        this.accounts = accounts;
        this.blocking = blocking;
        this.clock = clock;
    }

    private String name() {
        return PREFIX + sessions.id();
    }

    /// Finds the session of a request's cookies: at once, or later on the request's event loop where another has to be asked.
    ///
    /// @param then    is called once, unless `refused` is
    /// @param refused is called where nobody can say which sessions there are
    /// @throws HttpError the same, at once; and where the cookies contradict each other
    void find(HttpServerRequest request, Consumer<Optional<Session>> then, Consumer<HttpError> refused) {
        var ids = ids(request);
        var hashes = ids.stream().filter(Session::isId).map(Session::hash).toList();
        if (hashes.stream().noneMatch(sessions::mustLook)) {
            then.accept(agreed(hashes));
            return;
        }
        var later = new Later(request);
        blocking.execute(() -> {
            try {
                for (var hash : hashes) {
                    sessions.find(hash);
                }
                later.run(() -> then.accept(agreed(hashes)), refused);
            } catch (IOException e) {
                later.run(() -> refused.accept(unknown()), refused);
            } catch (Throwable e) {
                later.fail(e, refused);
            }
        });
    }

    private List<String> ids(HttpServerRequest request) {
        var ids = Cookies.values(request, name()).stream().distinct().toList();
        if (ids.size() > MOST_OF_A_NAME) {
            throw ambiguous();
        }
        return ids;
    }

    private Optional<Session> agreed(List<String> hashes) {
        var good = new ArrayList<Session>();
        hashes.forEach(hash -> known(hash).ifPresent(good::add));
        if (good.stream().map(Session::account).distinct().count() > 1) {
            throw ambiguous();
        }
        return good.stream().findFirst();
    }

    private static HttpError ambiguous() {
        return new HttpError(400, "ambiguous-request",
                "the cookies of this server contradict each other; delete this site's cookies");
    }

    private static HttpError unknown() {
        return new HttpError(503, "no-sessions",
                "nobody can say now who is logged in, since the bus cannot be reached; try again soon",
                Map.of("Retry-After", "2"));
    }

    /// The session of that hash while it and its account are good.
    private Optional<Session> known(String hash) {
        return sessions.known(hash).filter(this::isGood);
    }

    /// A password that was changed after the login ends it.
    private Optional<Account> holder(Session session) {
        return accounts.find(session.account()).filter(account -> !session.created().isBefore(account.changed()));
    }

    /// True while that session opens something.
    boolean isGood(Session session) {
        return holder(session).isPresent();
    }

    /// What that session opens, as long as it is good.
    Access access(Session session) {
        return new Access(() -> sessions.known(session.hash()).flatMap(this::holder).map(Account::principal));
    }

    /// Gives a browser the cookie of a session.
    void give(HttpServerRequest request, String id, boolean secure) {
        Cookies.give(request, name(), id, new Cookies.Lasting(Session.LIFETIME, secure));
    }

    /// Gives the cookie anew to a browser that asks for the wall, so that it lasts as long as the session: about once a day, since every
    /// other address would give it for another folder.
    void giveAnew(HttpServerRequest request, Session session, boolean secure) {
        var now = clock.instant();
        var last = given.getOrDefault(session.hash(), session.created());
        if ("/".equals(request.path()) && Duration.between(last, now).compareTo(GIVEN_ANEW_AFTER) > 0) {
            if (given.size() >= MOST_REMEMBERED) {
                given.clear();
            }
            given.put(session.hash(), now);
            Cookies.values(request, name()).stream().filter(id -> Session.hash(id).equals(session.hash())).findFirst()
                    .ifPresent(id -> give(request, id, secure));
        }
    }

    /// True for a request with such a cookie, good or not.
    boolean isShown(HttpServerRequest request) {
        return !Cookies.values(request, name()).isEmpty();
    }

    /// True for the session of that request's own cookie.
    boolean shows(HttpServerRequest request, Session session) {
        return Cookies.values(request, name()).stream().anyMatch(id -> Session.hash(id).equals(session.hash()));
    }

    void take(HttpServerRequest request, boolean secure) {
        Cookies.take(request, name(), secure);
    }
}
