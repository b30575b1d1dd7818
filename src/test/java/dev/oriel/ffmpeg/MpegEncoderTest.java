package dev.oriel.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.frame.TransportStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The encoder's bytes as they stand, and as the `ffmpeg` program reads them.
class MpegEncoderTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;

    @TempDir
    Path folder;

    /// Something of its own for each picture, hard enough to use up any bit rate, with a moving bar.
    private static ByteBuf encode(MpegEncoder encoder, int number, boolean keyFrame, long atMicros) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var bytes = arena.allocate((long) WIDTH * HEIGHT);
            for (int i = 0; i < WIDTH * HEIGHT; i++) {
                bytes.set(ValueLayout.JAVA_BYTE, i,
                        (byte) (i % WIDTH / 16 == number % 20 ? 255 : ((i * 7919 + number * 104_729) >>> 5) & 127));
            }
            try (var picture = Picture.wrap(PixelFormat.GREY, bytes, WIDTH, HEIGHT, WIDTH)) {
                return encoder.encode(picture, keyFrame, atMicros);
            }
        }
    }

    private static ByteBuf stream(double fps, int pictures) throws IOException {
        var all = Unpooled.buffer();
        try (var encoder = new MpegEncoder(new MpegFormat(WIDTH, HEIGHT, fps, 500_000))) {
            for (int i = 0; i < pictures; i++) {
                var chunk = encode(encoder, i, i % 10 == 0, (long) (i * 1_000_000 / fps));
                all.writeBytes(chunk);
                chunk.release();
            }
        }
        return all;
    }

    @Test
    void eachPictureIsWholePackets() throws IOException {
        try (var encoder = new MpegEncoder(new MpegFormat(WIDTH, HEIGHT, 25, 500_000))) {
            for (int i = 0; i < 30; i++) {
                var chunk = encode(encoder, i, i % 10 == 0, i * 40_000L);
                assertThat(chunk.readableBytes() % 188).isZero();
                for (int at = chunk.readerIndex(); at < chunk.writerIndex(); at += 188) {
                    assertThat(chunk.getByte(at)).isEqualTo((byte) 0x47);
                }
                var video = TransportStream.video(chunk, new TransportStream.Progress());
                assertThat(video.getInt(video.readerIndex())).as("picture " + i).isEqualTo(i % 10 == 0 ? 0x1b3 : 0x100);
                video.release();
                chunk.release();
            }
        }
    }

    @Test
    void keyFrameHasTablesAndSizeInFront() throws IOException {
        try (var encoder = new MpegEncoder(new MpegFormat(WIDTH, HEIGHT, 25, 500_000))) {
            for (int i = 0; i < 3; i++) {
                var chunk = encode(encoder, i, i != 1, i * 40_000L);
                var ids = new java.util.ArrayList<Integer>();
                for (int at = chunk.readerIndex(); at < chunk.writerIndex(); at += 188) {
                    ids.add(chunk.getUnsignedShort(at + 1) & 0x1fff);
                }
                assertThat(ids.contains(0)).as("program table").isEqualTo(i != 1);
                assertThat(TransportStream.pictureSize(chunk))
                        .isEqualTo(i == 1 ? null : new TransportStream.PictureSize(WIDTH, HEIGHT));
                chunk.release();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 23.976", "15, 23.976", "24, 24", "25, 25", "29.97, 29.97", "30, 30", "48, 50", "60, 60", "90, 60"})
    void declaredRateIsTheNextThatMpegKnows(double fps, double declared) {
        assertThat(MpegRate.atLeast(fps).framesPerSecond()).isCloseTo(declared, org.assertj.core.data.Offset.offset(0.001));
    }

    @ParameterizedTest
    @CsvSource({"10", "15", "25", "29.97"})
    void ffmpegReadsEveryPictureAtTheRightTime(double fps) throws Exception {
        var file = Files.write(folder.resolve("out.ts"), bytes(stream(fps, 50)));
        var lines = run("ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "frame=pts_time,pict_type", "-of",
                "csv=p=0", file.toString());
        assertThat(lines).hasSize(50);
        double first = Double.parseDouble(lines.getFirst().split(",")[0]);
        double last = Double.parseDouble(lines.getLast().split(",")[0]);
        assertThat((last - first) * fps).isCloseTo(49, org.assertj.core.data.Offset.offset(0.1));
        assertThat(lines.stream().filter(line -> line.contains("I")).count()).isEqualTo(5);
    }

    @Test
    void ffmpegReadsTheElementaryStream() throws Exception {
        var transport = stream(25, 30);
        var video = TransportStream.video(transport, new TransportStream.Progress());
        var file = Files.write(folder.resolve("out.m1v"), bytes(video));
        video.release();
        var lines = run("ffprobe", "-v", "error", "-f", "mpegvideo", "-show_entries",
                "stream=codec_name,width,height:frame=pict_type", "-of", "csv=p=0", file.toString());
        assertThat(lines).contains("mpeg1video,320,240");
        assertThat(lines.stream().filter(line -> line.matches("[IP],?")).count()).isEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource({"10", "25"})
    void bitRateIsThatOfTheSettingsWhateverTheFrameRate(double fps) throws IOException {
        int seconds = 12;
        long bits = stream(fps, (int) (fps * seconds)).readableBytes() * 8L;
        assertThat(bits / seconds).isBetween(300_000L, 750_000L);
    }

    private static byte[] bytes(ByteBuf buffer) {
        return io.netty.buffer.ByteBufUtil.getBytes(buffer);
    }

    private static List<String> run(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            Assumptions.assumeTrue(Boolean.getBoolean("oriel.tests.all"), command[0] + " is not installed");
            throw e;
        }
        var lines = process.inputReader().readAllLines().stream().filter(line -> !line.isBlank()).toList();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join("\n", lines).toLowerCase(Locale.ROOT)).isZero();
        return lines;
    }
}
