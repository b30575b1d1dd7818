package dev.oriel.web;

import dev.oriel.auth.KeyKind;
import dev.oriel.auth.KeyRequest;
import dev.oriel.auth.KeyStore;
import dev.oriel.auth.Principal;
import dev.oriel.auth.Principal.Kind;
import dev.oriel.auth.Role;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Holders of credentials by name, as the header `X-Holder` of a request says it: what they may can be changed while they are here.
///
/// Threads: any.
final class Holders implements Authenticator {
    static final String VIEWER = "viewer";
    static final String OTHER_VIEWER = "viewer of others";
    static final String OPERATOR = "operator";
    static final String ADMIN = "admin";
    static final String PUBLISHER = "publishing key";
    static final String OTHER_PUBLISHER = "publishing key for others";
    static final String VIEW_KEY = "viewing key";
    static final String METRICS_KEY = "metrics key";
    static final String LINK = "link";
    static final String OTHER_LINK = "link to another";
    static final String NOBODY = "nobody";

    private final Map<String, Principal> known = new ConcurrentHashMap<>();
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final Set<String> unknowable = ConcurrentHashMap.newKeySet();
    private volatile boolean locked = true;

    /// The usual ones.
    ///
    /// @param cameras that all of them see, but those of others
    /// @param other   the one that those of others see
    void usual(KeyStore keys, Set<String> cameras, String other) throws IOException {
        put(VIEWER, Kind.ACCOUNT, Role.VIEWER, cameras);
        put(OTHER_VIEWER, Kind.ACCOUNT, Role.VIEWER, Set.of(other));
        put(OPERATOR, Kind.ACCOUNT, Role.OPERATOR, cameras);
        put(ADMIN, Kind.ACCOUNT, Role.ADMIN, null);
        put(PUBLISHER, Kind.PUBLISH_KEY, Role.VIEWER, cameras);
        put(OTHER_PUBLISHER, Kind.PUBLISH_KEY, Role.VIEWER, Set.of(other));
        put(VIEW_KEY, Kind.VIEW_KEY, Role.VIEWER, cameras);
        put(METRICS_KEY, Kind.METRICS_KEY, Role.VIEWER, null);
        put(LINK, Kind.SHARE_LINK, Role.VIEWER, cameras);
        put(OTHER_LINK, Kind.SHARE_LINK, Role.VIEWER, Set.of(other));
        secrets.put(PUBLISHER, keys.add(new KeyRequest("ours", KeyKind.PUBLISH, cameras, null, null)));
        secrets.put(OTHER_PUBLISHER, keys.add(new KeyRequest("theirs", KeyKind.PUBLISH, Set.of(other), null, null)));
        secrets.put(VIEW_KEY, "the-secret-of-a-viewing-key");
        secrets.put(METRICS_KEY, "the-secret-of-a-metrics-key");
    }

    void put(String name, Kind kind, Role role, @Nullable Set<String> cameras) {
        known.put(name, new Principal(kind, name, role, cameras));
    }

    /// That credential is no longer good.
    void end(String name) {
        known.remove(name);
    }

    /// That credential cannot be looked up any more.
    void fail(String name) {
        unknowable.add(name);
    }

    /// The server asks for credentials from now on, or no longer.
    void lock(boolean locks) {
        locked = locks;
    }

    boolean isLocked() {
        return locked;
    }

    /// What a request of that holder has in its head.
    List<String> headers(String name) {
        var lines = new ArrayList<String>(name.isEmpty() ? List.of() : List.of("X-Holder: " + name));
        var secret = secrets.get(name);
        if (secret != null) {
            lines.add("Authorization: Bearer " + secret);
        }
        return lines;
    }

    /// The secret of a holder's key; of one who has none, that of no key.
    String secret(String name) {
        return secrets.getOrDefault(name, "no-key");
    }

    @Override
    public void authenticate(HttpServerRequest request, Consumer<Access> then, Consumer<HttpError> refused) {
        var name = request.getHeader("X-Holder");
        var cookie = request.getHeader("Cookie");
        then.accept(name != null ? access(name) : cookie != null ? access(cookie) : anybody());
    }

    private Access anybody() {
        return new Access(() -> locked ? Optional.empty() : Optional.of(Principal.ANYBODY));
    }

    private Access access(String name) {
        return new Access(() -> {
            if (unknowable.contains(name)) {
                throw new IllegalStateException("a failure of this test");
            }
            return Optional.ofNullable(known.get(name));
        });
    }

    @Override
    public Access accessOfKey(HttpServerRequest request, String secret) {
        return secrets.entrySet().stream().filter(entry -> entry.getValue().equals(secret)).findFirst()
                .map(entry -> access(entry.getKey())).orElse(Access.NONE);
    }
}
