package dev.oriel.web;

import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import dev.oriel.hub.Track;
import dev.oriel.hub.VisibleCameras;
import dev.oriel.view.JsmpegSession;
import dev.oriel.view.LiveMessages;
import dev.oriel.view.LiveSession;
import dev.oriel.view.Outlet;
import dev.oriel.view.Patience;
import dev.oriel.view.PullSession;
import io.netty.buffer.Unpooled;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The WebSocket addresses that pictures are watched at.
record LiveSockets(Hub hub, Supplier<Patience> patience, Surroundings surroundings, OpenSockets sockets) {
    private static final int MOST_UNHEARD_MESSAGES_PER_SECOND = 100;
    private static final String BASE64 = "base64";
    private static final String GONE = "this camera is no longer there";

    /// Makes the surroundings of a session.
    interface Surroundings {
        /// @param cameras those that there are for its viewer
        /// @param giveUp  disconnects the viewer
        LiveSession.Surroundings of(VisibleCameras cameras, Runnable giveUp);
    }

    void addTo(Routes routes) {
        routes.add("GET", "/api/cameras/{name}/live", Permission.WATCH, this::one);
        routes.add("GET", "/api/live", Permission.WATCH, (request, context) -> several(request, context.access()));
        routes.add("GET", "/websocket", Permission.WATCH,
                (request, context) -> first(request, context, PullSession.Encoding.BINARY));
        routes.add("GET", "/ws", Permission.WATCH, (request, context) -> first(request, context, PullSession.Encoding.BASE64));
    }

    private void one(HttpServerRequest request, RequestContext context) {
        var encoding = encoding(request);
        sockets.upgrade(request, context.access(), socket -> {
            var seen = context.cameras(hub);
            seen.camera(context.name()).ifPresentOrElse(found -> watch(socket, seen, found, encoding),
                    () -> sockets.noCamera(socket, "there is no camera of that name"));
        });
    }

    private void watch(ServerWebSocket socket, VisibleCameras seen, Camera camera, PullSession.Encoding encoding) {
        if (LiveMessages.PROTOCOL.equals(socket.subProtocol())) {
            full(socket, seen, camera);
        } else {
            pull(socket, seen, camera, encoding);
        }
    }

    private void several(HttpServerRequest request, Access access) {
        if (OpenSockets.isUpgrade(request) && !Subprotocols.offersOurs(request)) {
            throw HttpError.badRequest("this address speaks the subprotocol " + LiveMessages.PROTOCOL + " only");
        }
        sockets.upgrade(request, access, socket -> full(socket, access.cameras(hub), null));
    }

    private void first(HttpServerRequest request, RequestContext context, PullSession.Encoding encoding) {
        watch(request, context.access(), context.cameras(hub).first(), encoding);
    }

    /// Makes a request a viewer of that camera, binary where it knows no subprotocol.
    ///
    /// @param access what its credential opens
    /// @param camera one that the holder sees, or nothing
    void watch(HttpServerRequest request, Access access, Optional<Camera> camera) {
        watch(request, access, camera, PullSession.Encoding.BINARY);
    }

    private void watch(HttpServerRequest request, Access access, Optional<Camera> camera, PullSession.Encoding encoding) {
        sockets.upgradeOld(request, access,
                socket -> camera.ifPresentOrElse(found -> watch(socket, access.cameras(hub), found, encoding),
                        () -> sockets.noCamera(socket, "there is no camera")));
    }

    private static PullSession.Encoding encoding(HttpServerRequest request) {
        var encoding = request.getParam("encoding");
        if (encoding != null && !encoding.equals(BASE64)) {
            throw HttpError.badRequest("encoding is " + BASE64 + " or left out");
        }
        return encoding == null ? PullSession.Encoding.BINARY : PullSession.Encoding.BASE64;
    }

    /// True for an address whose refusals any page may read: a browser does not say why a WebSocket was refused, so the page asks
    /// again without one.
    static boolean isExplained(HttpServerRequest request) {
        var path = request.path();
        return path != null && !OpenSockets.isUpgrade(request)
                && (path.endsWith("/live") || path.equals("/websocket") || path.equals("/ws"));
    }

    private void pull(ServerWebSocket socket, VisibleCameras seen, Camera camera, PullSession.Encoding encoding) {
        var session = new PullSession(new Outlet(Connections.context(socket)), camera.track(), encoding, patience.get(),
                () -> sockets.refuse(socket, OpenSockets.GOING_AWAY, "no sign of life"));
        session.start();
        socket.textMessageHandler(text -> sockets.attempt(socket, session::request));
        socket.binaryMessageHandler(
                bytes -> sockets.refuse(socket, OpenSockets.NOT_UNDERSTOOD, "a request for a frame is a text message"));
        sockets.watching(socket, session::close, () -> {
            if (!seen.lists(camera)) {
                sockets.noCamera(socket, GONE);
            }
        });
    }

    /// Shows a camera's stream to a player, whose own messages mean nothing.
    ///
    /// @param stream the camera's, as it is when this is asked; nothing while there is no such camera
    void jsmpeg(ServerWebSocket socket, Supplier<Optional<Track>> stream, boolean header) {
        stream.get().ifPresentOrElse(first -> jsmpeg(socket, first, stream, header),
                () -> sockets.noCamera(socket, "there is no camera of that name"));
    }

    private void jsmpeg(ServerWebSocket socket, Track first, Supplier<Optional<Track>> stream, boolean header) {
        var session = new JsmpegSession(new Outlet(Connections.context(socket)), first, stream, header, patience.get(),
                () -> sockets.refuse(socket, OpenSockets.GOING_AWAY, "no sign of life"));
        session.start();
        OpenSockets.frames(socket).allow(MOST_UNHEARD_MESSAGES_PER_SECOND);
        sockets.watching(socket, session::close, () -> {
            if (stream.get().isEmpty()) {
                sockets.noCamera(socket, GONE);
            } else {
                session.streamChanged();
            }
        });
    }

    private void full(ServerWebSocket socket, VisibleCameras seen, @Nullable Camera camera) {
        var around = surroundings.of(seen, () -> sockets.bye(socket, OpenSockets.GOING_AWAY, "no sign of life"));
        var outlet = new Outlet(Connections.context(socket));
        var session = new LiveSession(outlet, around, camera);
        socket.textMessageHandler(text -> {
            understood(socket, () -> session.text(LiveMessages.text(text)));
            if (outlet.isClogged()) {
                sockets.refuse(socket, OpenSockets.TOO_MANY, "asks for more answers than it reads");
            }
        });
        OpenSockets.frames(socket).onAcknowledgement(
                bytes -> understood(socket, () -> session.acknowledged(LiveMessages.acknowledgement(bytes))));
        socket.binaryMessageHandler(bytes -> understood(socket,
                () -> session.acknowledged(LiveMessages.acknowledgement(Unpooled.wrappedBuffer(bytes.getBytes())))));
        sockets.watching(socket, session::close, () -> {
            if (!session.camerasChanged()) {
                sockets.noCamera(socket, GONE);
            }
        });
    }

    /// Something that a client's message makes happen.
    private interface Reaction {
        void react() throws ProtocolException;
    }

    private void understood(ServerWebSocket socket, Reaction reaction) {
        sockets.attempt(socket, () -> {
            try {
                reaction.react();
            } catch (ProtocolException e) {
                sockets.refuse(socket, OpenSockets.NOT_UNDERSTOOD, String.valueOf(e.getMessage()));
            }
        });
    }
}
