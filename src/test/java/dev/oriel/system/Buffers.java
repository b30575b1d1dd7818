package dev.oriel.system;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;

/// How much memory Netty's buffers hold.
final class Buffers {
    private Buffers() {
    }

    /// Bytes outside the heap, unpooled and in use from pools.
    static long directBytes() {
        return UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                + PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    }
}
