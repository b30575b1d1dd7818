package dev.oriel.system;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Buffers whose last reference was never given back, as Netty's detector finds them after a garbage collection.
///
/// Threads: any.
final class BufferLeaks {
    private static final ConcurrentLinkedQueue<String> FOUND = new ConcurrentLinkedQueue<>();

    private BufferLeaks() {
    }

    static {
        ByteBufUtil.setLeakListener((type, records) -> FOUND.add(type + "\n" + records));
    }

    /// Everything that leaked since the last call.
    static List<String> found() {
        collectGarbage();
        var found = new ArrayList<String>();
        for (var leak = FOUND.poll(); leak != null; leak = FOUND.poll()) {
            found.add(leak);
        }
        return found;
    }

    /// References that one collection cleared reach their queues later, from a thread of the JVM's and in no order; those of an earlier
    /// collection before those of a later one. When the second sentinel has arrived, all of the first collection's have.
    private static void collectGarbage() {
        for (int round = 0; round < 2; round++) {
            var arrivals = new ReferenceQueue<byte[]>();
            var sentinel = new WeakReference<>(new byte[1], arrivals);
            try {
                do {
                    System.gc();
                } while (arrivals.remove(100) == null);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for the collector", e);
            } finally {
                Reference.reachabilityFence(sentinel);
            }
        }
        // The detector reports when the next buffer is made.
        for (int i = 0; i < 10; i++) {
            Unpooled.directBuffer(1).release();
        }
    }
}
