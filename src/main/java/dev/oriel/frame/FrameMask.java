package dev.oriel.frame;

import io.netty.buffer.ByteBuf;
import java.util.function.IntSupplier;

/// Masks complete WebSocket frames: a client's frames carry a random mask each (RFC 6455, section 5.3), a server's do not.
///
/// Threads: any.
public final class FrameMask {
    private static final int MASKED = 0x80;
    private static final int MASK_BYTES = 4;

    private FrameMask() {
    }

    /// Appends a masked copy of each frame to `masked`.
    ///
    /// @param frames complete frames without masks, one behind the other; the reader index stays
    /// @param masked where the copies go
    /// @param masks  gives a new random mask for each frame
    public static void copy(ByteBuf frames, ByteBuf masked, IntSupplier masks) {
        int at = frames.readerIndex();
        while (at < frames.writerIndex()) {
            int said = frames.getByte(at + 1) & 0x7f;
            int headBytes = said == 127 ? 10 : said == 126 ? 4 : 2;
            int payloadBytes = said == 127
                    ? Math.toIntExact(frames.getLong(at + 2))
                    : said == 126 ? frames.getUnsignedShort(at + 2) : said;
            int mask = masks.getAsInt();
            masked.writeByte(frames.getByte(at));
            length(payloadBytes, masked);
            masked.writeInt(mask).ensureWritable(payloadBytes);
            payload(frames, at + headBytes, payloadBytes, masked, mask);
            at += headBytes + payloadBytes;
        }
    }

    /// A length has to be said in as few bytes as it can.
    private static void length(int payloadBytes, ByteBuf masked) {
        if (payloadBytes < 126) {
            masked.writeByte(MASKED | payloadBytes);
        } else if (payloadBytes <= 0xffff) {
            masked.writeByte(MASKED | 126).writeShort(payloadBytes);
        } else {
            masked.writeByte(MASKED | 127).writeLong(payloadBytes);
        }
    }

    private static void payload(ByteBuf from, int start, int count, ByteBuf into, int mask) {
        long twice = (long) mask << 32 | (mask & 0xffff_ffffL);
        int done = 0;
        for (; done + 8 <= count; done += 8) {
            into.writeLong(from.getLong(start + done) ^ twice);
        }
        for (; done < count; done++) {
            into.writeByte(from.getByte(start + done) ^ (mask >>> (24 - 8 * (done % MASK_BYTES))));
        }
    }

    /// Bytes that masks add to so many frames.
    public static int extraBytes(int frames) {
        return frames * MASK_BYTES;
    }
}
