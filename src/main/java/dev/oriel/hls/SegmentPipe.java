package dev.oriel.hls;

import dev.oriel.limits.MemoryBudget;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What was fetched and is not read yet: bytes of segments, never more than a few.
///
/// Threads: one that writes, one that reads. Blocking: the writer waits for room, the reader for bytes; the reader's waits end within
/// 50 ms of a stop, the writer's by an interrupt.
final class SegmentPipe implements AutoCloseable {
    static final int MOST_BYTES = 16 << 20;
    /// So many whole segments wait at most; the next is not fetched before one of them is begun.
    static final int MOST_SEGMENTS = 3;

    private static final long LOOK_MILLIS = 50;

    /// Bytes of one segment, as they came.
    ///
    /// @param bytes  the chunk's from here on
    /// @param begins  the segment whose first bytes these are; null for others
    /// @param atNanos [System#nanoTime]
    @SuppressWarnings("ArrayRecordComponent") // taken one by one, never compared
    record Chunk(Stretch stretch, byte[] bytes, @Nullable Arrival begins, long atNanos) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private final HlsStream.Reader reader;
    private final MemoryBudget.Reservation memory;
    private long heldBytes;
    private int segments;
    private boolean ended;
    private boolean closed;
    private @Nullable IOException failure;

    SegmentPipe(HlsStream.Reader reader) {
        this.reader = reader;
        this.memory = reader.memory().open();
    }

    // --- the writer

    /// Waits until another segment may be fetched.
    void awaitRoom() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (segments >= MOST_SEGMENTS && !closed) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Adds bytes, which the pipe takes over.
    void put(Chunk chunk) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && !hold(chunk.bytes.length)) {
                if (chunks.isEmpty()) {
                    reader.trouble().accept("too little memory for it (limits.memory)");
                }
                changed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS); // other holders of the budget tell nobody
            }
            if (!closed) {
                chunks.addLast(chunk);
                segments += chunk.begins == null ? 0 : 1;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean hold(int bytes) {
        if (heldBytes + bytes > MOST_BYTES || !memory.resize(heldBytes + bytes)) {
            return false;
        }
        heldBytes += bytes;
        return true;
    }

    /// Nothing more will come.
    ///
    /// @param why null for the stream's own end
    void end(@Nullable IOException why) {
        lock.lock();
        try {
            ended = true;
            failure = why;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Why nothing more will come; null while there is no such cause.
    @Nullable
    IOException failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    // --- the reader

    /// Waits for what follows a stretch; what is left of that is dropped.
    ///
    /// @return null at the end, or when stopped
    @Nullable
    Stretch after(@Nullable Stretch before) throws IOException {
        lock.lock();
        try {
            for (var next = awaitChunk(); next != null; next = awaitChunk()) {
                if (next.stretch != before) {
                    return next.stretch;
                }
                remove();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /// The next bytes of a stretch.
    ///
    /// @return null where it is over
    @Nullable
    Chunk take(Stretch stretch) throws IOException {
        lock.lock();
        try {
            var next = awaitChunk();
            if (next == null || next.stretch != stretch) {
                return null;
            }
            remove();
            return next;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Chunk awaitChunk() throws IOException {
        try {
            while (chunks.isEmpty() && !ended && !closed && !reader.stopped().getAsBoolean()) {
                changed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
        if (chunks.isEmpty() && failure != null) {
            throw failure;
        }
        return reader.stopped().getAsBoolean() ? null : chunks.peekFirst();
    }

    private void remove() {
        var gone = chunks.removeFirst();
        heldBytes -= gone.bytes.length;
        memory.resize(heldBytes);
        segments -= gone.begins == null ? 0 : 1;
        changed.signalAll();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            chunks.clear();
            heldBytes = 0;
            segments = 0;
            memory.close();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
