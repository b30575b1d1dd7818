package dev.oriel.jmh;

import dev.oriel.frame.Packet;
import dev.oriel.frame.FrameHeader;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// What does it cost to frame a picture once, and to hand one viewer its slice?
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameBenchmark {
    private static final int JPEG_BYTES = 105_000;

    private final FrameHeader header = new FrameHeader(FrameHeader.JPEG, 0, 1, 0, 1280, 720, 0);
    private final ByteBuf picture = Packet.buffer(JPEG_BYTES).writeZero(JPEG_BYTES);
    private final Packet frame = Packet.of(picture, header);

    @Benchmark
    public Frame frameOnce() {
        return Packet.of(picture, header);
    }

    @Benchmark
    public boolean sliceForOneViewer() {
        return frame.announcedWebSocketFrames().release();
    }

    @TearDown
    public void release() {
        frame.release();
    }
}
