package dev.oriel.jmh;

import dev.oriel.limits.PictureLimits;
import dev.oriel.ffmpeg.JpegDecoder;
import dev.oriel.ffmpeg.JpegEncoder;
import dev.oriel.ffmpeg.Picture;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// What does it cost to decode and to encode a picture of 1920x1080, in full and at smaller sizes?
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class CodecBenchmark {
    private static final int QUALITY = 80;

    private final ByteBuf jpeg = Pictures.jpeg(1920, 1080);
    private JpegDecoder decoder;
    private JpegEncoder encoder;
    private Picture picture;

    @Setup
    public void open() throws IOException {
        decoder = new JpegDecoder(PictureLimits.usual());
        encoder = new JpegEncoder();
        picture = decoder.decode(jpeg);
    }

    @Benchmark
    public void decode() throws IOException {
        decoder.decode(jpeg).close();
    }

    @Benchmark
    public void decodeAtHalfSize() throws IOException {
        decoder.decode(jpeg, 1).close();
    }

    @Benchmark
    public void decodeAtQuarterSize() throws IOException {
        decoder.decode(jpeg, 2).close();
    }

    @Benchmark
    public boolean rung854OfFullSize() throws IOException {
        try (var full = decoder.decode(jpeg)) {
            return encoder.encode(full, QUALITY, 854, 480).release();
        }
    }

    @Benchmark
    public boolean rung854OfHalfSize() throws IOException {
        try (var half = decoder.decode(jpeg, 1)) {
            return encoder.encode(half, QUALITY, 854, 480).release();
        }
    }

    @Benchmark
    public boolean encode() throws IOException {
        return encoder.encode(picture, QUALITY).release();
    }

    @Benchmark
    public boolean scaleTo854AndEncode() throws IOException {
        return encoder.encode(picture, QUALITY, 854, 480).release();
    }

    @TearDown
    public void close() throws IOException {
        picture.close();
        decoder.close();
        encoder.close();
        jpeg.release();
    }
}
