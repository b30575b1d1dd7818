package dev.oriel.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// One piece of an ordered stream, such as one picture in MPEG-TS packets, in direct memory that everybody who sends it shares.
///
/// The bytes lie as they go out to a viewer: one binary WebSocket message, its frame header in front (RFC 6455, section 5.2: a
/// server's frames are not masked, so they are the same for every viewer).
///
/// Ownership: a chunk is reference counted and begins with one reference. Every accessor that returns a buffer returns a
/// reference of its own, which its receiver releases. Threads: any.
public final class Chunk {

    /// Bytes that a buffer keeps free in front of the content.
    public static final int HEADROOM = 10;
    /// The most that one chunk may hold: a viewer's message is no longer.
    public static final int MOST_BYTES = 512 * 1024;

    private static final int BINARY_FINAL = 0x82;
    /// What the objects around the bytes take.
    private static final int OBJECT_BYTES = 256;

    private final ByteBuf bytes;
    private final int messageStart;
    private final boolean keyFrame;
    private final long publishedAtNanos;

    /// Takes over the caller's reference.
    ///
    /// @param content          from [#buffer(int)]
    /// @param keyFrame         true when a decoder can begin here
    /// @param publishedAtNanos on whatever clock the publisher keeps
    public Chunk(ByteBuf content, boolean keyFrame, long publishedAtNanos) {
        if (content.readerIndex() != HEADROOM || content.readableBytes() == 0 || content.readableBytes() > MOST_BYTES) {
            throw new IllegalArgumentException(content.readableBytes() + " bytes at " + content.readerIndex());
        }
        bytes = content;
        messageStart = frame(content);
        this.keyFrame = keyFrame;
        this.publishedAtNanos = publishedAtNanos;
    }

    private static int frame(ByteBuf content) {
        int length = content.readableBytes();
        int start;
        if (length <= 125) {
            start = HEADROOM - 2;
            content.setByte(start + 1, length);
        } else if (length <= 0xffff) {
            start = HEADROOM - 4;
            content.setByte(start + 1, 126).setShort(start + 2, length);
        } else {
            start = HEADROOM - 10;
            content.setByte(start + 1, 127).setLong(start + 2, length);
        }
        content.setByte(start, BINARY_FINAL);
        return start;
    }

    /// A buffer to write about `bytes` bytes of content into: direct, unpooled, growing, both indexes behind the headroom.
    public static ByteBuf buffer(int bytes) {
        return Unpooled.directBuffer(HEADROOM + bytes).setIndex(HEADROOM, HEADROOM);
    }

    /// True when a decoder can begin here.
    public boolean keyFrame() {
        return keyFrame;
    }

    public long publishedAtNanos() {
        return publishedAtNanos;
    }

    /// Bytes of the content alone.
    public int length() {
        return bytes.writerIndex() - HEADROOM;
    }

    /// Bytes of memory that this chunk keeps, about.
    public int heldBytes() {
        return bytes.capacity() + OBJECT_BYTES;
    }

    /// The content alone.
    public ByteBuf content() {
        return bytes.retainedSlice(HEADROOM, length());
    }

    /// The content as one complete binary WebSocket frame, to be written to a connection as it is.
    public ByteBuf webSocketFrame() {
        return bytes.retainedSlice(messageStart, bytes.writerIndex() - messageStart);
    }

    /// Adds a reference.
    public Chunk retain() {
        bytes.retain();
        return this;
    }

    /// Gives a reference back; the last one frees the memory.
    public void release() {
        bytes.release();
    }

    @Override
    public String toString() {
        return (keyFrame ? "key frame, " : "") + length() + " bytes";
    }
}
