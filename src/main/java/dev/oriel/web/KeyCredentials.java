package dev.oriel.web;

import dev.oriel.auth.Key;
import dev.oriel.auth.KeyKind;
import dev.oriel.auth.KeyStore;
import dev.oriel.auth.Sessions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/// What keys and share links open.
///
/// Whoever opens `?share=TOKEN` at the root gets a cookie that stands for the link alone, and the page of its camera, so that the token
/// leaves the address bar. At other addresses the token counts for that request.
///
/// Threads: a request's event loop.
///
/// @param sessions whose id tells this server's cookies from others'
/// @param attempts counts wrong keys
record KeyCredentials(KeyStore keys, Sessions sessions, KeyAttempts attempts, Supplier<Gate> gate, InstantSource clock) {
    private static final String COOKIE = "oriel_share_";
    private static final String PARAMETER = "share";
    private static final Duration YEAR = Duration.ofDays(365);

    /// What the key of `Authorization: Bearer` opens; nothing where there is none.
    ///
    /// @throws HttpError 401 for a key that is not good, 429 where too many were not
    Optional<Access> bearer(HttpServerRequest request) {
        var secret = PublishPermits.bearer(request);
        if (secret == null || secret.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(access(attempts.find(request, secret).filter(key -> key.kind() != KeyKind.SHARE)
                .orElseThrow(PublishPermits::wrongKey)));
    }

    /// What a key opens that stands in the path of an old port.
    ///
    /// @throws HttpError 429
    Access inPath(HttpServerRequest request, String secret) {
        return attempts.find(request, secret).filter(key -> key.kind() == KeyKind.VIEW).map(this::access).orElse(Access.NONE);
    }

    private Access access(Key key) {
        return new Access(() -> keys.holds(key) ? Optional.of(key.principal()) : Optional.empty());
    }

    /// What a share link opens that stands in the address, or else in a cookie; nothing where there is none.
    ///
    /// @param fromCookie refuses what a foreign page makes a browser send with its cookie
    /// @throws HttpError 401 for a link in the address that is not good, 429 where too many were not
    Optional<Access> link(HttpServerRequest request, Runnable fromCookie) {
        var token = request.getParam(PARAMETER);
        if (token != null) {
            return Optional.of(access(shared(request, token)));
        }
        return Cookies.values(request, cookie()).stream().distinct().limit(2).map(attempts::shown)
                .flatMap(Optional::stream).filter(key -> key.kind() == KeyKind.SHARE).findFirst().map(key -> {
                    fromCookie.run();
                    return access(key);
                });
    }

    private Key shared(HttpServerRequest request, String token) {
        return attempts.find(request, token).filter(key -> key.kind() == KeyKind.SHARE)
                .orElseThrow(() -> new HttpError(401, "no-such-link",
                        "this link is not good, or not any more; whoever sent it can make"
                                + " another one"));
    }

    private String cookie() {
        return COOKIE + sessions.id();
    }

    /// True for a request that a share link begins with.
    static boolean isEntry(HttpServerRequest request) {
        return "/".equals(request.path()) && request.getParam(PARAMETER) != null && !OpenSockets.isUpgrade(request)
                && (request.method().name().equals("GET") || Reply.isHead(request));
    }

    /// Sends whoever opens a link to the page of its camera.
    ///
    /// @throws HttpError as [#link]
    void enter(HttpServerRequest request) {
        var token = Objects.requireNonNull(request.getParam(PARAMETER));
        var key = shared(request, token);
        var expires = key.expires();
        var lasts = expires == null ? YEAR : Duration.between(clock.instant(), expires);
        boolean secure = gate.get().isSecure(Connections.asked(request));
        Cookies.give(request, cookie(), token, new Cookies.Lasting(lasts.plusSeconds(1), secure));
        LoginPage.redirect(request, "watch/" + key.cameras().iterator().next());
    }
}
