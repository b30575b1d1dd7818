package dev.oriel.jmh;

import dev.oriel.frame.Jpeg;
import dev.oriel.frame.ProtocolException;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// What does it cost to read a JPEG's size from its markers, as is done for every frame of a camera?
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JpegScanBenchmark {
    private final ByteBuf picture = Pictures.jpeg(1920, 1080);

    @Benchmark
    public Jpeg scan() throws ProtocolException {
        return Jpeg.scan(picture);
    }

    @TearDown
    public void release() {
        picture.release();
    }
}
