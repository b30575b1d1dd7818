package dev.oriel.edge;

import dev.oriel.frame.Jpeg;
import dev.oriel.frame.ProtocolException;
import dev.oriel.source.FrameSink;
import dev.oriel.source.JpegSplitter;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// MJPEG that somebody sends: the newest picture waits for the camera's source, an older one never does.
final class IncomingJpegs implements Incoming {
    /// Whoever has sent so much without a picture sends none.
    private static final int MOST_BYTES_WITHOUT_PICTURE = JpegSplitter.MOST_BYTES + 64 * 1024;

    private final LongSupplier epochMicros;
    private final UploadMemory memory;
    private final JpegSplitter splitter = new JpegSplitter(this::found, this::hasRoom);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long bytesWithoutPicture;
    private boolean any;
    private boolean outOfMemory;

    private @Nullable ByteBuf newest;
    private long newestAtMicros;
    private boolean closed;

    /// @param epochMicros the clock, microseconds since 1970-01-01 UTC
    IncomingJpegs(LongSupplier epochMicros, UploadMemory memory) {
        this.epochMicros = epochMicros;
        this.memory = memory;
    }

    private boolean hasRoom(int pictureBytes) {
        boolean room = memory.set(UploadMemory.Part.PICTURE, pictureBytes);
        outOfMemory |= !room;
        return room;
    }

    @Override
    public void feed(ByteBuf input) throws RefusedException {
        bytesWithoutPicture += input.readableBytes();
        splitter.feed(input);
        if (outOfMemory) {
            throw UploadMemory.refused();
        }
        if (bytesWithoutPicture > MOST_BYTES_WITHOUT_PICTURE) {
            throw new RefusedException(RefusedException.Reason.FORMAT, "there is no JPEG in what is sent");
        }
    }

    private void found(ByteBuf picture) {
        bytesWithoutPicture = 0;
        any = any || isJpeg(picture);
        lock.lock();
        try {
            replaceNewest(picture);
            memory.move(UploadMemory.Part.PICTURE, UploadMemory.Part.WAITING);
            newestAtMicros = epochMicros.getAsLong();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static boolean isJpeg(ByteBuf picture) {
        try {
            Jpeg.scan(picture);
            return true;
        } catch (ProtocolException _) {
            return false;
        }
    }

    private void replaceNewest(@Nullable ByteBuf picture) {
        if (newest != null) {
            newest.release();
        }
        newest = picture;
    }

    @Override
    public Content content() {
        return any ? Content.VIDEO : Content.UNKNOWN;
    }

    @Override
    public void run(FrameSink sink) throws InterruptedException {
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
                    changed.await();
                }
                picture = newest;
                newest = null;
                memory.move(UploadMemory.Part.WAITING, UploadMemory.Part.SHOWN);
                atMicros = newestAtMicros;
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
            if (!closed) {
                closed = true;
                splitter.close();
                replaceNewest(null);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
