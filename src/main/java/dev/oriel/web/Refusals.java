package dev.oriel.web;

import dev.oriel.observe.LogOncePerKey;
import dev.oriel.observe.Printable;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The trace that refusals leave in the log: a person who set up a proxy, a page or a publisher looks there for what is wrong.
///
/// One line each hour for an origin, a name of this server or an address, with the words that the client gets; they name the setting
/// that helps. Each code has lines of its own, so a flood of one kind hides no other. Keys never stand in these words.
///
/// Threads: any.
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final int MOST_CHARACTERS = 600;
    private static final Set<Integer> STATUSES = Set.of(401, 403, 421, 429);
    private static final Set<String> CODES = Set.of("ambiguous-request", "too-much-memory", "too-many-cameras", "name-taken",
            "other-publisher");
    /// Ends of a WebSocket that are nobody's fault.
    private static final Set<Short> USUAL = Set.of(OpenSockets.GOING_AWAY, OpenSockets.NO_SUCH_CAMERA);

    private final LongSupplier nanoTime;
    private final Map<String, LogOncePerKey> logs = new ConcurrentHashMap<>();

    /// @param nanoTime a clock as [System#nanoTime]
    Refusals(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// Leaves a line where the refusal is one that somebody may wonder about.
    ///
    /// @param client who asked, see [Gate#client]
    void refused(HttpServerRequest request, String client, HttpError error) {
        if (STATUSES.contains(error.status()) || CODES.contains(error.code()) || OpenSockets.lacksUpgrade(request)) {
            warn(error.code(), subject(request, client, error),
                    "refused " + client + " with " + error.status() + " " + error.code() + ": " + error.getMessage());
        }
    }

    /// Leaves a line where a WebSocket was closed for something that its client did.
    ///
    /// @param client who it was, see [Gate#client]
    void closed(String client, short code, String reason) {
        if (!USUAL.contains(code)) {
            warn("close code " + code, client, "closed a WebSocket of " + client + " with " + code + ": " + reason);
        }
    }

    private void warn(String kind, String subject, String line) {
        var log = logs.computeIfAbsent(kind, name -> new LogOncePerKey(LOG, "refused with " + name, nanoTime));
        log.warn(Printable.of(subject, MOST_CHARACTERS), Printable.of(line, MOST_CHARACTERS));
    }

    private static String subject(HttpServerRequest request, String client, HttpError error) {
        return switch (error.code()) {
            case "foreign-origin" -> Objects.toString(request.getHeader("Origin"), client);
            case "wrong-host" -> Objects.toString(request.getHeader("Host"), client);
            case "foreign-page" -> Gate.originOf(Connections.fetch(request).page());
            default -> client;
        };
    }
}
