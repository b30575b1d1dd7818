package dev.oriel.view;

import dev.oriel.frame.Chunk;
import dev.oriel.frame.TransportStream;
import dev.oriel.hub.Broadcast;
import dev.oriel.hub.ChunkSubscription;
import io.netty.buffer.Unpooled;
import io.netty.util.CharsetUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// A viewer of an ordered stream, such as a jsmpeg player: every chunk as one binary message, the first a key frame.
///
/// More is written only when the kernel has taken what was written before, so one that stops reading holds at most
/// [#MOST_UNWRITTEN_BYTES] and a chunk here, and goes on at a key frame when it reads again.
///
/// Threads: the connection's event loop.
public final class JsmpegSession {

    /// What is handed to the connection at a time.
    static final int MOST_UNWRITTEN_BYTES = 128 * 1024;

    private final Outlet outlet;
    private final Patience patience;
    private final Runnable giveUp;
    private final ChunkSubscription subscription;
    private final ScheduledFuture<?> check;
    private boolean headerDue;
    private long movedAtNanos = System.nanoTime();
    private boolean writing;
    private boolean closed;

    /// @param header true to begin with the eight bytes that old players expect: `jsmp`, width, height
    /// @param giveUp disconnects a viewer that has read nothing for too long
    public JsmpegSession(Outlet outlet, Broadcast stream, boolean header, Patience patience, Runnable giveUp) {
        this.outlet = outlet;
        this.headerDue = header;
        this.patience = patience;
        this.giveUp = giveUp;
        outlet.onDrained(this::drained);
        subscription = stream.subscribe(outlet.loop(), this::chunkAvailable);
        check = outlet.loop().scheduleWithFixedDelay(this::checkPatience, 1, 1, TimeUnit.SECONDS);
        chunkAvailable();
    }

    private void drained() {
        movedAtNanos = System.nanoTime();
        subscription.wanting(!closed);
        chunkAvailable();
    }

    private void chunkAvailable() {
        if (closed || writing || !outlet.isDrained()) {
            return; // a write that ends at once calls back in the midst of this
        }
        writing = true;
        try {
            writeChunks();
        } finally {
            writing = false;
        }
    }

    private void writeChunks() {
        int written = 0;
        while (outlet.isDrained() || written < MOST_UNWRITTEN_BYTES) {
            var chunk = subscription.take();
            if (chunk == null) {
                return;
            }
            written += write(chunk);
        }
    }

    private int write(Chunk chunk) {
        try {
            if (headerDue && !writeHeader(chunk)) {
                return 0;
            }
            movedAtNanos = System.nanoTime();
            outlet.write(chunk.webSocketFrame());
            return chunk.length();
        } finally {
            chunk.release();
        }
    }

    /// The header needs the picture's size, which the first key frame says.
    private boolean writeHeader(Chunk chunk) {
        var content = chunk.content();
        var size = TransportStream.pictureSize(content);
        content.release();
        if (size == null) {
            return false;
        }
        headerDue = false;
        outlet.writeBinary(Unpooled.buffer(8).writeBytes("jsmp".getBytes(CharsetUtil.US_ASCII)).writeShort(size.width())
                .writeShort(size.height()));
        return true;
    }

    private void checkPatience() {
        long stuckNanos = outlet.isDrained() ? 0 : System.nanoTime() - movedAtNanos;
        if (stuckNanos > patience.demandEndsAfter().toNanos()) {
            subscription.wanting(false);
        }
        if (stuckNanos > patience.stalledAfter().toNanos()) {
            giveUp.run();
        }
    }

    /// Frees everything; the connection is closed by its owner.
    public void close() {
        if (!closed) {
            closed = true;
            check.cancel(false);
            subscription.close();
        }
    }
}
