package dev.oriel.web;

import dev.oriel.limits.MemoryBudget;
import dev.oriel.observe.LogOncePerKey;
import dev.oriel.time.SystemClocks;
import dev.oriel.view.LiveMessages;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections that have become WebSockets: how they begin, what each does when cameras have changed, and how they end.
///
/// Threads: any; what concerns one connection happens on its event loop.
final class OpenSockets {
    private static final Logger LOG = LoggerFactory.getLogger(OpenSockets.class);

    private static final LogOncePerKey FAILURES = new LogOncePerKey(LOG, "failed connections", SystemClocks.NANOS);

    /// Close codes of the contract.
    static final short GOING_AWAY = 1001;
    static final short NOT_UNDERSTOOD = 1003;
    static final short TOO_LARGE = 1009;
    static final short NOT_LOGGED_IN = 4401;
    static final short NOT_ALLOWED = 4403;
    static final short NO_SUCH_CAMERA = 4404;
    static final short TAKEN = 4409;
    static final short TOO_MANY = 4429;

    /// What is said to whoever watches with a credential that is no longer good.
    static final String ENDED = "the login, key or link has ended";

    private static final int MOST_MESSAGES_PER_SECOND = 5000;

    private final MemoryBudget messages;
    private final Refused refused;
    private final LongSupplier nanoTime;
    private final RunningAccess running;
    private final Map<ServerWebSocket, Watching> open = new ConcurrentHashMap<>();
    /// Handshakes that may have been answered already, each done when its connection is in [#open] or has failed.
    private final Map<HttpServerRequest, CompletableFuture<Void>> opening = new ConcurrentHashMap<>();
    /// Connections whose TCP connection is there, refused ones too.
    private final AtomicInteger connected = new AtomicInteger();
    private volatile boolean goesAway;

    /// An open connection: what it does when cameras have come or gone, when its credential opens something else, and at its end; all are
    /// called on its event loop.
    ///
    /// @param access      what its credential opens
    /// @param hearsTexts  true for a client that understands our messages whatever subprotocol was agreed on
    private record Watching(Access access, Runnable camerasChanged, Runnable accessChanged, Runnable end, boolean hearsTexts) {}

    /// Who is told of connections that are closed with a code.
    interface Refused {
        void refused(ServerWebSocket socket, short code, String reason);
    }

    /// @param messages what clients' unfinished messages are taken from
    /// @param running  that they belong to
    /// @param nanoTime a clock as [System#nanoTime]
    OpenSockets(MemoryBudget messages, RunningAccess running, Refused refused, LongSupplier nanoTime) {
        this.messages = messages;
        this.running = running;
        this.refused = refused;
        this.nanoTime = nanoTime;
    }

    /// The clock of all of them, as [System#nanoTime].
    LongSupplier nanoTime() {
        return nanoTime;
    }

    static boolean isUpgrade(HttpServerRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    /// True for a handshake whose `Upgrade` a proxy dropped: it passes on the header that only a handshake has.
    static boolean lacksUpgrade(HttpServerRequest request) {
        return !isUpgrade(request) && request.getHeader("Sec-WebSocket-Key") != null;
    }

    // --- the beginning

    /// For addresses that old clients know, which may offer subprotocols that mean nothing here.
    void upgradeOld(HttpServerRequest request, Access access, Consumer<ServerWebSocket> opened) {
        Subprotocols.takeFirst(request);
        upgrade(request, access, opened);
    }

    /// Answers the handshake. The connection ends when its credential opens nothing any more.
    ///
    /// @param access what the credential opens
    /// @throws HttpError when the request asks for no WebSocket
    void upgrade(HttpServerRequest request, Access access, Consumer<ServerWebSocket> opened) {
        if (!isUpgrade(request)) {
            throw new HttpError(426, "upgrade-required", "this address is for WebSocket connections" + (lacksUpgrade(request)
                    ? ", and a proxy dropped the header Upgrade of this one; let it pass on Upgrade and Connection (nginx:"
                            + " proxy_set_header Upgrade $http_upgrade)"
                    : ""), Map.of("Upgrade", "websocket", "Connection", "Upgrade"));
        }
        if (Connections.announcesBody(request)) {
            throw HttpError.badRequest("a request for a WebSocket has no body");
        }
        opening.put(request, new CompletableFuture<>()); // before it is answered: closeAll, on its own thread, then misses nobody
        if (goesAway) {
            answered(request);
            throw new HttpError(503, "going-away", "the server goes away");
        }
        Subprotocols.joinLines(request);
        request.toWebSocket().onComplete(answer -> {
            try {
                if (answer.succeeded()) {
                    begin(answer.result(), access, opened);
                }
            } finally {
                answered(request);
            }
        });
    }

    private void answered(HttpServerRequest request) {
        var handshake = opening.remove(request);
        if (handshake != null) {
            handshake.complete(null);
        }
    }

    private void begin(ServerWebSocket socket, Access access, Consumer<ServerWebSocket> opened) {
        var connection = Connections.context(socket);
        connected.incrementAndGet();
        connection.channel().closeFuture().addListener(closed -> connected.decrementAndGet());
        open.put(socket, new Watching(access, () -> {}, () -> {}, () -> {}, false));
        var credential = running.begin(access, connection.executor(), () -> accessChanged(socket));
        connection.channel().closeFuture().addListener(closed -> credential.close());
        var frames = new IncomingFrames(messages.open(), nanoTime, why -> refuse(socket, TOO_MANY, why));
        frames.allow(MOST_MESSAGES_PER_SECOND);
        frames.listen(connection);
        RequestMemory.end(connection);
        UnreadPings.leaveUnanswered(connection);
        BrokenFrames.report(connection, (code, why) -> refuse(socket, code, why));
        connection.channel().attr(Connections.FRAMES).set(frames);
        socket.exceptionHandler(failure -> failed(socket, failure));
        socket.closeHandler(nothing -> end(socket));
        attempt(socket, () -> opened.accept(socket));
        accessChanged(socket); // it may have changed since it was looked up
        if (goesAway) {
            sayBye(socket);
        }
    }

    /// What the client says on that connection.
    static IncomingFrames frames(ServerWebSocket socket) {
        return Connections.context(socket).channel().attr(Connections.FRAMES).get();
    }

    /// The HTTP library calls for messages that are too long, and would go on. Any other failure ends the connection at once.
    private void failed(ServerWebSocket socket, Throwable failure) {
        if (failure instanceof IllegalStateException || failure instanceof TooLongFrameException) {
            refuse(socket, TOO_LARGE, "the message is too large");
        } else if (failure instanceof IOException || failure instanceof CodecException || failure instanceof VertxException) {
            LOG.debug("connection failed: {}", failure.toString()); // the client's, or the network's
            cut(socket);
        } else {
            broken(socket, failure);
        }
    }

    private void broken(ServerWebSocket socket, Throwable failure) {
        FAILURES.error("a WebSocket failed and was closed", failure);
        cut(socket);
    }

    private void cut(ServerWebSocket socket) {
        end(socket);
        Connections.context(socket).close();
    }

    /// Runs what a message of the client makes happen. Where that fails in a way that it should not, with an [Error] too, the connection
    /// ends, and nobody else notices.
    void attempt(ServerWebSocket socket, Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            broken(socket, e);
        }
    }

