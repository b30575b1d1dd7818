package dev.oriel.edge;

import dev.oriel.source.FrameSink;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The newest picture that a publisher has sent, until the camera's source takes it. An older one never waits.
///
/// What a picture holds is counted as [UploadMemory.Part#PICTURE] when it is put here, and moves on with it.
///
/// Threads: [#put], [#clear] and [#close] belong to the publisher's connection; [#run] to the camera's source.
final class NewestPicture implements AutoCloseable {
    private final UploadMemory memory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable ByteBuf newest;
    private long newestNumber;
    private long newestAtMicros;
    private boolean closed;

    NewestPicture(UploadMemory memory) {
        this.memory = memory;
    }

    /// @param picture  passes to this
    /// @param number   what its publisher calls it
    /// @param atMicros when it was captured
    void put(ByteBuf picture, long number, long atMicros) {
        lock.lock();
        try {
            replace(closed ? null : picture);
            if (closed) {
                picture.release();
                return;
            }
            memory.move(UploadMemory.Part.PICTURE, UploadMemory.Part.WAITING);
            newestNumber = number;
            newestAtMicros = atMicros;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Lets go of what waits: nobody is to be shown it later.
    void clear() {
        lock.lock();
        try {
            replace(null);
            memory.set(UploadMemory.Part.WAITING, 0);
        } finally {
            lock.unlock();
        }
    }

    private void replace(@Nullable ByteBuf picture) {
        if (newest != null) {
            newest.release();
        }
        newest = picture;
    }

    /// Gives each picture to `sink` that is the newest when the one before was taken, until the sink is stopped or [#close] is called.
    ///
    /// @param taken told the number of each before it is given
    void run(FrameSink sink, LongConsumer taken) throws InterruptedException {
        run(sink, taken, () -> {});
    }

    /// @param waits called about once a second in which nothing came
    void run(FrameSink sink, LongConsumer taken, Runnable waits) throws InterruptedException {
        boolean told = false;
        while (!sink.stopped()) {
            ByteBuf picture;
            long atMicros;
            lock.lockInterruptibly();
            try {
                while (newest == null) {
                    if (closed) {
                        return;
                    }
                    if (!changed.await(1, TimeUnit.SECONDS)) {
                        waits.run();
                    }
                }
                picture = newest;
                newest = null;
                memory.move(UploadMemory.Part.WAITING, UploadMemory.Part.SHOWN);
                atMicros = newestAtMicros;
                taken.accept(newestNumber);
            } finally {
                lock.unlock();
            }
            if (!told) {
                told = true;
                sink.opened("MJPEG from a publisher", 0);
            }
            sink.jpeg(picture, atMicros);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            replace(null);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
