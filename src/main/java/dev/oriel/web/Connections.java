package dev.oriel.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AttributeKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What lies beneath the HTTP library's connections: the only use of its internals.
final class Connections {
    static final AttributeKey<Deadlines> DEADLINES = AttributeKey.valueOf("oriel.deadlines");
    static final AttributeKey<RequestLimits.Asked> ASKED = AttributeKey.valueOf("oriel.asked");
    static final AttributeKey<IncomingFrames> FRAMES = AttributeKey.valueOf("oriel.frames");

    static final AttributeKey<Boolean> IN_THE_CLEAR = AttributeKey.valueOf("oriel.inTheClear");

    private Connections() {
    }

    static ChannelHandlerContext context(HttpServerRequest request) {
        return ((ConnectionBase) request.connection()).channelHandlerContext();
    }

    static ChannelHandlerContext context(ServerWebSocket webSocket) {
        return ((WebSocketInternal) webSocket).channelHandlerContext();
    }

    /// True for plain HTTP on a port that speaks TLS.
    static boolean isInTheClear(HttpServerRequest request) {
        return context(request).channel().hasAttr(IN_THE_CLEAR);
    }

    /// How long this connection may take.
    static Deadlines deadlines(HttpServerRequest request) {
        return context(request).channel().attr(DEADLINES).get();
    }

    /// The bytes of a piece of a body, without a copy; the caller's as long as the piece is.
    static ByteBuf bytes(Buffer piece) {
        return ((BufferInternal) piece).getByteBuf();
    }

    /// True when a body follows the head of this request.
    static boolean announcesBody(HttpServerRequest request) {
        return request.getHeader("Transfer-Encoding") != null
                || !Objects.requireNonNullElse(request.getHeader("Content-Length"), "0").equals("0");
    }

    /// The client of a request, see [Gate#client].
    static String client(HttpServerRequest request, Gate gate) {
        return gate.client(peer(request), request.headers().getAll("X-Forwarded-For"));
    }

    /// True for a request that changes nothing.
    static boolean isReading(HttpServerRequest request) {
        return switch (request.method().name()) {
            case "GET", "HEAD", "OPTIONS" -> true;
            default -> false;
        };
    }

    /// What of a request the rules of the [Gate] look at.
    static Gate.Asked asked(HttpServerRequest request) {
        return new Gate.Asked(request.getHeader("Host"), request.getHeader("Origin"), request.getHeader("X-Forwarded-Host"),
                request.getHeader("X-Forwarded-Proto"), peer(request), request.isSSL());
    }

    /// What the browser says of the page that made it ask.
    static Gate.Fetch fetch(HttpServerRequest request) {
        var origin = request.getHeader("Origin");
        return new Gate.Fetch(request.getHeader("Sec-Fetch-Site"), request.getHeader("Sec-Fetch-Dest"),
                origin == null ? request.getHeader("Referer") : origin);
    }

    /// The address of whoever is at the other end of the TCP connection.
    static @Nullable InetAddress peer(HttpServerRequest request) {
        return peer(context(request));
    }

    /// The same of a WebSocket.
    static @Nullable InetAddress peer(ServerWebSocket webSocket) {
        return peer(context(webSocket));
    }

    private static @Nullable InetAddress peer(ChannelHandlerContext connection) {
        return connection.channel().remoteAddress() instanceof InetSocketAddress address ? address.getAddress() : null;
    }
}
