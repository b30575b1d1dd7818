package dev.oriel.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Cuts a stream of bytes into the packets of an MPEG transport stream (ISO/IEC 13818-1, 2.4.3.2), wherever its chunks begin and
/// end.
///
/// A packet counts when it begins with the sync byte and what follows it, once that is there, does too. Anything else is passed
/// over up to the next two packets in a row. Bytes passed over are counted.
///
/// Threads: one at a time; no I/O. Ownership: [#close] frees what waits for its rest.
final class TsPackets implements AutoCloseable {
    static final int LENGTH = 188;
    static final int SYNC = 0x47;

    /// Takes one packet.
    interface Receiver {
        /// @param bytes the receiver's to read for the time of the call
        /// @param at    where the packet's [#LENGTH] bytes begin
        void packet(ByteBuf bytes, int at);
    }

    private final Receiver receiver;
    private final ByteBuf waiting = Unpooled.buffer(4 * LENGTH);
    private boolean inSync;
    private long skippedBytes;
    private long skippedInARow;

    TsPackets(Receiver receiver) {
        this.receiver = receiver;
    }

    /// Reads all readable bytes of `input`, which stays the caller's.
    void feed(ByteBuf input) {
        waiting.discardReadBytes().writeBytes(input);
        while (align()) {
            receiver.packet(waiting, waiting.readerIndex());
            waiting.skipBytes(LENGTH);
            skippedInARow = 0;
        }
    }

    /// Goes to the next packet; false when it is not there yet.
    private boolean align() {
        while (waiting.readableBytes() >= LENGTH) {
            if (waiting.getByte(waiting.readerIndex()) == SYNC) {
                boolean followed = waiting.readableBytes() > LENGTH;
                if (followed ? waiting.getByte(waiting.readerIndex() + LENGTH) == SYNC : inSync) {
                    inSync = true;
                    return true;
                }
                if (!followed) {
                    return false;
                }
            }
            inSync = false;
            skip();
        }
        return false;
    }

    private void skip() {
        int next = waiting.indexOf(waiting.readerIndex() + 1, waiting.writerIndex(), (byte) SYNC);
        int count = (next < 0 ? waiting.writerIndex() : next) - waiting.readerIndex();
        waiting.skipBytes(count);
        skippedBytes += count;
        skippedInARow += count;
    }

    /// Bytes that belonged to no packet.
    long skippedBytes() {
        return skippedBytes;
    }

    /// Bytes that belonged to no packet, since the last packet.
    long skippedInARow() {
        return skippedInARow;
    }

    @Override
    public void close() {
        waiting.release();
    }
}
