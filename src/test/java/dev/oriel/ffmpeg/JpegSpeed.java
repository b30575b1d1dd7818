package dev.oriel.ffmpeg;

import dev.oriel.limits.PictureLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;

/// Milliseconds on one thread for each way that a 1080p picture can take; a program to run by hand with a JPEG of a real scene.
final class JpegSpeed {
    private static final int ROUNDS = 200;

    private JpegSpeed() {
    }

    public static void main(String[] args) throws Exception {
        var jpeg = Unpooled.wrappedBuffer(Files.readAllBytes(Path.of(args[0])));
        try (var decoder = new JpegDecoder(PictureLimits.usual());
                var encoder = new JpegEncoder();
                var arena = Arena.ofConfined()) {
            var picture = decoder.decode(jpeg);
            System.out.println(picture + ", " + jpeg.readableBytes() + " bytes, format " + picture.frame().format());
            for (int lowres = 0; lowres <= 2; lowres++) {
                int by = lowres;
                time("decode, lowres " + by, () -> {
                    decoder.decode(jpeg, by).close();
                    return null;
                });
            }
            for (int quality : new int[]{50, 80, 95}) {
                time("encode, quality " + quality, () -> released(encoder.encode(picture, quality)));
            }
            time("scale to 854x480 and encode", () -> released(encoder.encode(picture, 80, 854, 480)));
            try (var transform = new Transform(new Shape(0, 0, 90, false, false, ""))) {
                time("rotate", () -> {
                    transform.apply(picture).close();
                    return null;
                });
            }
            for (var format : new PixelFormat[]{PixelFormat.YUYV, PixelFormat.NV12, PixelFormat.YUV420, PixelFormat.RGB24}) {
                var raw = raw(arena, format, picture.width(), picture.height());
                time("encode " + format, () -> released(encoder.encode(raw, 80)));
                raw.close();
            }
            picture.close();
        }
    }

    private static Picture raw(Arena arena, PixelFormat format, int width, int height) {
        var layout = Layout.of(format);
        int stride = layout.rowBytes(width);
        MemorySegment data = arena.allocate(layout.bytes(height, stride));
        for (long at = 0; at < data.byteSize(); at++) {
            data.set(java.lang.foreign.ValueLayout.JAVA_BYTE, at, (byte) (at / 7));
        }
        return Picture.wrap(format, data, width, height, stride);
    }

    private static int released(ByteBuf jpeg) {
        int bytes = jpeg.readableBytes();
        jpeg.release();
        return bytes;
    }

    private static void time(String what, Callable<Object> work) throws Exception {
        var nanos = new long[ROUNDS];
        Object last = null;
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            last = work.call();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        System.out.printf("%-32s %6.2f ms (10 %%: %.2f, 90 %%: %.2f) %s%n", what, nanos[ROUNDS / 2] / 1e6,
                nanos[ROUNDS / 10] / 1e6,
                nanos[ROUNDS * 9 / 10] / 1e6, last == null ? "" : last + " bytes");
    }
}
