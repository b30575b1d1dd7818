package dev.oriel.web;

import dev.oriel.edge.Publications;
import dev.oriel.hub.Hub;
import dev.oriel.view.LiveMessages;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;

/// The WebSocket address that pictures are sent to.
///
/// Threads: a connection's event loop.
///
/// @param client who asks, see [Gate#client]
record PublishSockets(Publications publications, PublishPermits permits, Function<HttpServerRequest, String> client,
        OpenSockets sockets) {
    void addTo(Routes routes) {
        routes.add("GET", "/api/cameras/{name}/publish", Permission.PUBLISH, this::publish);
    }

    private void publish(HttpServerRequest request, RequestContext context) {
        var name = context.name();
        if (!Hub.isName(name)) {
            throw HttpError.badRequest("a camera's name has 1 to 32 lower-case letters, digits and dashes");
        }
        var access = context.access();
        var bearer = PublishPermits.bearer(request);
        boolean needsKey = permits.needsKey(request, name, access);
        var address = client.apply(request);
        var required = PublishPermits.keyRequired(request);
        sockets.upgrade(request, access, socket -> {
            var session = new PublishSession(new PublishSession.Around(publications, permits), new UploadSocket(sockets, socket),
                    new PublishSession.Camera(name, LiveMessages.PROTOCOL.equals(socket.subProtocol())),
                    new PublishSession.Caller(access, address));
            session.begin();
            if (bearer != null && !bearer.isEmpty()) {
                session.bearer(bearer);
            } else if (needsKey) {
                session.awaitKey(String.valueOf(required.getMessage()));
            } else {
                session.accept(PublishPermits.withoutKey(access, address));
            }
        });
    }
}
