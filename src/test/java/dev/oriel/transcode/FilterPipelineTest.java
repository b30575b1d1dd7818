package dev.oriel.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.ffmpeg.JpegEncoder;
import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.Pictures;
import dev.oriel.ffmpeg.PixelFormat;
import dev.oriel.ffmpeg.Planes;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import io.netty.buffer.ByteBuf;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterPipelineTest {
    private static final FilterMoment MOMENT = new FilterMoment("door", "Front door", 1_700_000_000_000_000L);

    /// What a chain makes of red, green, blue and white quarters.
    private static BufferedImage filtered(String chain, int width, int height) throws IOException {
        try (var pipeline = new FilterPipeline(FilterChain.parse(chain), PictureLimits.usual())) {
            return filtered(pipeline, width, height, MOMENT);
        }
    }

    private static BufferedImage filtered(FilterPipeline pipeline, int width, int height, FilterMoment moment)
            throws IOException {
        ByteBuf result = null;
        try (var arena = Arena.ofConfined();
                var picture = pipeline.apply(pure(arena, width, height), moment);
                var encoder = new JpegEncoder()) {
            result = encoder.encode(picture, 95);
            return Pictures.image(result);
        } finally {
            if (result != null) {
                result.release();
            }
        }
    }

    /// Quarters of the strongest red, green, blue and white.
    private static Picture pure(Arena arena, int width, int height) {
        var pixels = arena.allocate((long) width * height * 3);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int quarter = (y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1);
                for (int color = 0; color < 3; color++) {
                    pixels.set(ValueLayout.JAVA_BYTE, ((long) y * width + x) * 3 + color,
                            (byte) (quarter == color || quarter == 3 ? 255 : 0));
                }
            }
        }
        return Picture.wrap(PixelFormat.RGB24, pixels, width, height, width * 3);
    }

    private static String quarters(BufferedImage image) {
        int x = image.getWidth() / 4;
        int y = image.getHeight() / 4;
        return name(image, x, y) + " " + name(image, 3 * x, y) + " " + name(image, x, 3 * y) + " " + name(image, 3 * x, 3 * y);
    }

    /// Each of red, green and blue in four steps.
    private static String name(BufferedImage image, int x, int y) {
        int rgb = image.getRGB(x, y);
        return "" + ((rgb >> 16 & 0xff) + 32) / 64 + ((rgb >> 8 & 0xff) + 32) / 64 + ((rgb & 0xff) + 32) / 64;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"gray|111 222 000 444", "negate|044 404 440 000", "brightness=0|400 040 004 444",
        "brightness=1|433 242 444 444", "contrast=0|222 222 222 222", "contrast=1|400 040 004 444",
        "saturation=0|111 222 000 444",
        "saturation=1|400 040 004 444", "sepia=0|400 040 004 444", "mirror|040 400 444 004", "mirror=vertical|004 444 400 040",
        "rotate|004 400 444 040", "rotate=180|444 004 040 400", "rotate=-90|040 444 400 004", "rotate=360|400 040 004 444",
        "crop=0:0:0.5:0.5|400 400 400 400", "crop=0.5:0.5|444 444 444 444", "gray,negate|333 222 444 000",
        "mirror,mirror=vertical|444 004 040 400", "ffmpeg=hflip|040 400 444 004", "ffmpeg='hue=s=0'|111 222 000 444",
        "gray,ffmpeg='negate,hflip',mirror|333 222 444 000"})
    void colorsAndCornersComeOutAsEachFilterSays(String chain, String expected) throws IOException {
        assertThat(quarters(filtered(chain, 320, 240))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"resize=160,160,120", "resize=height=120,160,120", "resize=100:100,100,100", "crop=0:0:0.5:0.25,160,60",
        "rotate=90,240,320", "'resize=160,rotate,crop=w=0.5',60,160", "'crop=w=0.501,crop=w=0.999',162,240", "rotate=45,396,396",
        "resize=1:1,1,1", "'gray,blur,edges,negate,sepia,pixelate,motion,text=x,timestamp,mirror',320,240"})
    void sizesComeOutAsEachFilterSays(String chain, int width, int height) throws IOException {
        var image = filtered(chain, 320, 240);
        assertThat(image.getWidth() + "x" + image.getHeight()).isEqualTo(width + "x" + height);
    }

    /// No pixel of the part shows what was there, whatever the picture's size; all around stays.
    @ParameterizedTest
    @CsvSource({"321,241", "320,240", "333,177", "64,48", "17,17"})
    void aHiddenPartIsHiddenToItsLastPixel(int width, int height) throws IOException {
        int left = (int) Math.floor(0.1 * width);
        int top = (int) Math.floor(0.2 * height);
        int right = (int) Math.ceil(0.7 * width);
        int bottom = (int) Math.ceil(0.6 * height);
        try (var arena = Arena.ofConfined();
                var pipeline = new FilterPipeline(FilterChain.parse("pixelate=1:0.1:0.2:0.6:0.4"), PictureLimits.usual())) {
            var planar = planar(arena, width, height);
            var planes = planar.planes();
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    planes.luma().set(x, y, (x * 7 + y * 13) % 251);
                }
            }
            var before = planar.share();
            try (before; var after = pipeline.apply(planar, MOMENT)) {
                var pixels = after.planes();
                int hidden = pixels.luma().get(left, top);
                for (int y = top; y < bottom; y++) {
                    for (int x = left; x < right; x++) {
                        assertThat(pixels.luma().get(x, y)).as(x + ", " + y).isEqualTo(hidden);
                    }
                }
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++) {
                        if (x < left - 1 || x > right || y < top - 1 || y > bottom) {
                            assertThat(pixels.luma().get(x, y)).as(x + ", " + y).isEqualTo((x * 7 + y * 13) % 251);
                        }
                    }
                }
            }
        }
    }

    private static Picture planar(Arena arena, int width, int height) throws IOException {
        try (var rgb = Pictures.quarters(arena, width, height);
                var transform = new dev.oriel.ffmpeg.Transform(dev.oriel.ffmpeg.Shape.SAME)) {
            return transform.apply(rgb);
        }
    }

    @Test
    void aBlurredPartIsSoftAndTheRestIsUntouched() throws IOException {
        var sharp = filtered("blur=0", 321, 241);
        var soft = filtered("blur=0.1:x=0:y=0:w=0.6:h=1", 321, 241);
        assertThat(soft.getRGB(150, 60) & 0xffffff).isNotEqualTo(sharp.getRGB(150, 60) & 0xffffff);
        assertThat(soft.getRGB(300, 60)).isEqualTo(sharp.getRGB(300, 60));
        assertThat(soft.getRGB(320, 240)).isEqualTo(sharp.getRGB(320, 240));
    }

    @Test
    void textStandsWhereItIsToldWhateverTheSize() throws IOException {
        for (int width : new int[]{160, 640, 1920}) {
            int height = width * 3 / 4;
            var image = filtered("contrast=0,text='It''s 5: a\\b, [c]; %%':size=0.1:position=bottom-right:box=false", width,
                    height);
            int bright = 0;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    boolean isBright = (image.getRGB(x, y) & 0xff) > 220;
                    bright += isBright ? 1 : 0;
                    assertThat(isBright && y < height * 0.75).as(x + ", " + y).isFalse();
                }
            }
            assertThat(bright).isGreaterThan(width * height / 400);
        }
    }

    @Test
    void theTimeIsThatOfThePicture() throws IOException {
        try (var pipeline = new FilterPipeline(FilterChain.parse("contrast=0,timestamp=zone=UTC:size=0.1"),
                PictureLimits.usual())) {
            var first = filtered(pipeline, 640, 480, MOMENT);
            var same = filtered(pipeline, 640, 480, new FilterMoment("", "", MOMENT.capturedAtMicros() + 300_000));
            var other = filtered(pipeline, 640, 480, new FilterMoment("", "", MOMENT.capturedAtMicros() + 1_000_000));
            assertThat(differences(first, same)).isZero();
            assertThat(differences(first, other)).isPositive();
        }
    }

    private static int differences(BufferedImage one, BufferedImage other) {
        int differences = 0;
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                differences += one.getRGB(x, y) == other.getRGB(x, y) ? 0 : 1;
            }
        }
        return differences;
    }

    @Test
    void motionIsHighlightedAndMeasured() throws IOException {
        try (var arena = Arena.ofConfined();
                var pipeline = new FilterPipeline(FilterChain.parse("motion"), PictureLimits.usual())) {
            assertThat(pipeline.motionRatio()).isNaN();
            for (int i = 0; i < 20; i++) {
                try (var still = pipeline.apply(gray(arena, i % 2 == 0 ? 100 : 104, 100), MOMENT)) {
                    assertThat(still.planes().cr().get(5, 5)).isEqualTo(128);
                }
            }
            assertThat(pipeline.motionRatio()).isZero();
            try (var moved = pipeline.apply(gray(arena, 100, 220), MOMENT)) {
                assertThat(moved.planes().cr().get(4, 4)).isGreaterThan(160);
                assertThat(moved.planes().cr().get(100, 80)).isEqualTo(128);
            }
            assertThat(pipeline.motionRatio()).isBetween(0.03, 0.06);
        }
    }

    /// A gray picture, in whose upper left corner a square has another brightness.
    private static Picture gray(Arena arena, int brightness, int square) throws IOException {
        var picture = planar(arena, 320, 240);
        Planes planes = picture.planes();
        planes.luma().fill(0, 0, 320, 240, brightness);
        planes.luma().fill(0, 0, 64, 48, square);
        planes.cb().fill(0, 0, 160, 120, 128);
        planes.cr().fill(0, 0, 160, 120, 128);
        return picture;
    }

    @ParameterizedTest
    @ValueSource(strings = {"resize=8000:8000", "resize=8000:8000,resize=10"})
    void noFilterMakesAPictureLargerThanTheLimitAllows(String chain) throws IOException {
        var limits = new PictureLimits(() -> 1_000_000, new MemoryBudget(() -> 1L << 30, System::nanoTime));
        try (var pipeline = new FilterPipeline(FilterChain.parse(chain), limits)) {
            assertThatThrownBy(() -> filtered(pipeline, 320, 240, MOMENT)).isInstanceOf(IOException.class)
                    .hasMessageContaining("limits.pixels");
        }
    }

    @Test
    void picturesThatChangeTheirSizeAreFollowed() throws IOException {
        try (var pipeline = new FilterPipeline(FilterChain.parse("blur=0.02:w=0.5,motion,crop=w=0.5,text=x,negate"),
                PictureLimits.usual())) {
            for (int width : new int[]{320, 640, 323, 16, 320}) {
                assertThat(filtered(pipeline, width, 240, MOMENT).getHeight()).isEqualTo(240);
            }
        }
    }
}
