package dev.oriel.web;

import dev.oriel.edge.Sender;
import dev.oriel.hub.Hub;
import dev.oriel.view.LiveMessages;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.function.Function;

/// The WebSocket address that pictures are sent to.
///
/// Threads: a connection's event loop.
final class PublishSockets {
    private final WebServer.Publishing publishing;
    private final PublishPermits permits;
    private final Function<HttpServerRequest, String> client;
    private final OpenSockets sockets;

    /// @param client who asks, see [Gate#client]
    PublishSockets(WebServer.Publishing publishing, Function<HttpServerRequest, String> client, OpenSockets sockets) {
        this.publishing = publishing;
        permits = new PublishPermits(publishing.keys());
        this.client = client;
        this.sockets = sockets;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/api/cameras/{name}/publish", Permission.PUBLISH,
                (request, context) -> publish(request, context.name()));
    }

    private void publish(HttpServerRequest request, String name) {
        if (!Hub.isName(name)) {
            throw HttpError.badRequest("a camera's name has 1 to 32 lower-case letters, digits and dashes");
        }
        var bearer = PublishPermits.bearer(request);
        // A login that a proxy asks for says nothing to this server, but shows that there is a proxy.
        boolean needsNoKey = bearer == null && PublishPermits.isThisMachine(request);
        var address = client.apply(request);
        var required = PublishPermits.keyRequired(request);
        sockets.upgrade(request, socket -> {
            var session = session(socket, name, address);
            session.begin();
            if (bearer != null && !bearer.isEmpty()) {
                session.key(bearer);
            } else if (needsNoKey) {
                session.accept(new Sender(null, address));
            } else {
                session.awaitKey(String.valueOf(required.getMessage()));
            }
        });
    }

    private PublishSession session(ServerWebSocket socket, String name, String address) {
        boolean hasHeaders = LiveMessages.PROTOCOL.equals(socket.subProtocol());
        return new PublishSession(new PublishSession.Around(publishing.publications(), permits, sockets), socket,
                new PublishSession.Camera(name, hasHeaders), address);
    }
}
