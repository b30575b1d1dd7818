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
    /// A decoder takes so many packets before it gives a picture, at most.
    private static final int MOST_AHEAD = 16;
    private static final long AHEAD_NANOS = 1_000_000_000L;

    private final FrameSink sink;
    private final Clocks clocks;
    private final Pacer pictures;
    /// Packets are in the order in which they are decoded.
    private final Pacer packets;
    private long shown;

    /// @param framesPerSecond for pictures that have no time; 0 where unknown
    PacedReceiver(FrameSink sink, double framesPerSecond, Clocks clocks) {
        this.sink = sink;
        this.clocks = clocks;
        pictures = new Pacer(framesPerSecond);
        packets = new Pacer(framesPerSecond);
    }

    /// While pictures are wanted, these wait; a stream that gives none is not read faster than it plays all the same.
    @Override
    public boolean packet(VideoPacket packet) throws InterruptedException {
        long dueNanos = packets.dueNanos(packet.decodeMicros(), clocks.nowNanos());
        boolean wanted = sink.wantsPictures();
        shown += wanted ? 0 : 1;
        DueTime.await(wanted ? dueNanos - AHEAD_NANOS - MOST_AHEAD * packets.intervalNanos() : dueNanos, clocks, sink);
        sink.packet(packet, clocks.nowMicros());
        return wanted;
    }

    @Override
    public void decoded(boolean isSeen) {
        sink.decoded(isSeen);
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
        DueTime.await(pictures.dueNanos(atMicros, clocks.nowNanos()), clocks, sink);
    }

    /// The recording begins again: its first picture follows the last by one interval.
    void rewound() {
        sink.breaks();
        pictures.rewound();
        packets.rewound();
    }

    /// Something of another rate and with times of its own follows, whose first picture is one interval later.
    void rewound(double framesPerSecond) {
        sink.breaks();
        pictures.rewound(framesPerSecond);
        packets.rewound(framesPerSecond);
    }

    /// Pictures, or packets in their place, since it was made.
    long shown() {
        return shown;
    }
}
