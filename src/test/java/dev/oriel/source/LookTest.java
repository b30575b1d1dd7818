package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.ffmpeg.JpegDecoder;
import dev.oriel.ffmpeg.JpegEncoder;
import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.PixelFormat;
import dev.oriel.frame.Jpeg;
import dev.oriel.hub.CameraSetting;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.Size;
import dev.oriel.limits.PictureLimits;
import dev.oriel.orient.Pose;
import java.io.IOException;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LookTest {
    private static final CameraSettings PLAIN = CameraSettings.titled("door");

    private static Look look(double pan, double tilt, double zoom) {
        return new Look(new Pose(pan, tilt, zoom), 60);
    }

    @Test
    void theWindowIsAPartOfThePictureAndStopsAtItsEdges() {
        assertThat(look(0, 0, 2).of(1280, 720)).isEqualTo(new Look.Window(320, 180, 640, 360));
        assertThat(look(15, 0, 2).of(1280, 720)).isEqualTo(new Look.Window(640, 180, 640, 360));
        assertThat(look(-90, 90, 2).of(1280, 720)).isEqualTo(new Look.Window(0, 0, 640, 360));
        assertThat(look(30, -30, 4).of(640, 480)).isEqualTo(new Look.Window(480, 360, 160, 120));
        assertThat(look(0, 0, 8).of(17, 9).width()).isEqualTo(16);
    }

    /// Dark on the left, bright on the right; the upper half a little darker than the lower one.
    private static int brightness(CameraSettings settings, @Nullable Size size, Look look, Size expected) throws IOException {
        try (var arena = Arena.ofConfined();
                var shaper = new PictureShaper("door", PictureLimits.usual());
                var encoder = new JpegEncoder();
                var decoder = new JpegDecoder(PictureLimits.usual())) {
            var drawn = new Yuv420(320, 160, arena);
            drawn.fill(0, 0, 320, 160, new Yuv420.Colour(40, 118, 128));
            drawn.fill(160, 0, 320, 160, new Yuv420.Colour(200, 118, 128));
            drawn.fill(0, 80, 160, 160, new Yuv420.Colour(90, 118, 128));
            try (var raw = Picture.wrap(PixelFormat.YUV420, drawn.memory(), 320, 160, drawn.strideBytes())) {
                var whole = encoder.encode(raw, 95);
                assertThat(PictureShaper.shapes(settings, size, look, Jpeg.scan(whole))).isTrue();
                try (var decoded = decoder.decode(whole); var shaped = shaper.shape(decoded, settings, size, look, 0)) {
                    assertThat(new Size(shaped.widthPixels(), shaped.heightPixels())).isEqualTo(expected);
                    var jpeg = shaper.encode(shaped, settings.quality());
                    try (var shown = decoder.decode(jpeg)) {
                        var plane = shown.planes().luma();
                        return plane.bytes().get(java.lang.foreign.ValueLayout.JAVA_BYTE,
                                (long) plane.strideBytes() * (plane.height() / 2) + plane.width() / 2) & 0xff;
                    } finally {
                        jpeg.release();
                    }
                } finally {
                    whole.release();
                }
            }
        }
    }

    @Test
    void aPartIsShownAsLargeAsTheWhole() throws IOException {
        var same = new Size(320, 160);
        assertThat(brightness(PLAIN, null, look(15, 0, 2), same)).as("right").isGreaterThan(180);
        assertThat(brightness(PLAIN, null, look(-15, 7, 4), same)).as("left above").isLessThan(60);
        assertThat(brightness(PLAIN, null, look(-15, -7, 4), same)).as("left below").isBetween(75, 110);
        assertThat(brightness(PLAIN, new Size(160, 80), look(15, 0, 2), new Size(160, 80))).as("scaled").isGreaterThan(180);
    }

    @Test
    void itIsCutOutOfThePictureAsItIsShown() throws IOException {
        var turned = new CameraSettings("door", null, null, 90, 180, Flip.NONE, "");
        assertThat(brightness(turned, null, look(-15, 0, 2), new Size(320, 160))).as("what was right").isGreaterThan(180);
        var onItsSide = new CameraSettings("door", null, null, 90, 90, Flip.NONE, "");
        assertThat(brightness(onItsSide, null, look(0, -25, 2), new Size(160, 320))).as("right came below").isGreaterThan(180);
        assertThat(brightness(PLAIN.with(CameraSetting.FILTER, "negate"), null, look(15, 0, 2), new Size(320, 160)))
                .as("filtered").isLessThan(80);
    }
}
