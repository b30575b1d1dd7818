package dev.oriel.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.frame.Jpeg;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pictures without colour, whose JPEGs have one component.
class GrayJpegTest {

    /// Soft shapes with some noise.
    private static int sample(int x, int y, Random noise) {
        double wave = 128 + 90 * Math.sin(x / 9.0) * Math.cos(y / 13.0);
        return Math.clamp(Math.round(wave + noise.nextGaussian() * 4), 0, 255);
    }

    private static Picture gray(Arena arena, int width, int height) {
        var noise = new Random(5);
        var pixels = arena.allocate((long) width * height);
        for (int i = 0; i < width * height; i++) {
            pixels.set(ValueLayout.JAVA_BYTE, i, (byte) sample(i % width, i / width, noise));
        }
        return Picture.wrap(PixelFormat.GREY, pixels, width, height, width);
    }

    @ParameterizedTest
    @CsvSource({"1,1,80,6", "7,9,80,6", "17,33,90,5", "640,480,100,2", "640,480,80,4", "641,479,50,7", "320,200,1,60",
        "1920,8,95,4"})
    void whatComesOutIsWhatWentInAsFarAsTheQualityGoes(int width, int height, int quality, double mostError) throws Exception {
        try (var arena = Arena.ofConfined(); var picture = gray(arena, width, height); var encoder = new JpegEncoder()) {
            var jpeg = encoder.encode(picture, quality);
            var scan = Jpeg.scan(jpeg);
            assertThat(scan.isComplete()).isTrue();
            assertThat(scan.bytes()).isEqualTo(jpeg.readableBytes());
            var image = Pictures.raw(jpeg);
            jpeg.release();
            assertThat(image.getWidth()).isEqualTo(width);
            assertThat(image.getHeight()).isEqualTo(height);
            assertThat(image.getRaster().getNumBands()).isEqualTo(1);
            var noise = new Random(5);
            double error = 0;
            for (int i = 0; i < width * height; i++) {
                int difference = image.getRaster().getSample(i % width, i / width, 0) - sample(i % width, i / width, noise);
                error += (double) difference * difference;
            }
            assertThat(Math.sqrt(error / (width * height))).isLessThan(mostError);
        }
    }

    /// Noise has no zeros to leave out and the highest coefficients that there are.
    @Test
    void noiseOfTheBestQualityIsWrittenWhole() throws Exception {
        var random = new Random(7);
        try (var arena = Arena.ofConfined(); var encoder = new JpegEncoder()) {
            var pixels = arena.allocate(256 * 256);
            for (int i = 0; i < 256 * 256; i++) {
                pixels.set(ValueLayout.JAVA_BYTE, i, (byte) (random.nextBoolean() ? 255 : 0));
            }
            try (var picture = Picture.wrap(PixelFormat.GREY, pixels, 256, 256, 256)) {
                var jpeg = encoder.encode(picture, 100);
                var image = Pictures.raw(jpeg);
                jpeg.release();
                int wrong = 0;
                for (int i = 0; i < 256 * 256; i++) {
                    int was = pixels.get(ValueLayout.JAVA_BYTE, i) & 0xff;
                    wrong += Math.abs(image.getRaster().getSample(i % 256, i / 256, 0) - was) > 8 ? 1 : 0;
                }
                assertThat(wrong).isZero();
            }
        }
    }

    @Test
    void aPictureWithColourKeepsThreeComponents() throws Exception {
        var jpeg = Pictures.quartersJpeg(64, 64);
        assertThat(Pictures.raw(jpeg).getRaster().getNumBands()).isEqualTo(3);
        jpeg.release();
    }
}
