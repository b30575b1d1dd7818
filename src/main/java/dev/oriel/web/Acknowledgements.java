package dev.oriel.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.util.function.Consumer;

/// Takes a viewer's acknowledgements off its connection before the HTTP library makes messages of them: they are by far what
/// viewers say most often. Anything else passes, also binary messages that are in fragments or have another length.
///
/// Threads: the connection's event loop.
final class Acknowledgements extends ChannelInboundHandlerAdapter {
    private static final String NAME = "oriel.acknowledgements";

    private final Consumer<ByteBuf> listener;
    private boolean passed = true;

    private Acknowledgements(Consumer<ByteBuf> listener) {
        this.listener = listener;
    }

    /// Begins to listen on a connection that is a WebSocket.
    ///
    /// @param connection where the HTTP library's own handler stands
    /// @param listener   takes each message's bytes, which are valid during the call only
    static void listen(ChannelHandlerContext connection, Consumer<ByteBuf> listener) {
        connection.pipeline().addBefore(connection.name(), NAME, new Acknowledgements(listener));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof BinaryWebSocketFrame frame && frame.isFinalFragment() && isAcknowledgement(frame.content())) {
            try {
                listener.accept(frame.content());
            } finally {
                frame.release();
            }
        } else {
            passed = true;
            context.fireChannelRead(message);
        }
    }

    /// Who heard of no message need not hear of their end.
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (passed) {
            passed = false;
            context.fireChannelReadComplete();
        }
    }

    private static boolean isAcknowledgement(ByteBuf message) {
        int bytes = message.readableBytes();
        return bytes == 5 || bytes == 9;
    }
}
