package dev.oriel.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.frame.Jpeg;
import dev.oriel.frame.Orientation;
import dev.oriel.frame.ProtocolException;
import dev.oriel.limits.PictureLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JpegTest {

    @Test
    void whatIsEncodedLooksTheSameToAnotherDecoder() throws IOException {
        var jpeg = Pictures.quartersJpeg(320, 240);
        try {
            assertThat(Jpeg.scan(jpeg)).isEqualTo(new Jpeg(320, 240, true, 1, false, Orientation.UPRIGHT, jpeg.readableBytes()));
            assertThat(Pictures.corners(jpeg)).isEqualTo("red green blue white");
        } finally {
            jpeg.release();
        }
    }

    @Test
    void oddSizesKeepTheirSize() throws IOException {
        var jpeg = Pictures.quartersJpeg(333, 241);
        try {
            assertThat(Jpeg.scan(jpeg)).isEqualTo(new Jpeg(333, 241, true, 1, false, Orientation.UPRIGHT, jpeg.readableBytes()));
            assertThat(Pictures.corners(jpeg)).isEqualTo("red green blue white");
        } finally {
            jpeg.release();
        }
    }

    @Test
    void aHigherQualityTakesMoreBytes() throws IOException {
        try (var arena = Arena.ofConfined(); var encoder = new JpegEncoder()) {
            var pixels = arena.allocate(320 * 240);
            var random = new Random(1);
            for (long at = 0; at < pixels.byteSize(); at++) {
                pixels.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
            }
            try (var picture = Picture.wrap(PixelFormat.GREY, pixels, 320, 240, 320)) {
                int last = 0;
                for (int quality : new int[]{1, 10, 30, 50, 70, 80, 90, 100}) {
                    int bytes = size(encoder.encode(picture, quality));
                    assertThat(bytes).as("quality %d", quality).isGreaterThan(last);
                    last = bytes;
                }
            }
        }
    }

    private static int size(ByteBuf jpeg) {
        int bytes = jpeg.readableBytes();
        jpeg.release();
        return bytes;
    }

    @Test
    void everyPixelFormatOfCamerasIsEncoded() throws IOException {
        try (var arena = Arena.ofConfined(); var encoder = new JpegEncoder()) {
            for (var format : EnumSet.allOf(PixelFormat.class)) {
                var layout = Layout.of(format);
                int stride = (layout.rowBytes(322) + 63) / 64 * 64;
                var data = arena.allocate(layout.bytes(242, stride));
                // Bytes of 128 are grey in each of them but one.
                data.fill((byte) 128);
                for (long at = 0; format == PixelFormat.RGB565 && at < data.byteSize(); at += 2) {
                    data.set(ValueLayout.JAVA_BYTE, at, (byte) 0x10);
                    data.set(ValueLayout.JAVA_BYTE, at + 1, (byte) 0x84);
                }
                try (var picture = Picture.wrap(format, data, 322, 242, stride)) {
                    var jpeg = encoder.encode(picture, 80);
                    int rgb = Pictures.image(jpeg).getRGB(200, 200);
                    jpeg.release();
                    assertThat((rgb >> 8) & 255).as("%s %x", format, rgb).isBetween(80, 150);
                }
            }
        }
    }

    @Test
    void memoryTooSmallForThePictureIsRefused() {
        try (var arena = Arena.ofConfined()) {
            var data = arena.allocate(640 * 480 * 2 - 1);
            assertThatThrownBy(() -> Picture.wrap(PixelFormat.YUYV, data, 640, 480, 1280))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void decodesAtHalfTheSize() throws IOException {
        var jpeg = Pictures.quartersJpeg(320, 240);
        try (var decoder = new JpegDecoder(PictureLimits.usual())) {
            for (int lowres = 0; lowres <= 3; lowres++) {
                try (var picture = decoder.decode(jpeg, lowres)) {
                    assertThat(picture.width()).isEqualTo(320 >> lowres);
                    assertThat(picture.height()).isEqualTo(240 >> lowres);
                }
            }
            assertThat(jpeg.refCnt()).isOne();
        } finally {
            jpeg.release();
        }
    }

    @Test
    void garbageIsAnErrorAndTheNextPictureIsNone() throws IOException {
        var random = new Random(7);
        var good = Pictures.quartersJpeg(64, 48);
        try (var decoder = new JpegDecoder(PictureLimits.usual())) {
            for (int i = 0; i < 300; i++) {
                var bytes = new byte[random.nextInt(2000)];
                random.nextBytes(bytes);
                assertThatThrownBy(() -> decoder.decode(Unpooled.wrappedBuffer(bytes))).isInstanceOf(IOException.class);
            }
            try (var picture = decoder.decode(good)) {
                assertThat(picture.width()).isEqualTo(64);
            }
        } finally {
            good.release();
        }
    }

    @Test
    void damagedPicturesNeverCrash() throws IOException {
        var random = new Random(3);
        var good = Pictures.quartersJpeg(320, 240);
        int decoded = 0;
        try (var decoder = new JpegDecoder(PictureLimits.usual())) {
            for (int i = 0; i < 1000; i++) {
                var damaged = good.copy();
                for (int flips = random.nextInt(1, 20); flips > 0; flips--) {
                    damaged.setByte(random.nextInt(damaged.readableBytes()), random.nextInt(256));
                }
                damaged.writerIndex(random.nextInt(1, damaged.writerIndex() + 1));
                try (var picture = decoder.decode(damaged)) {
                    decoded++;
                    assertThat(picture.width()).isPositive();
                } catch (ProtocolException expected) {
                    assertThat(expected).hasMessageContaining("JPEG");
                } finally {
                    damaged.release();
                }
            }
        } finally {
            good.release();
        }
        assertThat(decoded).isPositive();
    }
}
