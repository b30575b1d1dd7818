package dev.oriel.edge;

import dev.oriel.source.FrameSink;
import dev.oriel.source.Source;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The newest picture that a publisher has sent, until the camera's source takes it. An older one never waits.
///
/// A picture that turns out to be impossible to show is told to the listener, by its number.
///
/// An edge says itself when its camera gives none, and a thin link may take long for one: the time without a picture is no silence of the
/// camera's as long as the sender is known to be well.
///
/// The memory that a picture holds is counted as [PublisherMemory.Part#PICTURE] when it is put here, and moves on with it.
///
/// Threads: [#put], [#clear] and [#close] belong to the publisher's connection; [#run] to the camera's source.
final class NewestPicture implements Source, AutoCloseable {

    /// Hears of pictures that cannot be shown; on the thread of the camera's source.
    interface RefusalListener {
        void refused(long number, String words);
    }

    private final PublisherMemory memory;
    private final RefusalListener listener;
    private final BooleanSupplier isWell;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable ByteBuf newest;
    private long newestNumber;
    private long newestAtMicros;
    private boolean closed;
    /// Of the source's thread alone.
    private long takenNumber;

    /// Pictures whose sender is not told of those that cannot be shown.
    NewestPicture(PublisherMemory memory) {
        this(memory, (number, words) -> {}, () -> false);
    }

    /// @param isWell true while no picture is no sign of a fault; asked about once a second
    NewestPicture(PublisherMemory memory, RefusalListener listener, BooleanSupplier isWell) {
        this.memory = memory;
        this.listener = listener;
        this.isWell = isWell;
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
            memory.move(PublisherMemory.Part.PICTURE, PublisherMemory.Part.WAITING);
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
            memory.set(PublisherMemory.Part.WAITING, 0);
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
    @Override
    public void run(FrameSink sink) throws InterruptedException {
        sink.onRefused(words -> listener.refused(takenNumber, words));
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
                    if (!changed.await(1, TimeUnit.SECONDS) && isWell.getAsBoolean()) {
                        sink.unchanged();
                    }
                }
                picture = newest;
                newest = null;
                memory.move(PublisherMemory.Part.WAITING, PublisherMemory.Part.SHOWN);
                atMicros = newestAtMicros;
                takenNumber = newestNumber;
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
