package dev.oriel.web;

import dev.oriel.observe.LogOncePerKey;
import dev.oriel.time.SystemClocks;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers in JSON that wait for a disk, a device or another process, away from the event loops.
///
/// Threads: called on a request's event loop, which it answers on; the step runs on the executor.
record Waiting(Executor executor) {
    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
    private static final LogOncePerKey FAILURES = new LogOncePerKey(LOG, "failed requests", SystemClocks.NANOS);

    /// Gives an answer.
    interface Step {
        /// @throws HttpError to be told to the client
        /// @throws IOException when what is asked for cannot be kept or read; the words are for a user
        JsonObject run() throws IOException;
    }

    void answer(HttpServerRequest request, Step step) {
        var loop = Connections.context(request).executor();
        executor.execute(() -> {
            try {
                var answer = step.run();
                loop.execute(() -> Reply.json(request, 200, answer));
            } catch (HttpError e) {
                loop.execute(() -> Reply.error(request, e));
            } catch (IOException e) {
                LOG.error("{} {}: {}", request.method().name(), Uploads.shown(request), e.getMessage());
                loop.execute(() -> Reply.error(request, new HttpError(500, "not-kept", String.valueOf(e.getMessage()))));
            } catch (Throwable e) {
                FAILURES.error(request.method().name() + " " + Uploads.shown(request) + " failed", e);
                loop.execute(() -> Reply.error(request, HttpError.internal()));
            }
        });
    }
}
