package dev.oriel.web;

import dev.oriel.filter.Renditions;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Broadcast;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import dev.oriel.view.JsmpegSession;
import dev.oriel.view.LiveMessages;
import dev.oriel.view.LiveSession;
import dev.oriel.view.Outlet;
import dev.oriel.view.Patience;
import dev.oriel.view.PullSession;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The WebSocket addresses that pictures are watched at.
final class LiveSockets {
    private static final int MOST_MESSAGES_PER_SECOND = 5000;
    private static final int MOST_UNHEARD_MESSAGES_PER_SECOND = 100;
    private static final String BASE64 = "base64";

    /// Close codes of the contract.
    private static final short GOING_AWAY = 1001;
    private static final short NOT_UNDERSTOOD = 1003;
    private static final short TOO_LARGE = 1009;
    static final short NO_SUCH_CAMERA = 4404;
    private static final short TOO_MANY = 4429;
    private static final String GONE = "this camera is no longer there";

    private final Hub hub;
    private final Renditions renditions;
    private final String version;
    private final LongSupplier epochMicros;
    private final Supplier<Patience> patience;
    private final Map<ServerWebSocket, Watching> open = new ConcurrentHashMap<>();
    /// Handshakes that may have been answered already, each done when its connection is in [#open] or has failed.
    private final Map<HttpServerRequest, CompletableFuture<Void>> opening = new ConcurrentHashMap<>();
    private volatile boolean goesAway;

    /// What an open connection does when cameras have come or gone, and at its end; both are called on its event loop.
    private record Watching(Runnable camerasChanged, Runnable end) {
        static final Watching NOTHING = new Watching(() -> {}, () -> {});
    }

    LiveSockets(Hub hub, Renditions renditions, String version, LongSupplier epochMicros, Supplier<Patience> patience) {
        this.hub = hub;
        this.renditions = renditions;
        this.version = version;
        this.epochMicros = epochMicros;
        this.patience = patience;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/api/cameras/{name}/live", this::one);
        routes.add("GET", "/api/live", (request, parameters) -> several(request));
        routes.add("GET", "/websocket", (request, parameters) -> first(request, PullSession.Encoding.BINARY));
        routes.add("GET", "/ws", (request, parameters) -> first(request, PullSession.Encoding.BASE64));
    }

    private void one(HttpServerRequest request, Map<String, String> parameters) {
        var encoding = encoding(request);
        var name = parameters.getOrDefault("name", "");
        upgrade(request, socket -> {
            var camera = hub.camera(name).orElse(null);
            if (camera == null) {
                refuse(socket, NO_SUCH_CAMERA, "there is no camera of that name");
            } else {
                watch(socket, camera, encoding);
            }
        });
    }

    private void watch(ServerWebSocket socket, Camera camera, PullSession.Encoding encoding) {
        if (LiveMessages.PROTOCOL.equals(socket.subProtocol())) {
            full(socket, camera);
        } else {
            pull(socket, camera, encoding);
        }
    }

    private void several(HttpServerRequest request) {
        if (isUpgrade(request) && !Subprotocols.offersOurs(request)) {
            throw HttpError.badRequest("this address speaks the subprotocol " + LiveMessages.PROTOCOL + " only");
        }
        upgrade(request, socket -> full(socket, null));
    }

    private void first(HttpServerRequest request, PullSession.Encoding encoding) {
        watch(request, hub.cameras().stream().findFirst(), encoding);
    }

    /// Makes a request a viewer of that camera, binary where it knows no subprotocol.
    void watch(HttpServerRequest request, Optional<Camera> camera) {
        watch(request, camera, PullSession.Encoding.BINARY);
    }

    private void watch(HttpServerRequest request, Optional<Camera> camera, PullSession.Encoding encoding) {
        upgradeOld(request, socket -> camera.ifPresentOrElse(found -> watch(socket, found, encoding),
                () -> refuse(socket, NO_SUCH_CAMERA, "there is no camera")));
    }

    private static PullSession.Encoding encoding(HttpServerRequest request) {
        var encoding = request.getParam("encoding");
        if (encoding != null && !encoding.equals(BASE64)) {
            throw HttpError.badRequest("encoding is " + BASE64 + " or left out");
        }
        return encoding == null ? PullSession.Encoding.BINARY : PullSession.Encoding.BASE64;
    }

