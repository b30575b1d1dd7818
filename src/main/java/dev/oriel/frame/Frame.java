package dev.oriel.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AbstractReferenceCounted;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One JPEG picture and its place in a camera's stream, in direct memory that everybody who sends it shares.
///
/// The bytes lie as they go out to a viewer, so that a frame is one write for each of them:
/// a WebSocket frame with the announcement, then a WebSocket frame with header and picture (RFC 6455, section 5.2: a server's
/// frames are not masked, so they are the same for every viewer).
///
/// ```
/// [ 82 18 | announcement, 24 bytes ][ 82 7e/7f length | header, 24 bytes | JPEG … ]
/// ```
///
/// Ownership: a frame is reference counted and begins with one reference. Every accessor that returns a buffer returns a
/// reference of its own, which its receiver releases. Threads: any.
public final class Frame extends AbstractReferenceCounted {

    /// Bytes that a buffer keeps free in front of the picture for everything above.
    public static final int HEADROOM = 64;

    private static final int BINARY_FINAL = 0x82;
    /// So many viewers make it worth to have a picture in pages that need not be copied for the next.
    private static final int MANY = 12;
    /// Of fewer bytes a copy is cheaper; what does not fit a connection's buffer goes out in parts, and pages in parts are dear.
    private static final int LEAST_PAGES_BYTES = 16 * 1024;
    private static final int MOST_PAGES_BYTES = 512 * 1024;

    private final ByteBuf bytes;
    private final FrameHeader header;
    private final int messageStart;
    private final int announcedStart;
    private final AtomicInteger announced = new AtomicInteger();
    private volatile @Nullable SharedPages pages;

    private Frame(ByteBuf bytes, FrameHeader header, int messageStart, int announcedStart) {
        this.bytes = bytes;
        this.header = header;
        this.messageStart = messageStart;
        this.announcedStart = announcedStart;
    }

    /// A buffer to write a JPEG of about `jpegBytes` bytes into: direct, unpooled, growing, both indexes behind the headroom.
    public static ByteBuf buffer(int jpegBytes) {
        return Unpooled.directBuffer(HEADROOM + jpegBytes).setIndex(HEADROOM, HEADROOM);
    }

    /// Makes a frame of a picture that was written into a [#buffer(int)], and takes over the caller's reference to it.
    public static Frame of(ByteBuf picture, FrameHeader header) {
        if (picture.readerIndex() != HEADROOM) {
            throw new IllegalArgumentException("reader index " + picture.readerIndex());
        }
        int headerStart = HEADROOM - FrameHeader.LENGTH;
        header.set(picture, headerStart);
        int length = picture.writerIndex() - headerStart;
        int messageStart;
        if (length <= 0xffff) {
            messageStart = headerStart - 4;
            picture.setByte(messageStart, BINARY_FINAL).setByte(messageStart + 1, 126).setShort(messageStart + 2, length);
        } else {
            messageStart = headerStart - 10;
            picture.setByte(messageStart, BINARY_FINAL).setByte(messageStart + 1, 127).setLong(messageStart + 2, length);
        }
        int announcementStart = messageStart - FrameHeader.LENGTH;
        picture.getBytes(headerStart, picture, announcementStart, FrameHeader.LENGTH);
        picture.setByte(announcementStart, FrameHeader.ANNOUNCEMENT);
        int announcedStart = announcementStart - 2;
        picture.setByte(announcedStart, BINARY_FINAL).setByte(announcedStart + 1, FrameHeader.LENGTH);
        return new Frame(picture, header, messageStart, announcedStart);
    }

    /// Where and when the picture belongs.
    public FrameHeader header() {
        return header;
    }

    /// Bytes of the picture alone.
    public int jpegBytes() {
        return bytes.writerIndex() - HEADROOM;
    }

    /// The JPEG alone.
    public ByteBuf jpeg() {
        return bytes.retainedSlice(HEADROOM, jpegBytes());
    }

    /// Header and JPEG: one `oriel.v1` message, not yet framed for a WebSocket.
    public ByteBuf message() {
        int start = HEADROOM - FrameHeader.LENGTH;
        return bytes.retainedSlice(start, bytes.writerIndex() - start);
    }

    /// The announcement and the message as two complete WebSocket frames, to be written to a connection as they are.
    public ByteBuf announcedWebSocketFrames() {
        return bytes.retainedSlice(announcedStart, announcedBytes());
    }

    /// The bytes of [#announcedWebSocketFrames] in pages to send them from, once enough viewers have asked for them; else null.
    ///
    /// Ownership: they are good as long as the caller's reference to this frame.
    public @Nullable SharedPages pagesForMany() {
        var ready = pages;
        return ready == null && announced.incrementAndGet() == MANY && isWorthPages() ? share() : ready;
    }

    private boolean isWorthPages() {
        return announcedBytes() >= LEAST_PAGES_BYTES && announcedBytes() <= MOST_PAGES_BYTES;
    }

    private @Nullable SharedPages share() {
        var made = SharedPages.of(bytes.slice(announcedStart, announcedBytes()));
        pages = made;
        return made;
    }

    /// Bytes of the announcement and the message as WebSocket frames.
    public int announcedBytes() {
        return bytes.writerIndex() - announcedStart;
    }

    /// The message as one complete WebSocket frame, to be written to a connection as it is.
    public ByteBuf webSocketFrame() {
        return bytes.retainedSlice(messageStart, bytes.writerIndex() - messageStart);
    }

    /// Adds a reference.
    @Override
    public Frame retain() {
        super.retain();
        return this;
    }

    @Override
    public Frame touch(Object hint) {
        bytes.touch(hint);
        return this;
    }

    @Override
    protected void deallocate() {
        bytes.release();
        var shared = pages;
        if (shared != null) {
            shared.close();
        }
    }

    @Override
    public String toString() {
        return header + ", " + jpegBytes() + " bytes";
    }
}
