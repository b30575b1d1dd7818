package dev.oriel.web;

import dev.oriel.edge.EdgeLinks;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The WebSocket address at which edges offer their cameras.
///
/// Threads: a connection's event loop.
final class EdgeSockets {
    static final String PROTOCOL = "oriel.edge.v1";

    private final Parts parts;
    private final OpenSockets sockets;
    private @Nullable CompletableFuture<String> relay;

    /// What an edge's connection needs.
    ///
    /// @param edgeId   what edges know this server by; may wait for a disk
    /// @param client   who asks, see [Gate#client]
    /// @param blocking runs what waits for a disk
    record Parts(EdgeLinks links, Supplier<String> edgeId, PublishPermits permits, Function<HttpServerRequest, String> client,
            Executor blocking) {}

    EdgeSockets(Parts parts, OpenSockets sockets) {
        this.parts = parts;
        this.sockets = sockets;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/api/edge", Permission.PUBLISH, this::edge);
    }

    private void edge(HttpServerRequest request, RequestContext context) {
        var access = context.access();
        var sender = parts.permits.edge(request, access, parts.client.apply(request));
        if (OpenSockets.isUpgrade(request) && !Subprotocols.take(request, PROTOCOL)) {
            throw HttpError.badRequest("this address speaks the subprotocol " + PROTOCOL + " only");
        }
        sockets.upgrade(request, access,
                socket -> new EdgeSession(parts.links, new UploadSocket(sockets, socket), new EdgeSession.Edge(sender, access))
                        .begin(relay()));
    }

    /// Read when the first edge comes: a server that has none needs no id.
    private synchronized CompletableFuture<String> relay() {
        if (relay == null) {
            relay = CompletableFuture.supplyAsync(parts.edgeId, parts.blocking);
        }
        return relay;
    }
}
