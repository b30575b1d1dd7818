package dev.oriel.frame;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads MPEG-TS packets that carry MPEG-1 video (ISO/IEC 13818-1, 2.4.3): as much as it takes to unwrap the video.
///
/// Threads: any; without state.
public final class TransportStream {

    /// Bytes of a packet.
    public static final int PACKET_BYTES = 188;
    /// The first byte of each packet.
    public static final int SYNC = 0x47;

    private static final int NULL_PACKET = 0x1fff;

    private TransportStream() {
    }

    /// The payload of the video in these packets, in a [Packet#buffer(int)] that is the caller's; empty where they have none.
    ///
    /// @param packets whole ones; stays the caller's, indexes and all
    /// @param state   what was known of the stream before, from the last call
    public static ByteBuf video(ByteBuf packets, Progress state) {
        var video = Packet.buffer(packets.readableBytes());
        int end = packets.writerIndex() - PACKET_BYTES;
        for (int at = packets.readerIndex(); at <= end; at += PACKET_BYTES) {
            if (packets.getByte(at) == SYNC) {
                payload(packets, at, state, video);
            }
        }
        return video;
    }

    /// Which packets carry the video: known from its first PES header on.
    public static final class Progress {
        private int videoId = NULL_PACKET;
    }

    private static void payload(ByteBuf packets, int at, Progress state, ByteBuf video) {
        int word = packets.getInt(at);
        int id = word >> 8 & 0x1fff;
        int start = at + 4 + ((word & 0x20) == 0 ? 0 : 1 + packets.getUnsignedByte(at + 4));
        int end = at + PACKET_BYTES;
        if ((word & 0x10) == 0 || start >= end) {
            return;
        }
        boolean begins = (word & 0x400000) != 0;
        if (begins && isVideo(packets, start, end)) {
            state.videoId = id;
            start += 9 + packets.getUnsignedByte(start + 8);
        } else if (begins && id == state.videoId) {
            state.videoId = NULL_PACKET;
        }
        if (id == state.videoId && start < end) {
            video.writeBytes(packets, start, end - start);
        }
    }

    /// A PES header of one of the sixteen video streams.
    private static boolean isVideo(ByteBuf packets, int start, int end) {
        return end - start >= 9 && packets.getMedium(start) == 1 && (packets.getByte(start + 3) & 0xf0) == 0xe0;
    }

    /// Width and height of a stream's pictures, in pixels.
    public record PictureSize(int width, int height) {}

    /// The size in the first sequence header (ISO/IEC 11172-2, 2.4.2.3) of these bytes, or null where there is none.
    public static @Nullable PictureSize pictureSize(ByteBuf video) {
        for (int at = video.readerIndex(); at <= video.writerIndex() - 7; at++) {
            if (video.getInt(at) == 0x1b3) {
                int sizes = video.getUnsignedMedium(at + 4);
                return new PictureSize(sizes >> 12, sizes & 0xfff);
            }
        }
        return null;
    }
}
