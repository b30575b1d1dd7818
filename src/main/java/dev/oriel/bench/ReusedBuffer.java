package dev.oriel.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/// One buffer that everything is received into: what comes is looked at and forgotten before the next read, and a buffer that
/// stays in the processor's cache is the cheapest there is.
///
/// Threads: one event loop. Ownership: the buffer is this object's; each read holds a reference of its own.
final class ReusedBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
    static final int BYTES = 128 * 1024;

    private final ByteBuf buffer = Unpooled.directBuffer(BYTES, BYTES);

    @Override
    @SuppressWarnings("deprecation") // the handle that channels take is still this one
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                return buffer.refCnt() == 1 ? buffer.clear().retain() : allocator.ioBuffer(BYTES);
            }

            @Override
            public int guess() {
                return BYTES;
            }
        };
    }

    void release() {
        buffer.release();
    }
}
