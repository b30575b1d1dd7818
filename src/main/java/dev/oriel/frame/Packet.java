package dev.oriel.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AbstractReferenceCounted;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One packet of a track, such as a JPEG picture or a picture of a video in MPEG-TS packets, in direct memory that everybody who sends it
/// shares.
///
/// The bytes lie as they go out to a viewer, so that a packet is one write for each of them (RFC 6455, section 5.2: a server's frames are
/// not masked, so they are the same for every viewer). A JPEG is a WebSocket frame with the announcement, then a WebSocket frame with
/// header and picture; a packet of any other codec is one WebSocket frame with nothing but the content.
///
/// ```
/// JPEG:  [ 82 18 | announcement, 24 bytes ][ 82 7e/7f length | header, 24 bytes | JPEG … ]
/// other:                                   [ 82 00-7f length                    | content … ]
/// ```
///
/// A packet of a camera's own pictures may hold the decoded picture as well, or alone while no viewer takes the JPEG: it has no content then.
///
/// Ownership: a packet is reference counted and begins with one reference. Every accessor that returns a buffer returns a
/// reference of its own, which its receiver releases. Threads: any.
public final class Packet extends AbstractReferenceCounted {

    /// Bytes that a buffer keeps free in front of the content for everything above.
    public static final int HEADROOM = 64;

    private static final int BINARY_FINAL = 0x82;
    /// So many viewers make it worth to have a picture in pages that need not be copied for the next.
    private static final int MANY = 12;
    /// Of fewer bytes a copy is cheaper; what does not fit a connection's buffer goes out in parts, and pages in parts are dear.
    private static final int LEAST_PAGES_BYTES = 16 * 1024;
    private static final int MOST_PAGES_BYTES = 512 * 1024;
    /// Bytes of the objects around the content, about.
    private static final int OBJECT_BYTES = 256;

    private final ByteBuf bytes;
    private final Codec codec;
    private final FrameHeader header;
    private final boolean isKeyFrame;
    private final long publishedAtNanos;
    /// Where the message that a WebSocket carries begins: at the header, or at the content.
    private final int messageStart;
    private final int webSocketStart;
    private final int announcedStart;
    private final @Nullable DecodedPicture picture;
    private final AtomicInteger announced = new AtomicInteger();
    private volatile @Nullable SharedPages pages;

    private Packet(FrameHeader header, DecodedPicture picture, long publishedAtNanos) {
        bytes = Unpooled.EMPTY_BUFFER;
        codec = Codec.JPEG;
        this.header = header;
        this.picture = picture;
        this.publishedAtNanos = publishedAtNanos;
        isKeyFrame = true;
        messageStart = 0;
        webSocketStart = 0;
        announcedStart = 0;
    }

    private Packet(ByteBuf bytes, Codec codec, FrameHeader header, @Nullable DecodedPicture picture, boolean isKeyFrame,
            long publishedAtNanos) {
        if (bytes.readerIndex() != HEADROOM || !(bytes.isReadable() || codec.hasHeader())
                || bytes.readableBytes() > codec.mostBytes()) {
            throw new IllegalArgumentException(bytes.readableBytes() + " bytes at " + bytes.readerIndex());
        }
        this.bytes = bytes;
        this.codec = codec;
        this.header = header;
        this.picture = picture;
        this.isKeyFrame = isKeyFrame;
        this.publishedAtNanos = publishedAtNanos;
        messageStart = codec.hasHeader() ? HEADROOM - FrameHeader.LENGTH : HEADROOM;
        if (codec.hasHeader()) {
            header.set(bytes, messageStart);
        }
        webSocketStart = frame(bytes, messageStart);
        announcedStart = codec.hasHeader() ? announce(bytes, messageStart, webSocketStart) : webSocketStart;
    }

    /// Writes the head of a WebSocket frame in front of its message, and returns where it begins.
    private static int frame(ByteBuf bytes, int messageStart) {
        int length = bytes.writerIndex() - messageStart;
        int start;
        if (length <= 125) {
            start = messageStart - 2;
            bytes.setByte(start + 1, length);
        } else if (length <= 0xffff) {
            start = messageStart - 4;
            bytes.setByte(start + 1, 126).setShort(start + 2, length);
        } else {
            start = messageStart - 10;
            bytes.setByte(start + 1, 127).setLong(start + 2, length);
        }
        bytes.setByte(start, BINARY_FINAL);
        return start;
    }

