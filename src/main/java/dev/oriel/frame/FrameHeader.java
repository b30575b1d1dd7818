package dev.oriel.frame;

import io.netty.buffer.ByteBuf;

/// The 24 bytes in front of every picture of the `oriel.v1` protocol, big-endian.
///
/// | offset | size | field |
/// |---|---|---|
/// | 0 | 1 | kind |
/// | 1 | 1 | camera |
/// | 2 | 2 | header length in bytes; a reader skips what it does not know |
/// | 4 | 4 | sequence, unsigned |
/// | 8 | 8 | capture time, microseconds since 1970-01-01 UTC |
/// | 16 | 2+2 | width, height in pixels |
/// | 20 | 4 | microseconds between capture and publication, unsigned |
///
/// @param kind                one of the constants below
/// @param camera              the server's number of the camera, 0 to 255
/// @param sequence            the frame's number, 0 to 2^32 - 1
/// @param capturedAtMicros    microseconds since the epoch
/// @param widthPixels         0 to 65535
/// @param heightPixels        0 to 65535
/// @param publishedAfterMicros microseconds from capture to publication, 0 to 2^32 - 1
public record FrameHeader(int kind, int camera, long sequence, long capturedAtMicros, int widthPixels, int heightPixels,
        long publishedAfterMicros) {

    /// Announces the picture that follows, so that a client can time its arrival.
    public static final int ANNOUNCEMENT = 0;
    /// A JPEG follows the header.
    public static final int JPEG = 1;
    /// An H.264 access unit follows, an IDR picture with its parameter sets in front.
    public static final int H264_KEY_FRAME = 2;
    /// An H.264 access unit follows that builds on those before it.
    public static final int H264_DELTA = 3;
    /// Of a packet that goes out without its header. No message carries it.
    public static final int UNSENT = 255;
    /// Bytes of a header as this version writes it.
    public static final int LENGTH = 24;

    private static final long UNSIGNED_INT_MAX = 0xffff_ffffL;

    public FrameHeader {
        if (kind < 0 || kind > 255 || camera < 0 || camera > 255) {
            throw new IllegalArgumentException("kind " + kind + ", camera " + camera);
        }
        if (sequence < 0 || sequence > UNSIGNED_INT_MAX) {
            throw new IllegalArgumentException("sequence " + sequence);
        }
        if (widthPixels < 0 || widthPixels > 0xffff || heightPixels < 0 || heightPixels > 0xffff) {
            throw new IllegalArgumentException("size " + widthPixels + "x" + heightPixels);
        }
        publishedAfterMicros = Math.clamp(publishedAfterMicros, 0, UNSIGNED_INT_MAX);
    }

    /// Writes the header at `index` without moving the buffer's indexes.
    public void set(ByteBuf buffer, int index) {
        buffer.setByte(index, kind);
        buffer.setByte(index + 1, camera);
        buffer.setShort(index + 2, LENGTH);
        buffer.setInt(index + 4, (int) sequence);
        buffer.setLong(index + 8, capturedAtMicros);
        buffer.setShort(index + 16, widthPixels);
        buffer.setShort(index + 18, heightPixels);
        buffer.setInt(index + 20, (int) publishedAfterMicros);
    }

    /// Reads a header and leaves the buffer's reader index at the picture behind it, whatever the sender's header length.
    ///
    /// @throws ProtocolException when the message is too short, or names a length shorter than a header or longer than itself
    public static FrameHeader read(ByteBuf message) throws ProtocolException {
        if (message.readableBytes() < LENGTH) {
            throw new ProtocolException("a message of " + message.readableBytes() + " bytes is shorter than its header");
        }
        int start = message.readerIndex();
        int length = message.getUnsignedShort(start + 2);
        if (length < LENGTH || length > message.readableBytes()) {
            throw new ProtocolException("header length " + length + " in a message of " + message.readableBytes() + " bytes");
        }
        message.skipBytes(length);
        return new FrameHeader(message.getUnsignedByte(start), message.getUnsignedByte(start + 1),
                message.getUnsignedInt(start + 4), message.getLong(start + 8), message.getUnsignedShort(start + 16),
                message.getUnsignedShort(start + 18), message.getUnsignedInt(start + 20));
    }
}
