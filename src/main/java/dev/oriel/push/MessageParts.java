package dev.oriel.push;

import dev.oriel.frame.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/// Makes messages of a WebSocket's frames, which a proxy may have divided (RFC 6455, section 5.4).
///
/// Threads: one at a time.
final class MessageParts implements AutoCloseable {
    private final int mostBytes;
    private @Nullable ByteBuf begun;
    private boolean text;

    MessageParts(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /// True where the message that was returned last is a text.
    boolean isText() {
        return text;
    }

    /// Takes a frame; returns the message that it completes, which is the caller's to release, or null.
    ///
    /// @throws ProtocolException when the message becomes too long
    @Nullable
    ByteBuf add(WebSocketFrame frame) throws ProtocolException {
        if (!(frame instanceof ContinuationWebSocketFrame)) {
            text = frame instanceof TextWebSocketFrame;
            if (frame.isFinalFragment()) {
                return frame.content().retain();
            }
            close();
            begun = Unpooled.buffer();
        }
        var message = begun;
        if (message == null) {
            throw new ProtocolException("a frame that continues nothing");
        } else if (message.readableBytes() + frame.content().readableBytes() > mostBytes) {
            throw new ProtocolException("a message of more than " + mostBytes + " bytes");
        }
        message.writeBytes(frame.content());
        if (!frame.isFinalFragment()) {
            return null;
        }
        begun = null;
        return message;
    }

    /// Forgets an unfinished message.
    @Override
    public void close() {
        if (begun != null) {
            begun.release();
            begun = null;
        }
    }
}