    private static int announce(ByteBuf bytes, int headerStart, int before) {
        int announcementStart = before - FrameHeader.LENGTH;
        bytes.getBytes(headerStart, bytes, announcementStart, FrameHeader.LENGTH);
        bytes.setByte(announcementStart, FrameHeader.ANNOUNCEMENT);
        int start = announcementStart - 2;
        bytes.setByte(start, BINARY_FINAL).setByte(start + 1, FrameHeader.LENGTH);
        return start;
    }

    /// A buffer to write about `contentBytes` bytes into: direct, unpooled, growing, both indexes behind the headroom.
    public static ByteBuf buffer(int contentBytes) {
        return Unpooled.directBuffer(HEADROOM + contentBytes).setIndex(HEADROOM, HEADROOM);
    }

    /// Makes a packet of a JPEG that was written into a [#buffer(int)], and takes over the caller's reference to it.
    public static Packet of(ByteBuf jpeg, FrameHeader header) {
        return new Packet(jpeg, Codec.JPEG, header, null, true, 0);
    }

    /// Makes a packet of what was written into a [#buffer(int)], and takes over the caller's reference to it.
    ///
    /// @param header           its place in the camera's stream; of a JPEG, it goes out in front of the picture
    /// @param isKeyFrame       true when a decoder can begin here
    /// @param publishedAtNanos on whatever clock the publisher keeps
    /// @throws IllegalArgumentException when it is empty or more than the codec's [Codec#mostBytes()], with the reference still the caller's
    public static Packet of(ByteBuf content, Codec codec, FrameHeader header, boolean isKeyFrame, long publishedAtNanos) {
        return new Packet(content, codec, header, null, isKeyFrame, publishedAtNanos);
    }

    /// Makes a packet of a decoded picture and its JPEG, or of one of the two, and takes both over.
    ///
    /// @param jpeg written into a [#buffer(int)]
    public static Packet of(@Nullable ByteBuf jpeg, FrameHeader header, @Nullable DecodedPicture picture, long publishedAtNanos) {
        if (jpeg != null) {
            return new Packet(jpeg, Codec.JPEG, header, picture, true, publishedAtNanos);
        }
        return new Packet(header, Objects.requireNonNull(picture), publishedAtNanos);
    }

    /// Where and when the packet belongs.
    public FrameHeader header() {
        return header;
    }

    public Codec codec() {
        return codec;
    }

    /// True when a decoder can begin here.
    public boolean isKeyFrame() {
        return isKeyFrame;
    }

    public long publishedAtNanos() {
        return publishedAtNanos;
    }

    /// The decoded picture, which stays this packet's, or null where there is none.
    public @Nullable DecodedPicture picture() {
        return picture;
    }

    /// False for a decoded picture that was not encoded.
    public boolean hasContent() {
        return bytes.writerIndex() > 0;
    }

    /// Bytes of the content alone; 0 where there is none.
    public int contentBytes() {
        return Math.max(0, bytes.writerIndex() - HEADROOM);
    }

    /// The content alone: of a JPEG, the picture.
    public ByteBuf content() {
        return bytes.retainedSlice(HEADROOM, contentBytes());
    }

    /// Bytes of memory that this packet keeps, about.
    public long heldBytes() {
        return bytes.capacity() + OBJECT_BYTES + (picture == null ? 0 : picture.bytes());
    }

    /// The message that goes to a viewer, not yet framed for a WebSocket.
    public ByteBuf message() {
        return bytes.retainedSlice(messageStart, bytes.writerIndex() - messageStart);
    }

    /// The message as one complete binary WebSocket frame, to be written to a connection as it is.
    public ByteBuf webSocketFrame() {
        return bytes.retainedSlice(webSocketStart, bytes.writerIndex() - webSocketStart);
    }

    /// The announcement and the message as two complete WebSocket frames, to be written to a connection as they are.
    public ByteBuf announcedWebSocketFrames() {
        return bytes.retainedSlice(announcedStart, announcedBytes());
    }

    /// Bytes of the announcement and the message as WebSocket frames.
    public int announcedBytes() {
        return bytes.writerIndex() - announcedStart;
    }

    /// The bytes of [#announcedWebSocketFrames] in pages to send them from, once enough viewers have asked for them; else null.
    ///
    /// Ownership: they are good as long as the caller's reference to this packet.
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

    /// Adds a reference.
    @Override
    public Packet retain() {
        super.retain();
        return this;
    }

    @Override
    public Packet touch(Object hint) {
        bytes.touch(hint);
        return this;
    }

    @Override
    protected void deallocate() {
        bytes.release();
        if (picture != null) {
            picture.close();
        }
        var shared = pages;
        if (shared != null) {
            shared.close();
        }
    }

    @Override
    public String toString() {
        return header + (isKeyFrame ? ", " : ", no key frame, ") + contentBytes() + " bytes";
    }
}
