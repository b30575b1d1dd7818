package dev.oriel.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/// Leaves pings unanswered while the client does not read what it was sent: answers to a flood of them would pile up here.
///
/// Threads: the connection's event loop.
final class UnreadPings extends ChannelInboundHandlerAdapter {
    private UnreadPings() {
    }

    /// Begins on a connection that is a WebSocket.
    ///
    /// @param connection where the HTTP library's own handler stands
    static void leaveUnanswered(ChannelHandlerContext connection) {
        connection.pipeline().addBefore(connection.name(), "oriel.pings", new UnreadPings());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof PingWebSocketFrame && !context.channel().isWritable()) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }
}
