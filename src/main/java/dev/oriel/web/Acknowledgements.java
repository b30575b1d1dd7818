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

    private final ByteBufAllocator memory;
    private final Outlet outlet;
    private @Nullable ByteBuf due;

    Acknowledgements(ByteBufAllocator memory, Outlet outlet) {
        this.memory = memory;
        this.outlet = outlet;
    }

    /// The picture of that number has arrived.
    void add(long number) {
        if (due == null) {
            due = memory.buffer(16 * BYTES);
        }
        due.writeShort(HEAD).writeByte(0).writeInt((int) number);
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
