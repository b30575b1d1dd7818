package dev.oriel.web;

import dev.oriel.limits.MemoryBudget;
import dev.oriel.observe.LogOncePerKey;
import dev.oriel.time.SystemClocks;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/// Request bodies of a bounded size.
final class Bodies {
    /// Whoever is refused may go on sending for so long, unheard: a connection that is closed while its sender writes loses the
    /// answer.
    private static final Duration UNHEARD = Duration.ofSeconds(1);

    private static final LogOncePerKey FAILURES = new LogOncePerKey(LoggerFactory.getLogger(Bodies.class), "failed requests",
            SystemClocks.NANOS);

    private Bodies() {
    }

    /// Reads the whole body and hands it over; an [HttpError] thrown by `taker` is answered, as is a body that is too large.
    ///
    /// @param memory what the body is taken from until it is whole
    static void read(HttpServerRequest request, int mostBytes, MemoryBudget memory, Consumer<Buffer> taker) {
        var body = Buffer.buffer();
        var held = memory.open();
        request.handler(chunk -> {
            if (body.length() + chunk.length() > mostBytes) {
                held.close();
                refuse(request, new HttpError(413, "too-large", "a body has at most " + mostBytes + " bytes"));
            } else if (!held.resize(body.length() + chunk.length())) {
                held.close();
                refuse(request, noMemory());
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.exceptionHandler(failure -> held.close());
        request.endHandler(nothing -> {
            held.close();
            try {
                taker.accept(body);
            } catch (HttpError e) {
                Reply.error(request, e);
            } catch (Throwable e) {
                FAILURES.error("a request with a body failed", e);
                Reply.error(request, HttpError.internal());
            }
        });
    }

    /// What clients make the server hold is all that it may hold.
    static HttpError noMemory() {
        return new HttpError(503, "too-much-memory", "there is no memory left for more (limits.memory); come back later",
                Map.of("Retry-After", "5"));
    }

    /// Answers, and closes the connection of whoever still has a body to send.
    static void refuse(HttpServerRequest request, HttpError error) {
        boolean goesOn = !request.isEnded() && Connections.announcesBody(request);
        if (goesOn) {
            request.handler(unheard -> {});
            request.exceptionHandler(failure -> {});
            request.endHandler(nothing -> {});
            request.response().putHeader("Connection", "close");
        }
        Reply.error(request, error);
        if (goesOn) {
            closeSoon(request);
        }
    }

    /// Ends the connection when its client has had time to read its answer.
    static void closeSoon(HttpServerRequest request) {
        soon(request, () -> Connections.context(request).close());
    }

    /// Of a request that was answered: its body has to be over in a moment, or its connection is.
    static void endSoon(HttpServerRequest request) {
        soon(request, () -> {
            if (!request.isEnded()) {
                Connections.context(request).close();
            }
        });
    }

    private static void soon(HttpServerRequest request, Runnable step) {
        Connections.context(request).executor().schedule(step, UNHEARD.toMillis(), TimeUnit.MILLISECONDS);
    }
}
