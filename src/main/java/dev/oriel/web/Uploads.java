package dev.oriel.web;

import dev.oriel.auth.Key;
import dev.oriel.edge.RefusedException;
import dev.oriel.edge.Sender;
import dev.oriel.edge.Upload;
import dev.oriel.observe.LogOncePerKey;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// The addresses to which pictures are posted, in a body that may last for ever.
///
/// A body is looked at only when its sender may publish. The secret of a key may stand in the path, so paths of these requests
/// are never logged.
///
/// Threads: a request's event loop.
final class Uploads {
    private static final Duration CHECK_EACH = Duration.ofMillis(500);
    private static final LogOncePerKey FAILURES = new LogOncePerKey(LoggerFactory.getLogger(Uploads.class), "failed uploads",
            System::nanoTime);

    private final RelayCamera relayCamera;
    private final WebServer.Publishing publishing;
    private final PublishPermits permits;
    private final Function<HttpServerRequest, String> client;
    private final BiConsumer<HttpServerRequest, HttpError> refuse;

    /// @param client who asks, see [Gate#client]
    /// @param refuse tells a publisher why it is turned away, and ends its connection
    Uploads(RelayCamera relayCamera, WebServer.Publishing publishing, Function<HttpServerRequest, String> client,
            BiConsumer<HttpServerRequest, HttpError> refuse) {
        this.relayCamera = relayCamera;
        this.publishing = publishing;
        permits = new PublishPermits(publishing.keys());
        this.client = client;
        this.refuse = refuse;
    }

    void addTo(Routes routes) {
        for (var method : List.of("POST", "PUT")) {
            routes.add(method, "/api/cameras/{name}/ingest", Permission.PUBLISH, (request, context) -> receive(request, () -> {
                var name = context.name();
                return new Permit(name, permits.permitted(request, name, PublishPermits.bearer(request)));
            }));
            routes.add(method, "/ingest/{key}/{name}", Permission.PUBLISH, (request, context) -> receive(request, () -> {
                var name = context.name();
                return new Permit(name, permits.key(context.parameter("key"), name));
            }));
        }
    }

    /// The request's path as it may be logged: without a key.
    static String shown(HttpServerRequest request) {
        var path = String.valueOf(request.path());
        return path.startsWith("/ingest/") ? "/ingest/***" : path;
    }

    // --- who may

    /// @param key null where none is needed
    private record Permit(String camera, @Nullable Key key) {}

    private interface Asked {
        Permit permit();
    }

    // --- jsmpeg's old habit

    /// `POST /KEY/…`, with any method, publishes to the relay's one camera.
    ///
    /// @param set the name that is set for the relay, or null
    void receiveOldJsmpeg(HttpServerRequest request, @Nullable String set) {
        receive(request, () -> {
            var path = request.path() == null ? "/" : request.path();
            int end = path.indexOf('/', 1);
            var key = permits.key(path.substring(Math.min(1, path.length()), end < 0 ? path.length() : end));
            var only = key.cameras().size() == 1 ? key.cameras().iterator().next() : null;
            var name = set == null ? relayCamera.nameToPublish(only) : set;
            if (!key.opens(name)) {
                throw new HttpError(403, "key-not-allowed", "this key is not good for " + name
                        + ", the camera of this port; compat.jsmpeg.camera names another");
            }
            relayCamera.published(name);
            return new Permit(name, key);
        });
    }

    // --- receiving

    private void receive(HttpServerRequest request, Asked asked) {
        var permit = asked.permit();
        try {
            new Receiving(request, permit);
        } catch (RefusedException e) {
            throw error(e);
        }
    }

    /// One body that is being received.
    private final class Receiving {
        private final HttpServerRequest request;
        private final Upload upload;
        private final EventExecutor loop;
        private final ScheduledFuture<?> checks;
        private boolean handOnDue;
        private boolean over;

        Receiving(HttpServerRequest request, Permit permit) throws RefusedException {
            this.request = request;
            loop = Connections.context(request).executor();
            upload = publishing.publications().open(permit.camera, new Sender(permit.key, client.apply(request)),
                    why -> loop.execute(() -> over(error(why))));
            Connections.deadlines(request).bodyIsEndless();
            checks = loop.scheduleWithFixedDelay(this::check, CHECK_EACH.toMillis(), CHECK_EACH.toMillis(),
                    TimeUnit.MILLISECONDS);
            request.handler(this::bytes);
            request.endHandler(nothing -> end());
            request.exceptionHandler(failure -> gone());
            request.response().closeHandler(nothing -> gone());
            if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
                request.response().writeContinue();
            }
        }

        private void bytes(Buffer chunk) {
            attempt(() -> upload.bytes(Connections.bytes(chunk)));
            if (!handOnDue && !over) {
                handOnDue = true;
                loop.execute(this::handOn);
            }
        }

        /// Once all has been read that was there, which the HTTP library gives in pieces.
        private void handOn() {
            handOnDue = false;
            attempt(upload::handOn);
        }

        private void check() {
            attempt(upload::check);
        }

        private void end() {
            attempt(() -> {
                upload.end();
                over = true;
                checks.cancel(false);
                Reply.json(request, 200,
                        new JsonObject().put("camera", upload.camera()).put("receivedBytes", upload.receivedBytes()));
            });
        }

        private void attempt(Step step) {
            if (!over) {
                try {
                    step.run();
                } catch (RefusedException e) {
                    over(error(e));
                } catch (Throwable e) {
                    FAILURES.error("an upload of " + upload.camera() + " failed and was closed", e);
                    over(HttpError.internal());
                }
            }
        }

        private void over(HttpError why) {
            if (!over) {
                gone();
                refuse.accept(request, why);
            }
        }

        private void gone() {
            over = true;
            checks.cancel(false);
            upload.close();
        }
    }

    private interface Step {
        void run() throws RefusedException;
    }

    private static HttpError error(RefusedException e) {
        return switch (e.reason()) {
            case NAME -> HttpError.badRequest(e.words());
            case TAKEN -> new HttpError(409, "name-taken", e.words());
            case SECOND -> new HttpError(409, "other-publisher", e.words(), retryAfter(e));
            case FORMAT -> new HttpError(415, "not-understood", e.words());
            case SILENT -> new HttpError(408, "silent", e.words());
            case REVOKED -> new HttpError(401, "key-revoked", e.words());
            case FULL -> new HttpError(503, "too-many-cameras", e.words(), retryAfter(e));
            case NAMES -> new HttpError(429, "too-many-names", e.words(), retryAfter(e));
            case UPLOADS -> new HttpError(429, "too-many-uploads", e.words(), retryAfter(e));
            case MEMORY -> new HttpError(503, "too-much-memory", e.words(), retryAfter(e));
        };
    }

    private static Map<String, String> retryAfter(RefusedException e) {
        var time = e.retryAfter();
        return Map.of("Retry-After", Long.toString(time == null ? 5 : Math.max(1, time.plusMillis(999).toSeconds())));
    }
}
