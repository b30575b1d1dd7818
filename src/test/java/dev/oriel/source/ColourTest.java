package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.ffmpeg.Pictures;
import dev.oriel.frame.Packet;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Size;
import dev.oriel.hub.Track;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A colour that `ffmpeg` has encoded, as it looks when it has come through.
@Timeout(180)
class ColourTest {
    private static final int ORANGE = 0xd06a1e;
    private static final int MOST_OFF = 4;

    @TempDir
    Path folder = Path.of("");

    /// One second of a single colour in H.264.
    private Path film(String matrix, String range) throws IOException, InterruptedException {
        return film("1280x720", matrix, range, "-colorspace " + matrix);
    }

    private Path film(String size, String matrix, String range, String says) throws IOException, InterruptedException {
        return TestMedia.make(folder, size + matrix + range + ".mp4",
                "-f lavfi -i color=0x" + Integer.toHexString(ORANGE) + ":size=" + size + ":rate=10 -map 1 -vf "
                        + "scale=out_color_matrix=" + matrix + ":out_range=" + range + ",format=yuv420p " + says
                        + " -color_range " + range + " -c:v libx264 -qp 4 -t 1");
    }

    private int colour(Path film, @Nullable Size size) throws Exception {
        var track = new Track("film", 0, new Clocks(() -> 0, () -> 0));
        var settings = new CameraSettings("", size, null, 95, 0, Flip.NONE, "");
        try (var _ = track.subscribe(Runnable::run, () -> {});
                var sink = new CameraPipeline(track, new CameraPipeline.Form(() -> settings, true, PictureLimits.usual()),
                        new DeafListener(), new FrameCounts())) {
            assertThatThrownBy(() -> SourceKind
                    .of(CameraUri.parse("file:" + film), Terms.USUAL,
                            new SourceContext(new Clocks(() -> 0, System::nanoTime), PictureLimits.usual()),
                            Look.ALWAYS_WHOLE)
                    .source()
                    .run(sink))
                    .hasMessage("end of file");
        }
        Packet newest = Objects.requireNonNull(track.newestPacket());
        var jpeg = newest.content();
        try {
            return Pictures.image(jpeg).getRGB(100, 100) & 0xffffff;
        } finally {
            jpeg.release();
            newest.release();
            track.forget();
        }
    }

    private static void assertOrange(int rgb) {
        for (int shift = 0; shift <= 16; shift += 8) {
            assertThat(Math.abs((rgb >> shift & 255) - (ORANGE >> shift & 255))).as(Integer.toHexString(rgb))
                    .isLessThanOrEqualTo(MOST_OFF);
        }
    }

    @ParameterizedTest
    @CsvSource({"bt709,tv", "bt709,pc", "smpte170m,tv", "bt470bg,pc"})
    void coloursComeThroughWhateverTheirMatrix(String matrix, String range) throws Exception {
        assertOrange(colour(film(matrix, range), null));
    }

    @ParameterizedTest
    @CsvSource({"1280x720,bt709", "720x576,smpte170m"})
    void whatDoesNotSayItsMatrixHasTheOneThatIsUsualAtItsSize(String size, String matrix) throws Exception {
        assertOrange(colour(film(size, matrix, "tv", "-bsf:v h264_metadata=matrix_coefficients=2"), null));
    }

    @Test
    void alsoWhenTheyAreScaled() throws Exception {
        assertOrange(colour(film("bt709", "tv"), new Size(640, 360)));
    }
}
