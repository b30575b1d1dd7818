package dev.oriel.web;

import dev.oriel.frame.ProtocolException;
import dev.oriel.limits.LimitException;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.observe.Bulkhead;
import dev.oriel.observe.LogOncePerKey;
import dev.oriel.time.SystemClocks;
import dev.oriel.transcode.JpegProcessor;
import dev.oriel.transcode.Processing;
import dev.oriel.view.Outlet;
import dev.oriel.view.Patience;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client whose pictures are processed and sent back, one for one and in order; a picture that fails is answered with an `error`.
///
/// One picture is on the codec pool at a time. It is begun when the kernel has taken the answer before it, so a client that does not
/// read holds one answer here. From [#MOST_PICTURES] pictures or [#MOST_BYTES] on the connection is not read, and TCP tells the
/// client to wait; nothing is dropped.
///
/// Threads: the connection's event loop; [JpegProcessor] alone works on the codec pool.
final class ProcessSession {
    /// Pictures that have been read and not answered.
    static final int MOST_PICTURES = 8;
    static final long MOST_BYTES = 32L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ProcessSession.class);
    private static final LogOncePerKey FAILURES = new LogOncePerKey(LOG, "failed pictures", SystemClocks.NANOS);
    private static final Bulkhead BULKHEAD = new Bulkhead(LOG, "a processing client's check");
    private static final Duration CHECK_EACH = Duration.ofSeconds(1);

    private final Outlet outlet;
    private final Parts parts;
    private final MemoryBudget.Reservation memory;
    private @Nullable ScheduledFuture<?> check;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private long heldBytes;
    private long received;
    private boolean busy;
    private boolean reads = true;
    private long readAtNanos;
    private volatile boolean closed;

    /// What a session works with.
    ///
    /// @param processor this session's own
    /// @param codecs    runs one job of this session at a time
    /// @param memory    that waiting pictures are taken from
    /// @param reading   switches the reading of the connection on and off
    /// @param giveUp    disconnects a client that reads nothing for too long
    record Parts(JpegProcessor processor, Executor codecs, MemoryBudget memory, Consumer<Boolean> reading, Patience patience,
            Runnable giveUp) {}

    /// A picture that has been read.
    ///
    /// @param jpeg       null where there was no memory for it
    /// @param number     counts the connection's pictures from 1
    /// @param processing as it stood when the picture was read
    private record Waiting(@Nullable ByteBuf jpeg, long number, Processing processing) {}

    /// What a picture became: a JPEG, or an `error` message.
    private record Outcome(@Nullable ByteBuf jpeg, @Nullable String error) {
        static Outcome failed(long number, String code, String message) {
            return new Outcome(null, problem(code, message).put("seq", number).encode());
        }
    }

    ProcessSession(Outlet outlet, Parts parts) {
        this.outlet = outlet;
        this.parts = parts;
        memory = parts.memory.open();
        readAtNanos = parts.patience.nowNanos();
    }

    /// Begins to watch over the connection.
    void start() {
        outlet.onDrained(this::next);
        check = outlet.loop().scheduleWithFixedDelay(BULKHEAD.around(this::checkPatience), CHECK_EACH.toMillis(),
                CHECK_EACH.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// An `error` message without a number.
    static JsonObject problem(String code, String message) {
        return new JsonObject().put("type", "error").put("code", code).put("message", message);
    }

    /// A picture has come.
    ///
    /// @param jpeg passes over to this session
    void picture(ByteBuf jpeg, Processing processing) {
        if (closed) {
            jpeg.release();
            return;
        }
        received++;
        int bytes = jpeg.readableBytes();
        if (memory.resize(heldBytes + bytes)) {
            heldBytes += bytes;
            queue.add(new Waiting(jpeg, received, processing));
        } else {
            jpeg.release();
            queue.add(new Waiting(null, received, processing));
        }
        readOrNot();
        next();
    }

    private void readOrNot() {
        boolean full = queue.size() + (busy ? 1 : 0) >= MOST_PICTURES || heldBytes >= MOST_BYTES;
        if (full == reads) {
            reads = !full;
            parts.reading.accept(reads);
        }
    }

    private void next() {
        if (busy || closed || !outlet.isDrained()) {
            return;
        }
        readAtNanos = parts.patience.nowNanos();
        var first = queue.poll();
        if (first == null) {
            return;
        }
        busy = true;
        var jpeg = first.jpeg;
        if (jpeg == null) {
            answer(Outcome.failed(first.number, "too-much-memory", "there is no memory left for more pictures (limits.memory)"),
                    0);
        } else {
            int bytes = jpeg.readableBytes();
            parts.codecs.execute(() -> {
                var outcome = process(first.number, jpeg, first.processing);
                tell(() -> answer(outcome, bytes), outcome);
            });
        }
    }

    private void answer(Outcome outcome, int bytes) {
        busy = false;
        heldBytes -= bytes;
        memory.resize(heldBytes);
        if (closed) {
            release(outcome);
            parts.processor.close();
            return;
        }
        readOrNot();
        if (outcome.jpeg != null) {
            outlet.writeBinary(outcome.jpeg);
        } else if (outcome.error != null) {
            outlet.writeText(outcome.error);
        }
        next();
    }

    private static void release(Outcome outcome) {
        if (outcome.jpeg != null) {
            outcome.jpeg.release();
        }
    }

    private void checkPatience() {
        if (outlet.isDrained()) {
            readAtNanos = parts.patience.nowNanos();
            return;
        }
        var silent = Duration.ofNanos(parts.patience.nowNanos() - readAtNanos);
        boolean stalls = silent.compareTo(parts.patience.demandEndsAfter()) > 0;
        if (silent.compareTo(parts.patience.stalledAfter()) > 0
                || (stalls && heldBytes > 0) || (stalls && !outlet.reserveUnread(parts.patience.memory()))) {
            parts.giveUp.run();
        }
    }

    /// Frees everything; the connection is closed by its owner.
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (check != null) {
            check.cancel(false);
        }
        for (var waiting : queue) {
            if (waiting.jpeg != null) {
                waiting.jpeg.release();
            }
        }
        queue.clear();
        memory.close();
        if (!busy) {
            parts.processor.close();
        }
    }

    // --- on the codec pool

    /// @param jpeg released here
    private Outcome process(long number, ByteBuf jpeg, Processing processing) {
        try {
            return closed ? new Outcome(null, null) : new Outcome(parts.processor.process(jpeg, processing), null);
        } catch (ProtocolException e) {
            return Outcome.failed(number, "not-a-jpeg", String.valueOf(e.getMessage()));
        } catch (LimitException e) {
            return Outcome.failed(number, "too-large", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Outcome.failed(number, "failed", "the picture could not be processed: " + e.getMessage());
        } catch (Throwable e) {
            FAILURES.error("a picture could not be processed", e);
            return Outcome.failed(number, "failed", "the server failed at this picture; its log says why");
        } finally {
            jpeg.release();
        }
    }

    private void tell(Runnable step, Outcome outcome) {
        try {
            outlet.loop().execute(() -> outlet.attempt(step));
        } catch (RejectedExecutionException e) { // the loop has ended, and the connection with it
            release(outcome);
            parts.processor.close();
        }
    }
}
