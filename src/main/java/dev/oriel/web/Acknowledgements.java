package dev.oriel.web;

import dev.oriel.view.Outlet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// Acknowledgements of a publisher's pictures: those of what was read together go out together.
///
/// Threads: the connection's event loop.
final class Acknowledgements {
    /// RFC 6455, section 5.2: a whole binary message of 5 bytes, as a server sends it.
    private static final int HEAD = 0x8205;
    private static final int BYTES = 7;
    /// The same of 9 bytes.
    private static final int LONG_HEAD = 0x8209;
    private static final long MOST_MICROS = 0xffff_ffffL;

    private final ByteBufAllocator memory;
    private final Outlet outlet;
    private @Nullable ByteBuf due;

    Acknowledgements(ByteBufAllocator memory, Outlet outlet) {
        this.memory = memory;
        this.outlet = outlet;
    }

    /// The picture of that number has arrived.
    void add(long number) {
        begun(HEAD).writeByte(0).writeInt((int) number);
    }

    /// The picture of that camera and number has arrived.
    ///
    /// @param dispersionMicros between the arrivals of its announcement and itself, or -1 where that was not measured
    void add(int camera, long number, long dispersionMicros) {
        var out = begun(dispersionMicros < 0 ? HEAD : LONG_HEAD).writeByte(camera).writeInt((int) number);
        if (dispersionMicros >= 0) {
            out.writeInt((int) Math.min(dispersionMicros, MOST_MICROS));
        }
    }

    private ByteBuf begun(int head) {
        if (due == null) {
            due = memory.buffer(16 * BYTES);
        }
        return due.writeShort(head);
    }

    /// Sends what there is.
    void write() {
        var written = due;
        due = null;
        if (written != null) {
            outlet.writeFrames(written);
        }
    }

    /// Frees what was not sent.
    void end() {
        if (due != null) {
            due.release();
            due = null;
        }
    }
}
