package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.Picture;
import io.netty.buffer.ByteBuf;
import java.util.function.LongSupplier;

/// Publishes the pictures of a recording in real time: waits until each is due. A picture's capture time is when it is shown.
///
/// Threads: the source's.
final class PacedReceiver implements MediaInput.Receiver {
    private final FrameSink sink;
    private final Pacer pacer;
    private final LongSupplier epochMicros;
    private long shown;

    /// @param pacer       says when
    /// @param epochMicros the clock, microseconds since 1970-01-01 UTC
    PacedReceiver(FrameSink sink, Pacer pacer, LongSupplier epochMicros) {
        this.sink = sink;
        this.pacer = pacer;
        this.epochMicros = epochMicros;
    }

    @Override
    public void jpeg(ByteBuf picture, long atMicros) throws InterruptedException {
        try {
            awaitDue(atMicros);
        } catch (InterruptedException e) {
            picture.release();
            throw e;
        }
        sink.jpeg(picture, epochMicros.getAsLong());
    }

    @Override
    public void picture(Picture picture, long atMicros) throws InterruptedException {
        awaitDue(atMicros);
        sink.picture(picture, epochMicros.getAsLong());
    }

    private void awaitDue(long atMicros) throws InterruptedException {
        shown++;
        DueTime.await(pacer.dueNanos(atMicros, System.nanoTime()), sink);
    }

    /// The recording begins again: its first picture follows the last by one interval.
    void rewound() {
        pacer.rewound();
    }

    /// Pictures since it was made.
    long shown() {
        return shown;
    }
}
