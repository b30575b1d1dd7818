package dev.oriel.web;

import dev.oriel.auth.Key;
import dev.oriel.auth.KeyKind;
import dev.oriel.auth.KeyNameException;
import dev.oriel.auth.KeyRequest;
import dev.oriel.auth.KeyStore;
import dev.oriel.auth.Principal;
import dev.oriel.auth.Role;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.observe.Audit;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `/api/keys`: keys and share links made, listed and revoked: by admins all, by operators those for publishing and sharing the cameras
/// that they see. Without accounts the server's own machine is the admin.
///
/// Threads: a request's event loop; what waits for the key file does so elsewhere. A secret is in the answer to the request that made its
/// key, and nowhere else.
///
/// @param messages what bodies are taken from
record KeysApi(KeyStore keys, Waiting waiting, MemoryBudget messages, Supplier<NetworkAddresses> network, Supplier<Gate> gate,
        Audit audit, InstantSource clock) {
    private static final int MAX_BODY_BYTES = 8 * 1024;
    private static final int MOST_KEYS = 2000;

    /// How other machines reach this server.
    ///
    /// @param open      false while it listens to this machine alone
    /// @param addresses of this machine in the network
    record NetworkAddresses(boolean open, List<String> addresses) {}

    void addTo(Routes routes) {
        routes.add("GET", "/api/keys", Permission.OPERATE, (request, context) -> {
            var holder = holder(request, context);
            waiting.answer(request, () -> list(holder));
        });
        routes.add("POST", "/api/keys", Permission.OPERATE, (request, context) -> {
            holder(request, context);
            Bodies.read(request, MAX_BODY_BYTES, messages, body -> {
                context.check(); // a slow sender may have lost the right
                var holder = holder(request, context);
                var wish = KeyWish.parse(body);
                checkMay(holder, wish);
                waiting.answer(request, () -> add(holder, wish, root(request)));
            });
        });
        routes.add("DELETE", "/api/keys/{keyname}", Permission.OPERATE, (request, context) -> {
            var holder = holder(request, context);
            waiting.answer(request, () -> revoke(holder, context.parameter("keyname")));
        });
    }

    /// Without accounts nobody is known, so only who sits at this machine makes keys.
    private static Principal holder(HttpServerRequest request, RequestContext context) {
        var holder = context.access().principal().orElseThrow(HttpError::loginRequired);
        if (holder.kind() == Principal.Kind.ANYBODY && !PublishPermits.isThisMachine(request)) {
            throw new HttpError(403, "not-this-machine", "keys are made on the server's own machine: oriel key add makes one");
        }
        return holder;
    }

    private static boolean managesAll(Principal holder) {
        return holder.kind() == Principal.Kind.ANYBODY || holder.role() == Role.ADMIN;
    }

    private static boolean manages(Principal holder, Key key) {
        return managesAll(holder) || holder.name().equals(key.by());
    }

    /// @throws HttpError 403, and 404 for a camera that the holder does not see
    private static void checkMay(Principal holder, KeyWish wish) {
        if (managesAll(holder)) {
            return;
        }
        if (wish.kind() != KeyKind.PUBLISH && wish.kind() != KeyKind.SHARE) {
            throw new HttpError(403, "not-allowed", "an operator makes keys for publishing and sharing; this one is for admins");
        }
        if (holder.cameras() != null && wish.cameras().isEmpty()) {
            throw new HttpError(403, "not-allowed", "name the cameras that the key is for");
        }
        if (!wish.cameras().stream().allMatch(holder::sees)) {
            throw HttpError.noSuchCamera();
        }
    }

    // --- list

    private JsonObject list(Principal holder) throws IOException {
        var list = new JsonArray();
        keys.list().stream().filter(key -> manages(holder, key)).forEach(key -> list.add(describe(key)));
        var now = network.get();
        return new JsonObject().put("keys", list).put("network",
                new JsonObject().put("open", now.open).put("addresses", new JsonArray(now.addresses)));
    }

    private JsonObject describe(Key key) {
        var use = keys.use(key);
        return new JsonObject().put("name", key.name()).put("kind", key.kind().word())
                .put("cameras", new JsonArray(key.cameras().stream().sorted().toList())).put("created", key.created().toString())
                .put("expires", text(key.expires())).put("lastUsed", text(use.last())).put("uses", use.times())
                .put("by", key.by()).put("fixed", keys.isFixed(key.name()));
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    // --- changes

    private JsonObject add(Principal holder, KeyWish wish, String root) throws IOException {
        if (keys.list().size() >= MOST_KEYS) {
            throw new HttpError(409, "too-many-keys", "there are " + MOST_KEYS + " keys; revoke some that are not used");
        }
        var lasts = wish.lasts();
        var expires = lasts == null ? null : clock.instant().plus(lasts).truncatedTo(ChronoUnit.SECONDS);
        String secret;
        try {
            secret = keys.add(new KeyRequest(wish.name(), wish.kind(), wish.cameras(), expires, null, by(holder)));
        } catch (KeyNameException e) {
            throw new HttpError(409, "key-exists", String.valueOf(e.getMessage()));
        }
        audit.event("key-add", "name", wish.name(), "kind", wish.kind().word(), "cameras",
                wish.cameras().isEmpty() ? "all" : String.join(",", wish.cameras()), "by", holder.name());
        var answer = new JsonObject().put("name", wish.name()).put("kind", wish.kind().word())
                .put("cameras", new JsonArray(wish.cameras().stream().sorted().toList())).put("expires", text(expires))
                .put("key", secret);
        var link = wish.link(secret, root);
        if (link != null) {
            answer.put("link", link).put("qr", QrCode.rows(link));
        }
        return answer;
    }

    private static @Nullable String by(Principal holder) {
        return holder.kind() == Principal.Kind.ACCOUNT ? holder.name() : null;
    }

    /// The wall's address as this request reached it; a proxy's prefix is not known.
    private String root(HttpServerRequest request) {
        var asked = Connections.asked(request);
        return (gate.get().isSecure(asked) ? "https" : "http") + "://"
                + Objects.requireNonNullElse(gate.get().effectiveHost(asked), "localhost") + "/";
    }

    private JsonObject revoke(Principal holder, String name) throws IOException {
        try {
            if (keys.list().stream().noneMatch(key -> key.name().equals(name) && manages(holder, key))) {
                throw noSuchKey("there is no key of the name " + name);
            }
            keys.revoke(name);
        } catch (KeyNameException e) {
            throw noSuchKey(String.valueOf(e.getMessage()));
        }
        audit.event("key-revoke", "name", name, "by", holder.name());
        keys.refresh(); // whoever uses it ends now
        return new JsonObject().put("revoked", name);
    }

    private static HttpError noSuchKey(String words) {
        return new HttpError(404, "no-such-key", words);
    }
}
