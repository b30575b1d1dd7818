package dev.oriel.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Counts the pictures in MPEG-TS as it comes, wherever its pieces begin and end: the beginnings of video PES packets
/// (ISO/IEC 13818-1, 2.4.3). Everything else is skipped where it lies.
///
/// Threads: one. Allocates nothing per packet.
final class TransportReader {
    private static final int PACKET_BYTES = 188;
    private static final int SYNC = 0x47;
    private static final int BEGINS = 0x40;

    private final Runnable picture;
    private final ByteBuf header = Unpooled.buffer(PACKET_BYTES, PACKET_BYTES);
    private int at;
    private boolean begins;

    /// @param picture told of each picture's beginning
    TransportReader(Runnable picture) {
        this.picture = picture;
    }

    /// Reads `length` bytes of `in` from `from` on, and leaves its indexes alone.
    void read(ByteBuf in, int from, int length) {
        int end = from + length;
        for (int i = from; i < end;) {
            if (at == 0) {
                if (in.getByte(i) == SYNC) {
                    at = 1;
                }
                i++;
            } else if (at == 1) {
                begins = (in.getByte(i) & BEGINS) != 0;
                header.clear().writeByte(SYNC).writeByte(in.getByte(i));
                at = 2;
                i++;
            } else {
                i += rest(in, i, end - i);
            }
        }
    }

    private int rest(ByteBuf in, int from, int available) {
        int count = Math.min(PACKET_BYTES - at, available);
        if (begins) {
            header.writeBytes(in, from, count);
        }
        at += count;
        if (at == PACKET_BYTES) {
            at = 0;
            if (begins && isVideo()) {
                picture.run();
            }
        }
        return count;
    }

    /// True for the header of one of the sixteen video streams.
    private boolean isVideo() {
        int control = header.getByte(3);
        int start = 4 + ((control & 0x20) == 0 ? 0 : 1 + header.getUnsignedByte(4));
        return (control & 0x10) != 0 && start + 4 <= PACKET_BYTES && header.getMedium(start) == 1
                && (header.getByte(start + 3) & 0xf0) == 0xe0;
    }
}
