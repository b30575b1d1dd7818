package dev.oriel.system;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An access link between a viewer and a server of this machine: a rate and a queue towards the viewer, a delay both ways. What it
/// delivers can be listened to.
///
/// Each connection has a link of its own. It ends TCP on both sides, so it says nothing about TCP's own behaviour.
///
/// Threads: virtual ones of its own.
final class SlowLink implements AutoCloseable {

    /// What a viewer was sent over one connection, as it arrives.
    interface Tap {
        void delivered(ByteBuffer bytes);
    }

    /// @param bitsPerSecond towards the viewer; the other way is only delayed
    /// @param queueBytes    that wait in front of the narrow part; then the server has to
    record Shape(double bitsPerSecond, Duration oneWay, int queueBytes) {}

    /// Empty: the end.
    private record Parcel(ByteBuffer bytes, long arrivesAtNanos) {}

    private static final int PARCEL_BYTES = 1_400;
    private static final int RECEIVE_BUFFER_BYTES = 16 * 1024;

    private final Shape shape;
    private final Supplier<Tap> taps;
    private final Middle middle;

    /// @param target the server's port on this machine
    /// @param taps   makes one for each connection
    SlowLink(int target, Shape shape, Supplier<Tap> taps) throws IOException {
        this.shape = shape;
        this.taps = taps;
        middle = new Middle(target).start(this::serve);
    }

    int port() {
        return middle.port();
    }

    private void serve(Socket viewer, Socket server) throws IOException {
        server.setReceiveBufferSize(RECEIVE_BUFFER_BYTES); // what lies there would be a second queue
        server.setTcpNoDelay(true);
        viewer.setTcpNoDelay(true);
        server.connect(middle.target());
        Thread.ofVirtual().start(() -> carry(viewer, server, Double.POSITIVE_INFINITY, null));
        carry(server, viewer, shape.bitsPerSecond / 8e9, taps.get());
    }

    private void carry(Socket from, Socket to, double bytesPerNano, @Nullable Tap tap) {
        var underway = new LinkedBlockingQueue<Parcel>();
        Thread.ofVirtual().start(() -> deliver(underway, to, tap));
        long leavesAtNanos = System.nanoTime();
        try {
            var in = from.getInputStream();
            for (var bytes = read(in); bytes.hasRemaining(); bytes = read(in)) {
                leavesAtNanos = Math.max(System.nanoTime(), leavesAtNanos) + (long) (bytes.remaining() / bytesPerNano);
                underway.add(new Parcel(bytes, leavesAtNanos + shape.oneWay.toNanos()));
                sleepUntil(leavesAtNanos - (long) (shape.queueBytes / bytesPerNano));
            }
        } catch (IOException e) {
            // it has gone
        }
        underway.add(new Parcel(ByteBuffer.allocate(0), System.nanoTime()));
    }

    private static ByteBuffer read(InputStream in) throws IOException {
        var bytes = new byte[PARCEL_BYTES];
        return ByteBuffer.wrap(bytes, 0, Math.max(0, in.read(bytes)));
    }

    private static void deliver(BlockingQueue<Parcel> underway, Socket to, @Nullable Tap tap) {
        try (to) {
            var out = Channels.newChannel(to.getOutputStream());
            for (var parcel = underway.take(); parcel.bytes.hasRemaining(); parcel = underway.take()) {
                sleepUntil(parcel.arrivesAtNanos);
                out.write(parcel.bytes.duplicate());
                if (tap != null) {
                    tap.delivered(parcel.bytes);
                }
            }
        } catch (IOException e) {
            // it has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sleepUntil(long nanos) {
        long leftNanos = nanos - System.nanoTime();
        if (leftNanos > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(leftNanos);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        middle.close();
    }
}
