package dev.oriel.edge;

import dev.oriel.frame.BlockInputStream;
import dev.oriel.frame.Packet;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A track as a stream of bytes, from its newest key frame on; a reader that falls behind goes on at a later one.
///
/// Threads: one reads; any may call [#end]. Blocking: a read waits for the next packet, until the end or an interrupt.
final class TrackInput extends BlockInputStream {
    /// Tasks of the track and of [#end] for the thread that reads, which runs them while it waits.
    private final BlockingQueue<Runnable> told = new LinkedBlockingQueue<>();
    private final LongSupplier nanoTime;
    private final Subscription subscription;
    private volatile boolean ended;
    private @Nullable ByteBuf current;
    private volatile long arrivedAtNanos;

    /// @param nanoTime the track's clock
    TrackInput(Track track, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        arrivedAtNanos = nanoTime.getAsLong();
        subscription = track.subscription(told::add, () -> {});
    }

    /// Takes its place in the track. Before the first read.
    void start() {
        subscription.start();
        subscription.wanting(true);
    }

    /// How long ago what is being read now has arrived.
    long ageNanos() {
        return nanoTime.getAsLong() - arrivedAtNanos;
    }

    /// Whether there is something to read at once. For the thread that reads.
    boolean newerWaits() {
        return (current != null && current.isReadable()) || subscription.hasNext();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        var from = current != null && current.isReadable() ? current : next();
        if (from == null) {
            return -1;
        }
        int count = Math.min(length, from.readableBytes());
        from.readBytes(into, offset, count);
        return count;
    }

    private @Nullable ByteBuf next() throws IOException {
        drop();
        try {
            var packet = awaited();
            if (packet != null) {
                arrivedAtNanos = packet.publishedAtNanos();
                current = packet.content();
                packet.release();
            }
            return current;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("told to end").initCause(e);
        }
    }

    private @Nullable Packet awaited() throws InterruptedException {
        while (!ended) {
            var packet = subscription.take();
            if (packet != null) {
                return packet;
            }
            told.take().run();
        }
        return null;
    }

    private void drop() {
        if (current != null) {
            current.release();
            current = null;
        }
    }

    /// There will be no more.
    void end() {
        ended = true;
        told.add(() -> {});
    }

    @Override
    public void close() {
        end();
        drop();
        subscription.close();
    }
}
