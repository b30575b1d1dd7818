package dev.oriel.web;

import dev.oriel.frame.Jpeg;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The messages of a client that sends pictures: whole ones of up to 16 MiB, which the HTTP library neither copies nor refuses.
///
/// Control frames pass on to it. A message that is too long ends the connection with 1009: one frame through the decoder, several
/// through the listener.
///
/// Threads: the connection's event loop.
final class PictureMessages extends ChannelInboundHandlerAdapter {
    /// Of a text message, and of a picture.
    private static final int MOST_TEXT_BYTES = 64 * 1024;
    private static final int MOST_BYTES = Jpeg.MOST_BYTES;
    private static final String NAME = "oriel.pictures";

    private final Listener listener;
    /// The beginning of a message in several frames.
    private @Nullable ByteBuf begun;
    private boolean text;

    /// Receives whole messages.
    interface Listener {
        /// @param bytes the receiver's to release
        void picture(ByteBuf bytes);

        void text(String message);

        /// The message that is being sent is too long to be taken.
        void tooLong();
    }

    private PictureMessages(Listener listener) {
        this.listener = listener;
    }

    /// Begins on a connection that is a WebSocket, between two of its messages.
    ///
    /// @param connection where the HTTP library's own handler stands
    static void take(ChannelHandlerContext connection, Listener listener) {
        var pipeline = connection.pipeline();
        var decoder = pipeline.context(WebSocketFrameDecoder.class);
        var larger = new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder().expectMaskedFrames(true).allowExtensions(false)
                        .maxFramePayloadLength(MOST_BYTES).closeOnProtocolViolation(false).build());
        pipeline.addAfter(decoder.name(), NAME, new PictureMessages(listener));
        pipeline.replace(decoder.name(), decoder.name(), larger);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        switch (message) {
            case BinaryWebSocketFrame first -> begin(first, false);
            case TextWebSocketFrame first -> begin(first, true);
            case ContinuationWebSocketFrame more -> go(more);
            default -> context.fireChannelRead(message);
        }
    }

    private void begin(WebSocketFrame frame, boolean isText) {
        forget(); // the decoder has refused a message within a message
        text = isText;
        take(frame.content(), frame.isFinalFragment());
    }

    private void go(WebSocketFrame frame) {
        var before = begun;
        if (before == null) {
            frame.release();
            return;
        }
        if (before.readableBytes() + frame.content().readableBytes() > MOST_BYTES) {
            frame.release();
            forget();
            listener.tooLong();
            return;
        }
        before.writeBytes(frame.content());
        frame.release();
        begun = null;
        take(before, frame.isFinalFragment());
    }

    private void take(ByteBuf bytes, boolean whole) {
        if (text && bytes.readableBytes() > MOST_TEXT_BYTES) {
            bytes.release();
            listener.tooLong();
        } else if (!whole) {
            begun = bytes;
        } else if (text) {
            var words = bytes.toString(StandardCharsets.UTF_8);
            bytes.release();
            listener.text(words);
        } else {
            listener.picture(bytes);
        }
    }

    private void forget() {
        if (begun != null) {
            begun.release();
            begun = null;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        forget();
    }
}
