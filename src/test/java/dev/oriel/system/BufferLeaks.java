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
    @SuppressWarnings("UnusedVariable") // a field, so that it is really made
    private static volatile byte[] garbage = {};

    private BufferLeaks() {
    }

    static {
        ByteBufUtil.setLeakListener((type, records) -> FOUND.add(type + "\n" + records));
    }

    /// Everything that leaked since the last call.
    static List<String> found() {
        collectGarbage();
        return known();
    }

    /// What is known without a collection: what leaked later than that is found by the next [#found()].
    static List<String> known() {
        var found = new ArrayList<String>();
        for (var leak = FOUND.poll(); leak != null; leak = FOUND.poll()) {
            found.add(leak);
        }
        return found;
    }

    /// References that one collection cleared reach their queues later, from a thread of the JVM's and in no order; those of an earlier
    /// collection before those of a later one. When the second sentinel has arrived, all of the first collection's have. Only the first has
    /// to be of everything, which takes the JVM 50 ms.
    private static void collectGarbage() {
        awaitCollection(System::gc);
        awaitCollection(BufferLeaks::collectYoungGarbage);
        // The detector reports when the next buffer is made.
        for (int i = 0; i < 10; i++) {
            Unpooled.directBuffer(1).release();
        }
    }

    private static void awaitCollection(Runnable collection) {
        var arrivals = new ReferenceQueue<byte[]>();
        var sentinel = new WeakReference<>(new byte[1], arrivals);
        try {
            do {
                collection.run();
            } while (arrivals.remove(100) == null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the collector", e);
        } finally {
            Reference.reachabilityFence(sentinel);
        }
    }

    /// Makes garbage until the JVM has collected what was young.
    private static void collectYoungGarbage() {
        var young = new WeakReference<>(new byte[1]);
        while (young.get() != null) {
            garbage = new byte[1 << 18];
        }
    }
}