    static boolean isUpgrade(HttpServerRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    /// What is done with a connection once it is a WebSocket.
    interface Opened {
        void opened(ServerWebSocket socket);
    }

    /// For addresses that old clients know, which may offer subprotocols that mean nothing here.
    void upgradeOld(HttpServerRequest request, Opened opened) {
        Subprotocols.takeFirst(request);
        upgrade(request, opened);
    }

    /// True for an address whose refusals any page may read: a browser does not say why a WebSocket was refused, so the page asks
    /// again without one.
    static boolean isExplained(HttpServerRequest request) {
        var path = request.path();
        return path != null && !isUpgrade(request) && (path.endsWith("/live") || path.equals("/websocket") || path.equals("/ws"));
    }

    private void upgrade(HttpServerRequest request, Opened opened) {
        if (!isUpgrade(request)) {
            // A proxy passes this header on and drops the one that makes it a handshake.
            boolean dropped = request.getHeader("Sec-WebSocket-Key") != null;
            throw new HttpError(426, "upgrade-required", "this address is for WebSocket connections" + (dropped
                    ? ", and a proxy dropped the header Upgrade of this one; let it pass on Upgrade and Connection"
                    : ""), Map.of("Upgrade", "websocket", "Connection", "Upgrade"));
        }
        if (hasBody(request)) {
            throw HttpError.badRequest("a request for a WebSocket has no body");
        }
        opening.put(request, new CompletableFuture<>()); // before it is answered: closeAll, on its own thread, then misses nobody
        if (goesAway) {
            answered(request);
            throw new HttpError(503, "going-away", "the server goes away");
        }
        request.toWebSocket().onComplete(answer -> {
            try {
                if (answer.succeeded()) {
                    begin(answer.result(), opened);
                }
            } finally {
                answered(request);
            }
        });
    }

    private static boolean hasBody(HttpServerRequest request) {
        return request.getHeader("Transfer-Encoding") != null
                || !Objects.requireNonNullElse(request.getHeader("Content-Length"), "0").equals("0");
    }

    private void answered(HttpServerRequest request) {
        var handshake = opening.remove(request);
        if (handshake != null) {
            handshake.complete(null);
        }
    }

    private void begin(ServerWebSocket socket, Opened opened) {
        open.put(socket, Watching.NOTHING);
        UnreadPings.leaveUnanswered(Connections.context(socket));
        socket.exceptionHandler(failure -> failed(socket, failure));
        opened.opened(socket);
        if (goesAway) {
            sayBye(socket);
        }
    }

    /// The HTTP library calls for frames that break RFC 6455, and for messages that are too long; it would close with 1000 in the
    /// first case and go on in the second.
    private void failed(ServerWebSocket socket, Throwable failure) {
        if (failure instanceof CorruptedWebSocketFrameException broken) {
            refuse(socket, (short) broken.closeStatus().code(), broken.closeStatus().reasonText());
        } else if (failure instanceof IllegalStateException) {
            refuse(socket, TOO_LARGE, "the message is too large");
        }
    }

    void refuse(ServerWebSocket socket, short code, String reason) {
        end(socket); // first: nothing may follow the close frame
        socket.close(code, reason);
    }

    private void end(ServerWebSocket socket) {
        var watching = open.remove(socket);
        if (watching != null) {
            watching.end.run();
        }
    }

    private void pull(ServerWebSocket socket, Camera camera, PullSession.Encoding encoding) {
        var session = new PullSession(new Outlet(Connections.context(socket)), camera.track(), encoding, patience.get(),
                () -> refuse(socket, GOING_AWAY, "no sign of life"));
        var rate = new MessageRate(MOST_MESSAGES_PER_SECOND);
        socket.textMessageHandler(text -> {
            if (rate.allows(System.nanoTime())) {
                session.request();
            } else {
                refuse(socket, TOO_MANY, "too many messages");
            }
        });
        socket.binaryMessageHandler(bytes -> refuse(socket, NOT_UNDERSTOOD, "a request for a frame is a text message"));
        watching(socket, session::close, () -> {
            if (isGone(camera)) {
                refuse(socket, NO_SUCH_CAMERA, GONE);
            }
        });
    }

    private boolean isGone(Camera camera) {
        return hub.camera(camera.name()).isEmpty();
    }

    /// Shows a camera's stream to a player, whose own messages mean nothing.
    ///
    /// @param stream the camera's, as it is when this is asked; nothing while there is no such camera
    void jsmpeg(ServerWebSocket socket, Supplier<Optional<Broadcast>> stream, boolean header) {
        stream.get().ifPresentOrElse(first -> jsmpeg(socket, first, stream, header),
                () -> refuse(socket, NO_SUCH_CAMERA, "there is no camera of that name"));
    }

    private void jsmpeg(ServerWebSocket socket, Broadcast first, Supplier<Optional<Broadcast>> stream, boolean header) {
        var session = new JsmpegSession(new Outlet(Connections.context(socket)), first, stream, header, patience.get(),
                () -> refuse(socket, GOING_AWAY, "no sign of life"));
        var rate = new MessageRate(MOST_UNHEARD_MESSAGES_PER_SECOND);
        socket.frameHandler(frame -> {
            if (!rate.allows(System.nanoTime())) {
                refuse(socket, TOO_MANY, "too many messages");
            }
        });
        watching(socket, session::close, () -> {
            if (stream.get().isEmpty()) {
                refuse(socket, NO_SUCH_CAMERA, GONE);
            } else {
                session.streamChanged();
            }
        });
    }

    private void full(ServerWebSocket socket, @Nullable Camera camera) {
        var around = new LiveSession.Surroundings(hub, renditions, version, epochMicros, patience.get(),
                () -> bye(socket, GOING_AWAY, "no sign of life"));
        var outlet = new Outlet(Connections.context(socket));
        var session = new LiveSession(outlet, around, camera);
        var rate = new MessageRate(MOST_MESSAGES_PER_SECOND);
        socket.textMessageHandler(text -> {
            understood(socket, rate, () -> session.text(LiveMessages.text(text)));
            if (outlet.isClogged()) {
                refuse(socket, TOO_MANY, "asks for more answers than it reads");
            }
        });
        Acknowledgements.listen(Connections.context(socket),
                bytes -> understood(socket, rate, () -> session.acknowledged(LiveMessages.acknowledgement(bytes))));
        socket.binaryMessageHandler(bytes -> understood(socket, rate,
                () -> session.acknowledged(LiveMessages.acknowledgement(Unpooled.wrappedBuffer(bytes.getBytes())))));
        watching(socket, session::close, () -> {
            if (!session.camerasChanged()) {
                bye(socket, NO_SUCH_CAMERA, GONE);
            }
        });
    }

    /// Something that a client's message makes happen.
    private interface Reaction {
        void react() throws ProtocolException;
    }

    private void understood(ServerWebSocket socket, MessageRate rate, Reaction reaction) {
        if (!rate.allows(System.nanoTime())) {
            refuse(socket, TOO_MANY, "too many messages");
            return;
        }
        try {
            reaction.react();
        } catch (ProtocolException e) {
            refuse(socket, NOT_UNDERSTOOD, String.valueOf(e.getMessage()));
        }
    }

    /// @param camerasChanged called on the connection's event loop when cameras have come or gone
    private void watching(ServerWebSocket socket, Runnable end, Runnable camerasChanged) {
        socket.closeHandler(nothing -> end(socket));
        open.replace(socket, new Watching(camerasChanged, end));
        camerasChanged.run(); // it may have gone since it was looked up
    }

    /// Cameras have come or gone: who watches one that is no longer there is told.
    void camerasChanged() {
        open.forEach((socket, watching) -> Connections.context(socket).executor().execute(watching.camerasChanged));
    }

    private void bye(ServerWebSocket socket, short code, String reason) {
        if (LiveMessages.PROTOCOL.equals(socket.subProtocol())) {
            socket.writeTextMessage(LiveMessages.bye(code, reason, code != NO_SUCH_CAMERA));
        }
        refuse(socket, code, reason);
    }

    /// Tells every viewer that the server goes away, and closes its connection. Nobody is let in any more.
    ///
    /// @return done when each has been told, as far as its connection takes it
    CompletableFuture<Void> closeAll() {
        goesAway = true;
        var told = open.keySet().stream()
                .map(socket -> CompletableFuture.runAsync(() -> sayBye(socket), Connections.context(socket).executor()));
        return CompletableFuture.allOf(Stream.concat(told, opening.values().stream()).toArray(CompletableFuture[]::new));
    }

    private void sayBye(ServerWebSocket socket) {
        if (open.containsKey(socket)) {
            bye(socket, GOING_AWAY, "the server goes away");
        }
    }

    /// Connections that are open.
    int count() {
        return open.size();
    }
}
