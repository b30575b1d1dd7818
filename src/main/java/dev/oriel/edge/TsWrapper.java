package dev.oriel.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.function.LongSupplier;

/// Puts bare MPEG-1 video into a transport stream, picture by picture (ISO/IEC 13818-1, 2.4; ISO/IEC 11172-2, 2.4.2).
///
/// A picture ends where the next begins, so each leaves when its successor comes; programs that send so are of a time whose players
/// wait for that too.
///
/// Threads: one at a time; no I/O. Ownership: [#close] frees what waits for its rest.
final class TsWrapper implements AutoCloseable {
    /// More without another picture is no video.
    static final int MOST_WAITING_BYTES = 1024 * 1024;

    private static final int PICTURE = 0x00;
    private static final int SEQUENCE = 0xb3;
    private static final int GROUP = 0xb8;
    private static final int TABLES_PID = 0x1000;
    private static final int VIDEO_PID = 0x100;
    /// One programme whose table has the number 0x1000, and that table: MPEG-1 video, number 0x100. With their check sums.
    private static final byte[] ASSOCIATION = ByteBufUtil.decodeHexDump("0000b00d0001c100000001f0002ab104b2");
    private static final byte[] PROGRAMME = ByteBufUtil.decodeHexDump("0002b0120001c10000e100f00001e100f000459c8b46");
    private static final int PES_HEADER_BYTES = 14;
    private static final long NANOS_PER_TICK = 1_000_000_000L / 90_000;

    private final LongSupplier nanoTime;
    private final long beganNanos;
    private final ByteBuf waiting = Unpooled.buffer();
    private int scanned;
    private boolean hasPicture;
    private boolean hasSequence;
    private long lastTicks;
    private int tableCount;
    private int videoCount;

    TsWrapper(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        beganNanos = nanoTime.getAsLong();
    }

    /// Reads all readable bytes of `input`, which stays the caller's, and writes whole packets to `output`.
    void feed(ByteBuf input, ByteBuf output) {
        waiting.writeBytes(input);
        while (scanned + 4 <= waiting.readableBytes()) {
            int at = waiting.readerIndex() + scanned;
            if (waiting.getMedium(at) != 1) {
                scanned++;
                continue;
            }
            int code = waiting.getUnsignedByte(at + 3);
            boolean begins = code == PICTURE || code == SEQUENCE || code == GROUP;
            if (begins && hasPicture) {
                write(output);
            }
            hasPicture |= code == PICTURE;
            hasSequence |= code == SEQUENCE;
            scanned += 4;
        }
        waiting.discardReadBytes();
    }

    /// Bytes that wait for the next picture's beginning.
    int waitingBytes() {
        return waiting.readableBytes();
    }

    /// Writes the picture that ends where is scanned.
    private void write(ByteBuf output) {
        if (hasSequence) {
            packet(output, 0, tableCount, Unpooled.wrappedBuffer(ASSOCIATION), true, (byte) 0xff);
            packet(output, TABLES_PID, tableCount++, Unpooled.wrappedBuffer(PROGRAMME), true, (byte) 0xff);
        }
        var pes = Unpooled.buffer(PES_HEADER_BYTES + scanned);
        int length = scanned + PES_HEADER_BYTES - 6;
        pes.writeInt(0x1e0).writeShort(length > 0xffff ? 0 : length).writeMedium(0x808005);
        long ticks = ticks();
        pes.writeByte((int) (ticks >> 29 & 0x0e) | 0x21).writeShort((int) (ticks >> 14 & 0xfffe) | 1)
                .writeShort((int) (ticks << 1 & 0xfffe) | 1);
        pes.writeBytes(waiting, scanned);
        for (boolean first = true; pes.isReadable(); first = false) {
            packet(output, VIDEO_PID, videoCount++, pes, first, (byte) 0);
        }
        scanned = 0;
        hasPicture = false;
        hasSequence = false;
    }

    /// A decoder needs them to rise.
    private long ticks() {
        lastTicks = Math.max(lastTicks + 1, (nanoTime.getAsLong() - beganNanos) / NANOS_PER_TICK);
        return lastTicks;
    }

    /// @param filler in a table's packet stands behind it; other packets are filled in front
    private static void packet(ByteBuf output, int pid, int count, ByteBuf payload, boolean first, byte filler) {
        int end = output.writerIndex() + TsPackets.LENGTH;
        int free = TsPackets.LENGTH - 4 - payload.readableBytes();
        boolean stuffed = free > 0 && filler == 0;
        output.writeByte(TsPackets.SYNC).writeShort((first ? 0x4000 : 0) | pid).writeByte((stuffed ? 0x30 : 0x10) | (count & 15));
        if (stuffed) {
            output.writeByte(free - 1);
            if (free > 1) {
                output.writeByte(0);
                for (int i = 2; i < free; i++) {
                    output.writeByte(0xff);
                }
            }
        }
        output.writeBytes(payload, Math.min(payload.readableBytes(), end - output.writerIndex()));
        while (output.writerIndex() < end) {
            output.writeByte(filler);
        }
    }

    @Override
    public void close() {
        waiting.release();
    }
}
