package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.VideoPacket;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;

/// Publishes a recording in real time: waits until each picture is due, or each packet while no picture is wanted. A picture's capture time is
/// when it is shown.
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
    public boolean packet(VideoPacket packet) throws InterruptedException {
        boolean wanted = sink.wantsPictures();
        if (!wanted) {
            awaitDue(packet.decodeMicros());
        }
        sink.packet(packet, clocks.nowMicros());
        return wanted;
    }

    @Override
    public void decoded() {
        sink.counts().countDecoded();
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

    /// Pictures, or packets in their place, since it was made.
    long shown() {
        return shown;
    }
}
