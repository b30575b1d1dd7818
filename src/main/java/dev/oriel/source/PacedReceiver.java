package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.Picture;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;

/// Publishes the pictures of a recording in real time: waits until each is due. A picture's capture time is when it is shown.
///
/// Threads: the source's.
final class PacedReceiver implements MediaInput.Receiver {
    private final FrameSink sink;
    private final Pacer pacer;
    private final Clocks clocks;
    private long shown;

    /// @param pacer says when
    PacedReceiver(FrameSink sink, Pacer pacer, Clocks clocks) {
        this.sink = sink;
        this.pacer = pacer;
        this.clocks = clocks;
    }

    @Override
    public void jpeg(ByteBuf picture, long atMicros) throws InterruptedException {
        try {
            awaitDue(atMicros);
        } catch (InterruptedException e) {
            picture.release();
            throw e;
        }
        sink.jpeg(picture, clocks.nowMicros());
    }

    @Override
    public void picture(Picture picture, long atMicros) throws InterruptedException {
        sink.counts().countDecoded();
        awaitDue(atMicros);
        sink.picture(picture, clocks.nowMicros());
    }

    private void awaitDue(long atMicros) throws InterruptedException {
        shown++;
        DueTime.await(pacer.dueNanos(atMicros, clocks.nowNanos()), clocks, sink);
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
