package dev.oriel.web;

import dev.oriel.observe.LogOncePerKey;
import dev.oriel.time.SystemClocks;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/// A request whose answer has to wait for something: its body is not read meanwhile, and it goes on on its event loop.
///
/// Threads: made on the request's event loop; then any.
final class Later {
    private static final LogOncePerKey FAILURES = new LogOncePerKey(LoggerFactory.getLogger(Later.class), "failed requests",
            SystemClocks.NANOS);

    private final HttpServerRequest request;
    private final EventExecutor loop;
    private final boolean bodyFollows;

    Later(HttpServerRequest request) {
        this.request = request;
        loop = Connections.context(request).executor();
        bodyFollows = Connections.announcesBody(request);
        request.pause();
    }

    /// Goes on with the request, unless its client has gone.
    ///
    /// @param refused is told what `step` throws
    void run(Runnable step, Consumer<HttpError> refused) {
        loop.execute(() -> {
            if (request.response().closed()) {
                return;
            }
            if (!bodyFollows) {
                request.resume(); // before it may become a WebSocket
            }
            try {
                step.run();
            } catch (HttpError e) {
                refused.accept(e);
            } catch (Throwable e) {
                FAILURES.error("a request that had to wait failed", e);
                refused.accept(HttpError.internal());
            }
            if (bodyFollows) {
                request.resume(); // whoever takes the body is there now
            }
        });
    }

    /// Refuses the request for a failure of this program.
    void fail(Throwable failure, Consumer<HttpError> refused) {
        FAILURES.error("a request that had to wait failed", failure);
        run(() -> refused.accept(HttpError.internal()), refused);
    }
}
