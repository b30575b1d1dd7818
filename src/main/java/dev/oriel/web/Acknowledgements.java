package dev.oriel.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import java.util.function.Consumer;

/// Takes a viewer's acknowledgements off its connection before they are decoded and made messages of: they are by far what viewers
/// say most often. Anything else passes, also binary messages that are in fragments, that come in parts or have another length.
///
/// Threads: the connection's event loop.
final class Acknowledgements extends ChannelInboundHandlerAdapter {
    private static final String NAME = "oriel.acknowledgements";
    /// RFC 6455, section 5.2: the whole of a binary message, masked, with a length that is said in one byte.
    private static final int BINARY_FINAL = 0x82;
    private static final int MASKED = 0x80;
    private static final int SHORT_BYTES = 5;
    private static final int LONG_BYTES = 9;
    private static final int HEAD_BYTES = 6;

    private final Consumer<ByteBuf> listener;
    private final FrameBoundaries boundaries = new FrameBoundaries();
    private boolean passed = true;

    Acknowledgements(Consumer<ByteBuf> listener) {
        this.listener = listener;
    }

    /// Begins to listen on a connection that is a WebSocket, between two of its messages.
    ///
    /// @param connection where the HTTP library's own handler stands
    /// @param listener   takes each message's bytes, which are valid during the call only
    static void listen(ChannelHandlerContext connection, Consumer<ByteBuf> listener) {
        var decoder = connection.pipeline().context(WebSocketFrameDecoder.class);
        connection.pipeline().addBefore(decoder.name(), NAME, new Acknowledgements(listener));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes && takesAll(bytes)) {
            bytes.release();
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

    /// Takes the acknowledgements that come first; false when bytes are left to whom it concerns.
    private boolean takesAll(ByteBuf bytes) {
        try {
            while (boundaries.isBetweenMessages() && isAcknowledgement(bytes)) {
                take(bytes);
            }
        } catch (RuntimeException e) {
            bytes.release();
            throw e;
        }
        boundaries.follow(bytes);
        return !bytes.isReadable();
    }

    private static boolean isAcknowledgement(ByteBuf bytes) {
        int readable = bytes.readableBytes();
        if (readable < HEAD_BYTES + SHORT_BYTES) {
            return false;
        }
        int head = bytes.getUnsignedShort(bytes.readerIndex());
        return head == (BINARY_FINAL << 8 | MASKED | SHORT_BYTES)
                || (head == (BINARY_FINAL << 8 | MASKED | LONG_BYTES) && readable >= HEAD_BYTES + LONG_BYTES);
    }

    private void take(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int length = bytes.getByte(at + 1) & ~MASKED & 0xff;
        for (int i = 0; i < length; i++) {
            int unmasked = bytes.getByte(at + HEAD_BYTES + i) ^ bytes.getByte(at + 2 + i % 4);
            bytes.setByte(at + HEAD_BYTES + i, unmasked);
        }
        bytes.skipBytes(HEAD_BYTES);
        listener.accept(bytes.readSlice(length));
    }
}