    // --- while it is open

    /// @param end            called on the connection's event loop at its end
    /// @param camerasChanged called there when cameras have come or gone, or its holder sees others
    void watching(ServerWebSocket socket, Runnable end, Runnable camerasChanged) {
        open.computeIfPresent(socket, (same, before) -> new Watching(before.access, camerasChanged, () -> {
            if (!endIfOver(socket, before)) {
                camerasChanged.run();
            }
        }, end, LiveMessages.PROTOCOL.equals(socket.subProtocol())));
        camerasChanged.run(); // it may have gone since it was looked up
    }

    /// A publisher's connection, which hears texts.
    ///
    /// @param end           called on its event loop when it ends
    /// @param accessChanged called there when its credential opens something else
    void publishing(ServerWebSocket socket, Runnable end, Runnable accessChanged) {
        open.computeIfPresent(socket, (same, before) -> new Watching(before.access, () -> {}, accessChanged, end, true));
    }

    /// Closes because there is no such camera, or none any more, for the holder; or because he is none any more.
    void noCamera(ServerWebSocket socket, String reason) {
        var watching = open.get(socket);
        if (watching == null || !endIfOver(socket, watching)) {
            bye(socket, NO_SUCH_CAMERA, reason);
        }
    }

    /// True when the credential opens nothing any more.
    private boolean endIfOver(ServerWebSocket socket, Watching watching) {
        boolean isOver = watching.access.principal().isEmpty();
        if (isOver) {
            bye(socket, NOT_LOGGED_IN, ENDED);
        }
        return isOver;
    }

    private void accessChanged(ServerWebSocket socket) {
        var watching = open.get(socket);
        if (watching != null) {
            attempt(socket, watching.accessChanged);
        }
    }

    /// Cameras have come or gone: viewers of one that is no longer there are told.
    ///
    /// @return done when all have been told
    CompletableFuture<Void> camerasChanged() {
        return CompletableFuture.allOf(open.entrySet().stream()
                .map(entry -> onItsLoop(entry.getKey(), () -> attempt(entry.getKey(), entry.getValue().camerasChanged)))
                .toArray(CompletableFuture[]::new));
    }

    private static CompletableFuture<Void> onItsLoop(ServerWebSocket socket, Runnable step) {
        try {
            return CompletableFuture.runAsync(step, Connections.context(socket).executor());
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null); // its loop has ended, and it has with it
        }
    }

    /// Connections whose TCP connection is there.
    int count() {
        return connected.get();
    }

    // --- the end

    /// Closes with that code. Nothing that the client says counts any more, and it is gone in a few seconds whatever it does.
    void refuse(ServerWebSocket socket, short code, String reason) {
        if (open.containsKey(socket)) {
            refused.refused(socket, code, reason);
        }
        end(socket); // first: nothing may follow the close frame
        socket.close(code, reason);
        frames(socket).refuse(Connections.context(socket));
    }

    /// Closes with that code, and says in a message before whether to come back, to those who understand it.
    void bye(ServerWebSocket socket, short code, String reason) {
        var watching = open.get(socket);
        if (watching != null && watching.hearsTexts) {
            socket.writeTextMessage(LiveMessages.bye(code, reason, code == GOING_AWAY || code == TOO_MANY));
        }
        refuse(socket, code, reason);
    }

    private void end(ServerWebSocket socket) {
        var watching = open.remove(socket);
        if (watching != null) {
            watching.end.run();
        }
    }

    /// Tells every viewer that the server goes away, and closes its connection. Nobody is let in any more.
    ///
    /// @return done when each has been told, as far as its connection takes it
    CompletableFuture<Void> closeAll() {
        goesAway = true;
        var told = open.keySet().stream().map(socket -> onItsLoop(socket, () -> sayBye(socket)));
        return CompletableFuture.allOf(Stream.concat(told, opening.values().stream()).toArray(CompletableFuture[]::new));
    }

    private void sayBye(ServerWebSocket socket) {
        if (open.containsKey(socket)) {
            bye(socket, GOING_AWAY, "the server goes away");
        }
    }
}
