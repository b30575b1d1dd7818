package dev.oriel.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;

/// Keeps frames that break RFC 6455, or are too long, from the HTTP library: it would close the connection at once, and a client that is
/// still sending would hear of a broken connection, and not why.
///
/// Threads: the connection's event loop.
final class BrokenFrames extends ChannelInboundHandlerAdapter {
    private final Listener listener;

    /// Decides on a client that has sent such a frame.
    interface Listener {
        /// @param code with which RFC 6455 closes
        void broken(short code, String why);
    }

    private BrokenFrames(Listener listener) {
        this.listener = listener;
    }

    /// Begins on a connection that is a WebSocket.
    ///
    /// @param connection where the HTTP library's own handler stands
    static void report(ChannelHandlerContext connection, Listener listener) {
        connection.pipeline().addBefore(connection.name(), "oriel.broken", new BrokenFrames(listener));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        if (failure instanceof CorruptedWebSocketFrameException broken) {
            listener.broken((short) broken.closeStatus().code(), broken.closeStatus().reasonText());
        } else {
            context.fireExceptionCaught(failure);
        }
    }
}
