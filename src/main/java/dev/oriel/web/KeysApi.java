package dev.oriel.web;

import dev.oriel.auth.Key;
import dev.oriel.auth.KeyKind;
import dev.oriel.auth.KeyNameException;
import dev.oriel.auth.KeyStore;
import dev.oriel.hub.Hub;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.observe.LogOncePerKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/api/keys`: keys made, listed and revoked by whoever sits at this machine.
///
/// Threads: a request's event loop; what waits for the key file runs on `blocking`. A secret is in the answer to the request that
/// made its key, and nowhere else.
final class KeysApi {
    private static final Logger LOG = LoggerFactory.getLogger(KeysApi.class);
    private static final LogOncePerKey FAILURES = new LogOncePerKey(LOG, "failed requests for keys", System::nanoTime);
    private static final int MAX_BODY_BYTES = 8 * 1024;
    private static final int MOST_KEYS = 1000;
    private static final int MOST_CAMERAS = 256;
    private static final Pattern PAGE = Pattern.compile("https?://[^\\s#]{1,500}");

    private final KeyStore keys;
    private final Executor blocking;
    private final MemoryBudget messages;
    private final Supplier<NetworkAddresses> network;

    /// How other machines reach this server.
    ///
    /// @param open      false while it listens to this machine alone
    /// @param addresses of this machine in the network
    record NetworkAddresses(boolean open, List<String> addresses) {}

    /// @param blocking runs what waits for a disk
    /// @param messages what bodies are taken from
    KeysApi(KeyStore keys, Executor blocking, MemoryBudget messages, Supplier<NetworkAddresses> network) {
        this.keys = keys;
        this.blocking = blocking;
        this.messages = messages;
        this.network = network;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/api/keys", Permission.ADMINISTER, (request, context) -> {
            checkMay(request);
            attempt(request, this::list);
        });
        routes.add("POST", "/api/keys", Permission.ADMINISTER, (request, context) -> {
            checkMay(request);
            Bodies.read(request, MAX_BODY_BYTES, messages, body -> {
                var wish = Wanted.parse(body);
                attempt(request, () -> add(wish));
            });
        });
        routes.add("DELETE", "/api/keys/{keyname}", Permission.ADMINISTER, (request, context) -> {
            checkMay(request);
            attempt(request, () -> revoke(context.parameter("keyname")));
        });
    }

    /// Without accounts nobody is known, so only who sits at this machine makes keys.
    private static void checkMay(HttpServerRequest request) {
        if (!PublishPermits.isThisMachine(request)) {
            throw new HttpError(403, "not-this-machine", "keys are made on the server's own machine: oriel key add makes one");
        }
    }

    private JsonObject list() throws IOException {
        var list = new JsonArray();
        keys.list().forEach(key -> list.add(describe(key)));
        var now = network.get();
        return new JsonObject().put("keys", list).put("network",
                new JsonObject().put("open", now.open).put("addresses", new JsonArray(now.addresses)));
    }

    private static JsonObject describe(Key key) {
        return new JsonObject().put("name", key.name()).put("kind", key.kind().word())
                .put("cameras", new JsonArray(key.cameras().stream().sorted().toList())).put("created", key.created().toString());
    }

    private JsonObject add(Wanted wanted) throws IOException {
        if (keys.list().size() >= MOST_KEYS) {
            throw new HttpError(409, "too-many-keys", "there are " + MOST_KEYS + " keys; revoke some that are not used");
        }
        String secret;
        try {
            secret = keys.add(wanted.name, KeyKind.PUBLISH, wanted.cameras);
        } catch (KeyNameException e) {
            throw new HttpError(409, "key-exists", String.valueOf(e.getMessage()));
        }
        LOG.info("publish key {} was made over HTTP", wanted.name);
        var answer = new JsonObject().put("name", wanted.name).put("kind", KeyKind.PUBLISH.word())
                .put("cameras", new JsonArray(List.copyOf(wanted.cameras))).put("key", secret);
        if (wanted.page != null && wanted.cameras.size() == 1) {
            var link = wanted.page + "#name=" + wanted.cameras.iterator().next() + "&key=" + secret;
            answer.put("link", link).put("qr", QrCode.rows(link));
        }
        return answer;
    }

    private JsonObject revoke(String name) throws IOException {
        try {
            keys.revoke(name);
        } catch (KeyNameException e) {
            throw new HttpError(404, "no-such-key", String.valueOf(e.getMessage()));
        }
        LOG.info("key {} was revoked over HTTP", name);
        keys.refresh(); // whoever publishes with it ends now
        return new JsonObject().put("revoked", name);
    }

    private interface Step {
        JsonObject run() throws IOException;
    }

    /// Answers with what a step that waits for the disk gives.
    private void attempt(HttpServerRequest request, Step step) {
        var loop = Connections.context(request).executor();
        blocking.execute(() -> {
            try {
                var answer = step.run();
                loop.execute(() -> Reply.json(request, 200, answer));
            } catch (HttpError e) {
                loop.execute(() -> Reply.error(request, e));
            } catch (IOException e) {
                LOG.error("the keys: {}", e.getMessage());
                loop.execute(() -> Reply.error(request, new HttpError(500, "not-kept", String.valueOf(e.getMessage()))));
            } catch (Throwable e) {
                FAILURES.error("a request for keys failed", e);
                loop.execute(() -> Reply.error(request, HttpError.internal()));
            }
        });
    }

    /// The key that a request asks for.
    ///
    /// @param page the address of `/publish` as a phone reaches it, for a link and its QR code; null for none
    private record Wanted(String name, Set<String> cameras, @Nullable String page) {

        /// @throws HttpError 400, naming the field
        static Wanted parse(Buffer body) {
            try {
                var json = new JsonObject(body);
                return new Wanted(name(json.getValue("name")),
                        cameras(Objects.requireNonNullElseGet(json.getJsonArray("cameras"), JsonArray::new)),
                        page(json.getValue("page")));
            } catch (DecodeException | ClassCastException e) {
                throw HttpError.badRequest("the body is a JSON object with the texts name and page and the list cameras");
            }
        }

        private static String name(@Nullable Object given) {
            if (given instanceof String name && Key.isName(name)) {
                return name;
            }
            throw HttpError.badRequest("name: 1 to 64 letters, digits, dots, dashes and underscores");
        }

        private static Set<String> cameras(JsonArray given) {
            if (given.size() > MOST_CAMERAS) {
                throw HttpError.badRequest("cameras: at most " + MOST_CAMERAS);
            }
            var cameras = new TreeSet<String>();
            for (var camera : given) {
                if (!(camera instanceof String name && Hub.isName(name))) {
                    throw HttpError.badRequest("cameras: each has 1 to 32 lower-case letters, digits and dashes");
                }
                cameras.add(name);
            }
            return cameras;
        }

        private static @Nullable String page(@Nullable Object given) {
            if (given == null) {
                return null;
            }
            if (given instanceof String page && PAGE.matcher(page).matches()) {
                return page;
            }
            throw HttpError.badRequest("page: an address of http or https, without #, of at most 500 characters");
        }
    }
}
