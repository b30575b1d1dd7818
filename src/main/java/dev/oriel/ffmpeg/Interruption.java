package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EXIT;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/// Makes FFmpeg's blocking calls end when they are to stop or have taken too long. FFmpeg asks several times a second wherever it
/// waits for the network.
///
/// Threads: asked by the thread that is inside FFmpeg. All inputs share one native callback, because there are few of those.
final class Interruption implements Closeable {
    private static final Map<Long, Interruption> OPEN = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong();

    /// Made when `avformat` is loaded.
    private static final class Callback extends AVIOInterruptCB.Callback_Pointer {
        static final Callback INSTANCE = new Callback();

        @Override
        public int call(Pointer opaque) {
            try {
                var interruption = OPEN.get(opaque.address());
                return interruption == null || interruption.due() ? 1 : 0;
            } catch (Throwable _) { // thrown on, it would end the process
                return 1;
            }
        }
    }

    private final long number = NUMBERS.incrementAndGet();
    private final BooleanSupplier stopped;
    private final long patienceNanos;
    private final LongSupplier nanoTime;
    private volatile long startNanos;
    private volatile boolean timedOut;

    /// @param request says how long a wait may last, from [#restart] on
    Interruption(BooleanSupplier stopped, MediaRequest request) {
        this.stopped = stopped;
        patienceNanos = request.patience().toNanos();
        nanoTime = request.nanoTime();
        startNanos = nanoTime.getAsLong();
        OPEN.put(number, this);
    }

    /// Enters itself into a structure of FFmpeg's.
    void setInto(AVIOInterruptCB structure) {
        structure.callback(Callback.INSTANCE).opaque(new Address(number));
    }

    /// A new wait begins.
    void restart() {
        startNanos = nanoTime.getAsLong();
        timedOut = false;
    }

    boolean stopped() {
        return stopped.getAsBoolean() || Thread.currentThread().isInterrupted();
    }

    boolean due() {
        if (stopped()) {
            return true;
        }
        if (nanoTime.getAsLong() - startNanos > patienceNanos) {
            timedOut = true;
        }
        return timedOut;
    }

    /// The cause of a failed call, which is ours when we have ended it.
    IOException cause(int code) {
        if (timedOut) {
            return new IOException("timed out");
        }
        return new IOException(stopped() ? AvError.words(AVERROR_EXIT()) : AvError.words(code));
    }

    @Override
    public void close() {
        OPEN.remove(number);
    }
}
