package dev.oriel.web;

import dev.oriel.config.Settings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// The port that leads from plain http to https (`server.tls.redirectPort`) and takes nothing else.
///
/// It leads to names that this server goes by and to no others, so nobody can make a link of it that ends elsewhere. A program that
/// sends something is refused instead of led away: what it had to say has been seen by then, and its owner is to notice.
///
/// Threads: requests come on the event loop of their connection.
///
/// @param server     as its settings stand
/// @param gate       the rules as they stand
/// @param securePort where https is spoken
/// @param refused    tells a client why it is turned away
record RedirectPort(Supplier<Settings.Server> server, Supplier<Gate> gate, IntSupplier securePort,
        BiConsumer<HttpServerRequest, HttpError> refused) {
    private static final int USUAL_PORT = 443;

    void answer(HttpServerRequest request) {
        try {
            lead(request);
        } catch (HttpError e) {
            refused.accept(request, e);
        }
    }

    private void lead(HttpServerRequest request) {
        RequestForm.check(request);
        var host = request.getHeader("Host");
        if (host == null || host.isEmpty()) {
            throw HttpError.badRequest("a request that is led to https says which host it means");
        }
        gate.get().checkHost(new Gate.Asked(host, null, null, null, Connections.peer(request), false));
        boolean reads = request.method().name().equals("GET") || Reply.isHead(request);
        if (!reads || OpenSockets.isUpgrade(request)
                || ForwardingHeaders.in(request.headers().names()).isPresent()) { // a proxy would be sent to itself
            throw new HttpError(403, "https-only",
                    "this port leads browsers to https; nothing that is sent to it in the clear is taken", Map.of())
                    .withoutPages();
        }
        var address = origin(host.toLowerCase(Locale.ROOT)) + target(request);
        Reply.body(request, Reply.head(request, 308, "text/plain; charset=utf-8").putHeader("Location", address),
                Buffer.buffer(address + "\n"));
    }

    /// As `server.origins` has it, since only its owner knows the port that a router or a container shows; else this server's own.
    private String origin(String host) {
        var name = Gate.hostName(host);
        var literal = name.contains(":") ? "[" + name + "]" : name;
        int port = securePort.getAsInt();
        return server.get().origins().stream().map(origin -> origin.toLowerCase(Locale.ROOT))
                .filter(origin -> origin.startsWith("https://")
                        && Gate.hostName(origin.substring("https://".length())).equals(name))
                .findFirst().orElseGet(() -> "https://" + literal + (port == USUAL_PORT ? "" : ":" + port));
    }

    /// Always a path, so that what is appended to the host can be no part of it.
    private static String target(HttpServerRequest request) {
        var path = Objects.requireNonNullElse(request.path(), "");
        var query = request.query();
        return (path.startsWith("/") ? path : "/") + (query == null ? "" : "?" + query);
    }
}
