package dev.oriel.web;

import dev.oriel.auth.Key;
import dev.oriel.auth.KeyKind;
import dev.oriel.auth.KeyStore;
import dev.oriel.observe.Printable;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who may publish, and under which names.
///
/// Threads: any.
final class PublishPermits {
    private static final String BEARER = "bearer ";

    private final KeyStore keys;

    PublishPermits(KeyStore keys) {
        this.keys = keys;
    }

    /// The secret of `Authorization: Bearer`, empty where that header says something else, or null where it is missing.
    static @Nullable String bearer(HttpServerRequest request) {
        var authorization = request.getHeader("Authorization");
        if (authorization == null) {
            return null;
        }
        boolean isBearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return isBearer ? authorization.substring(BEARER.length()).strip() : "";
    }

    /// The key with which a request may publish under that name; null where none is needed.
    ///
    /// @param secret what was shown, or null
    /// @throws HttpError when it may not
    @Nullable
    Key permitted(HttpServerRequest request, String camera, @Nullable String secret) {
        if (secret == null) {
            checkIsThisMachine(request);
            return null;
        }
        return key(secret, camera);
    }

    /// @throws HttpError when there is no such key, or it is not good for that name
    Key key(String secret, String camera) {
        var key = key(secret);
        if (!key.opens(camera)) {
            throw new HttpError(403, "key-not-allowed", "this key is not good for that name");
        }
        return key;
    }

    /// @throws HttpError when there is no such key, or it is not for publishing
    Key key(String secret) {
        var key = keys.find(secret).orElseThrow(PublishPermits::wrongKey);
        if (key.kind() != KeyKind.PUBLISH) {
            throw new HttpError(403, "key-not-allowed", "this key is not one for publishing");
        }
        return key;
    }

    static HttpError wrongKey() {
        return new HttpError(401, "wrong-key", "there is no such key (oriel key list shows those that there are)",
                Map.of("WWW-Authenticate", "Bearer"));
    }

    /// True when the request was made on this machine, and not by a proxy on behalf of another.
    static boolean isThisMachine(HttpServerRequest request) {
        var peer = Connections.peer(request);
        return peer != null && peer.isLoopbackAddress() && ForwardingHeaders.in(request.headers().names()).isEmpty();
    }

    /// A program of this machine may publish without a key; what a proxy of this machine passes on comes from somebody else.
    private static void checkIsThisMachine(HttpServerRequest request) {
        if (!isThisMachine(request)) {
            throw keyRequired(request);
        }
    }

    /// What is said to somebody who needs a key and has shown none.
    static HttpError keyRequired(HttpServerRequest request) {
        var proxy = ForwardingHeaders.in(request.headers().names());
        return new HttpError(401, "key-required", "to publish, send a key: Authorization: Bearer KEY (oriel key add makes one)"
                + proxy.map(header -> "; the header " + Printable.of(header, 40) + " shows that this comes through a proxy")
                        .orElse(""),
                Map.of("WWW-Authenticate", "Bearer"));
    }
}
