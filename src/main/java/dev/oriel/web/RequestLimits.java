package dev.oriel.web;

import dev.oriel.limits.MessageRate;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// What one connection may ask: so many requests a second, and only how the server is where there are too many connections.
///
/// Threads: a connection's event loop.
///
/// @param refuse   tells a client why it is turned away
/// @param nanoTime a clock as [System#nanoTime]
record RequestLimits(BiConsumer<HttpServerRequest, HttpError> refuse, LongSupplier nanoTime) {
    private static final int MOST_PER_SECOND = 1000;
    private static final Set<String> HEALTH = Set.of("/healthz", "/readyz");

    /// What is known of one connection.
    static final class Asked {
        private final MessageRate rate = new MessageRate(MOST_PER_SECOND);
        private final boolean healthOnly;
        private boolean refused;

        /// @param healthOnly true for one beyond the limit of connections
        Asked(boolean healthOnly) {
            this.healthOnly = healthOnly;
        }
    }

    /// Passes a request on that may be answered. A connection that was refused is not heard any more.
    void pass(HttpServerRequest request, Consumer<HttpServerRequest> answer) {
        var asked = Connections.context(request).channel().attr(Connections.ASKED).get();
        if (asked.refused) {
            return; // it came with the one that was one too many
        }
        if (asked.healthOnly && !HEALTH.contains(String.valueOf(request.path()))) {
            refuse(request, asked, new HttpError(503, "too-many-connections", "there are too many connections; come back later",
                    Map.of("Retry-After", "5")));
        } else if (!asked.rate.allows(1, nanoTime.getAsLong())) {
            refuse(request, asked, new HttpError(429, "too-many-requests", "one connection asks at most " + MOST_PER_SECOND
                    + " times a second", Map.of("Retry-After", "1")));
        } else {
            answer.accept(request);
            if (asked.healthOnly) {
                asked.refused = true;
                Bodies.closeSoon(request);
            }
        }
    }

    private void refuse(HttpServerRequest request, Asked asked, HttpError error) {
        asked.refused = true;
        Connections.context(request).channel().config().setAutoRead(false);
        refuse.accept(request, error);
        Bodies.closeSoon(request);
    }
}
