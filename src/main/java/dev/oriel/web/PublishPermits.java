package dev.oriel.web;

import dev.oriel.auth.Key;
import dev.oriel.auth.KeyKind;
import dev.oriel.auth.Principal;
import dev.oriel.auth.Principal.Kind;
import dev.oriel.auth.Role;
import dev.oriel.edge.Sender;
import dev.oriel.hub.Hub;
import dev.oriel.observe.Printable;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who may publish, and under which names: the holder of a publisher's key under those that it lists; an operator under those that he
/// sees; and while the server is not locked a program of this machine under any.
///
/// Threads: any.
record PublishPermits(KeyAttempts keys, Hub hub) {
    private static final String BEARER = "bearer ";

    /// The secret of `Authorization: Bearer`, empty where that header says something else, or null where it is missing.
    static @Nullable String bearer(HttpServerRequest request) {
        var authorization = request.getHeader("Authorization");
        if (authorization == null) {
            return null;
        }
        boolean isBearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return isBearer ? authorization.substring(BEARER.length()).strip() : "";
    }

    /// The sender that a request comes from.
    ///
    /// @param address from where, see [Gate#client]
    /// @throws HttpError when it may not publish under that name
    Sender sender(HttpServerRequest request, String camera, Access access, String address) {
        var secret = bearer(request);
        if (secret != null && !secret.isEmpty()) {
            return keyHolder(secret, camera, access, address);
        }
        if (!needsKey(request, camera, access)) {
            return withoutKey(access, address);
        }
        var holder = access.principal().orElseThrow(() -> keyRequired(request));
        if (holder.kind() != Kind.ANYBODY) {
            throw refusal(holder, camera);
        }
        throw secret == null ? keyRequired(request) : wrongKey();
    }

    /// The holder of the key in a request's head.
    ///
    /// @throws HttpError when it is not good for that name
    Sender keyHolder(String secret, String camera, Access access, String address) {
        var other = access.principal().filter(holder -> holder.kind() != Kind.ANYBODY && holder.kind() != Kind.ACCOUNT
                && holder.kind() != Kind.PUBLISH_KEY);
        if (other.isPresent()) {
            throw refusal(other.get(), camera);
        }
        return new Sender(key(secret, camera, address), address);
    }

    /// Somebody who publishes without a key: see [#needsKey].
    static Sender withoutKey(Access access, String address) {
        return new Sender(null,
                access.principal().filter(holder -> holder.kind() == Kind.ACCOUNT).map(Principal::name).orElse(null), address);
    }

    /// False for an operator who sees that camera, and for a program of this machine while the server is not locked. What a proxy of
    /// this machine passes on comes from somebody else, and a login that it asks for shows that there is one.
    boolean needsKey(HttpServerRequest request, String camera, Access access) {
        return access.principal().filter(holder -> holder.kind() == Kind.ANYBODY
                ? bearer(request) == null && isThisMachine(request)
                : operates(holder, camera)).isEmpty();
    }

    private static boolean operates(Principal holder, String camera) {
        return holder.kind() == Kind.ACCOUNT && holder.role().includes(Role.OPERATOR) && holder.sees(camera);
    }

    /// The sender whose cameras an edge's connection offers, under the names that its key lists.
    ///
    /// @throws HttpError when the request shows no publisher's key, and needs one
    Sender edge(HttpServerRequest request, Access access, String address) {
        var secret = bearer(request);
        var holder = access.principal().filter(shown -> shown.kind() != Kind.ANYBODY);
        if (secret != null && !secret.isEmpty()) {
            if (holder.filter(shown -> shown.kind() != Kind.ACCOUNT && shown.kind() != Kind.PUBLISH_KEY).isPresent()) {
                throw HttpError.notAllowed();
            }
            return new Sender(key(secret, address), address);
        }
        if (holder.isPresent()) {
            throw HttpError.notAllowed();
        }
        if (secret == null && access.principal().isPresent() && isThisMachine(request)) {
            return new Sender(null, address);
        }
        throw secret == null ? keyRequired(request) : wrongKey();
    }

    /// Looks again whether somebody may who publishes without a key.
    ///
    /// @throws HttpError when he may not any more
    void check(String camera, Access access) {
        var holder = access.principal().orElseThrow(() -> new HttpError(401, "login-required", OpenSockets.ENDED));
        if (holder.kind() != Kind.ANYBODY && !operates(holder, camera)) {
            throw refusal(holder, camera);
        }
    }

    /// A camera that the holder does not see does not exist for him.
    private HttpError refusal(Principal holder, String camera) {
        return hub.camera(camera).isPresent() && holder.sees(camera) ? HttpError.notAllowed() : HttpError.noSuchCamera();
    }

    /// @param address from where it comes, see [Gate#client]
    /// @throws HttpError when there is no such key, or it is not good for that name
    Key key(String secret, String camera, String address) {
        var key = key(secret, address);
        if (!key.opens(camera)) {
            throw new HttpError(403, "key-not-allowed", "this key is not good for that name");
        }
        return key;
    }

    /// @throws HttpError when there is no such key, or it is not for publishing
    Key key(String secret, String address) {
        var key = keys.find(address, secret).orElseThrow(PublishPermits::wrongKey);
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

    /// What is said to somebody who needs a key and has shown none.
    static HttpError keyRequired(HttpServerRequest request) {
        var proxy = ForwardingHeaders.in(request.headers().names());
        return new HttpError(401, "key-required", "to publish, send a key: Authorization: Bearer KEY (oriel key add makes one)"
                + proxy.map(header -> "; the header " + Printable.of(header, 40) + " shows that this comes through a proxy")
                        .orElse(""),
                Map.of("WWW-Authenticate", "Bearer"));
    }
}
