package dev.oriel.web;

import dev.oriel.auth.Key;
import dev.oriel.edge.Publications;
import dev.oriel.edge.RefusedException;
import dev.oriel.edge.Sender;
import dev.oriel.edge.Upload;
import dev.oriel.observe.LogOncePerKey;
import dev.oriel.time.SystemClocks;
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
///
/// @param running that the uploads belong to
/// @param client  who asks, see [Gate#client]
/// @param refuse  tells a publisher why it is turned away, and ends its connection
record Uploads(RelayCamera relayCamera, Publications publications, PublishPermits permits, RunningAccess running,
        Function<HttpServerRequest, String> client, BiConsumer<HttpServerRequest, HttpError> refuse) {
    private static final Duration CHECK_EACH = Duration.ofMillis(500);
    private static final LogOncePerKey FAILURES = new LogOncePerKey(LoggerFactory.getLogger(Uploads.class), "failed uploads",
            SystemClocks.NANOS);

    void addTo(Routes routes) {
        for (var method : List.of("POST", "PUT")) {
            routes.add(method, "/api/cameras/{name}/ingest", Permission.PUBLISH, (request, context) -> {
                var access = context.access();
                var name = context.name();
                receive(request, new Permit(name, permits.sender(request, name, access, client.apply(request)), access));
            });
            routes.add(method, "/ingest/{key}/{name}", Permission.PUBLISH, (request, context) -> receive(request,
                    permit(request, context.name(),
                            permits.key(context.parameter("key"), context.name(), client.apply(request)))));
        }
    }

    /// The request's path as it may be logged: without a key.
    static String shown(HttpServerRequest request) {
        var path = String.valueOf(request.path());
        return path.startsWith("/ingest/") ? "/ingest/***" : path;
    }

    // --- who may

    /// @param access without which a sender that has no key may send no more
    private record Permit(String camera, Sender sender, Access access) {}

    private Permit permit(HttpServerRequest request, String camera, Key key) {
        return new Permit(camera, new Sender(key, client.apply(request)), Access.NONE);
    }

    // --- jsmpeg's old habit

    /// `POST /KEY/…`, with any method, publishes to the relay's one camera.
    ///
    /// @param set the name that is set for the relay, or null
    void receiveOldJsmpeg(HttpServerRequest request, @Nullable String set) {
        var path = request.path() == null ? "/" : request.path();
        int end = path.indexOf('/', 1);
        var key = permits.key(path.substring(Math.min(1, path.length()), end < 0 ? path.length() : end),
                client.apply(request));
        var name = set == null ? relayCamera.nameToPublish(key) : set;
        if (!key.opens(name)) {
            throw new HttpError(403, "key-not-allowed",
                    "this key is not good for the camera of this port; compat.jsmpeg.camera names another");
        }
        relayCamera.published(name);
        receive(request, permit(request, name, key));
    }

    // --- receiving

    private void receive(HttpServerRequest request, Permit permit) {
        try {
            new Receiving(request, permit).start();
        } catch (RefusedException e) {
            throw error(e);
        }
    }

    /// One body that is being received.
    private final class Receiving {
        private final HttpServerRequest request;
        private final Permit permit;
        private final Upload upload;
        private final EventExecutor loop;
        private @Nullable ScheduledFuture<?> checks;
        private final RunningAccess.@Nullable Running credential;
        private boolean handOnDue;
        private boolean over;

        Receiving(HttpServerRequest request, Permit permit) throws RefusedException {
            this.request = request;
            this.permit = permit;
            loop = Connections.context(request).executor();
            upload = publications.open(permit.camera, permit.sender, why -> loop.execute(() -> over(error(why))));
            // The end of a key is the upload's own matter.
            credential = permit.sender.key() != null
                    ? null
                    : running.begin(permit.access, loop,
                            () -> attempt(() -> permits.check(permit.camera, permit.access)));
        }

        void start() {
            Connections.deadlines(request).bodyIsEndless();
            checks = loop.scheduleWithFixedDelay(this::check, CHECK_EACH.toMillis(), CHECK_EACH.toMillis(),
                    TimeUnit.MILLISECONDS);
            request.handler(this::bytes);
            request.endHandler(nothing -> end());
            request.exceptionHandler(failure -> gone());
            request.response().closeHandler(nothing -> gone());
            if (credential != null) {
                attempt(() -> permits.check(permit.camera, permit.access)); // it may have changed since it was looked up
            }
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
                finish();
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
                } catch (HttpError e) {
                    over(e);
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
            finish();
            upload.close();
        }

        private void finish() {
            over = true;
            if (checks != null) {
                checks.cancel(false);
            }
            RunningAccess.close(credential);
        }
    }

    private interface Step {
        void run() throws RefusedException;
    }

    private static HttpError error(RefusedException e) {
        return switch (e.reason()) {
            case NAME -> HttpError.badRequest(e.words());
            case TAKEN -> new HttpError(409, "name-taken", e.words(), e.retryAfter() == null ? Map.of() : retryAfter(e));
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
