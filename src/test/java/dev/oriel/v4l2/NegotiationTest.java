package dev.oriel.v4l2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is asked of a driver, from a wish and what it offers.
class NegotiationTest {

    private static final String WEBCAM = "MJPG 1920x1080 30;MJPG 1280x720 60 30;MJPG 640x480 30;"
            + "YUYV 1920x1080 5;YUYV 1280x720 10;YUYV 640x480 30 15;YUYV 320x240 30";

    /// Columns: format (or -), size (or -), fps (or 0), what is asked for.
    @ParameterizedTest
    @CsvSource({"-, -, 0, MJPG 1920x1080 30", "-, -, 60, MJPG 1280x720 60", "-, -, 10, MJPG 1920x1080 30",
        "-, 1280x720, 0, MJPG 1280x720 30", "-, 1280x720, 60, MJPG 1280x720 60", "-, 320x240, 0, YUYV 320x240 30",
        "-, 1300x700, 30, MJPG 1280x720 30", "-, 4000x3000, 0, MJPG 1920x1080 30", "YUYV, -, 0, YUYV 640x480 30",
        "YUYV, -, 15, YUYV 640x480 15", "YUYV, 1920x1080, 0, YUYV 1920x1080 5", "MJPEG, 320x240, 0, MJPG 640x480 30",
        "GREY, -, 0, MJPG 1920x1080 30", "YUYV, 640x480, 20, YUYV 640x480 15", "YUYV, 640x480, 25, YUYV 640x480 30"})
    void webcam(String format, String size, double fps, String asked) throws CameraException {
        assertThat(ask(WEBCAM, format, size, fps)).isEqualTo(asked);
    }

    @Test
    void jpegIsPreferredToLargerRawPictures() throws CameraException {
        assertThat(ask("YUYV 1920x1080 60;JPEG 640x480 30", "-", "-", 0)).isEqualTo("JPEG 640x480 30");
    }

    @Test
    void aCameraThatIsSlowEverywhereIsAskedForItsFastestRateAtTheLargestSize() throws CameraException {
        assertThat(ask("MJPG 1920x1080 5;MJPG 1280x720 25;MJPG 640x480 25", "-", "-", 0)).isEqualTo("MJPG 1280x720 25");
    }

    @Test
    void ntscRatesCountAsThirty() throws CameraException {
        assertThat(ask("MJPG 1920x1080 29.97;MJPG 640x480 30", "-", "-", 0)).isEqualTo("MJPG 1920x1080 29.97");
    }

    @Test
    void aCameraWithOnlyLargerSizesGivesItsSmallest() throws CameraException {
        assertThat(ask("MJPG 3840x2160 30;MJPG 2592x1944 30", "-", "-", 0)).isEqualTo("MJPG 2592x1944 30");
    }

    @Test
    void withoutRatesTheDriversOwnIsTaken() throws CameraException {
        assertThat(ask("MJPG 1280x720", "-", "-", 25)).isEqualTo("MJPG 1280x720 -");
    }

    @Test
    void aRangeGivesWhatWasWished() throws CameraException {
        var range = new FakeOffers();
        range.add(FourCc.of("YUYV"), new FrameSizes(160, 1920, 16, 120, 1080, 8), new FrameRates(interval(60), interval(1)));
        assertThat(ask(range, "-", "-", 0)).isEqualTo("YUYV 1920x1080 30");
        assertThat(ask(range, "-", "700x500", 12.5)).isEqualTo("YUYV 688x496 12.5");
    }

    @Test
    void unusableFormatsAreNamed() {
        assertThatThrownBy(() -> ask("H264 1920x1080 30;pRAA 640x480 30", "-", "-", 0)).isInstanceOf(CameraException.class)
                .hasMessage("gives H.264 and raw Bayer pictures only, which Oriel cannot show yet"
                        + " (cameras of a Raspberry Pi: libcamera:0)");
    }

    @Test
    void theOutcomeNamesTheWishOnlyWhereItDiffers() {
        var mode = new Mode(CameraFormat.MJPEG, 1280, 720, 0, 30);
        assertThat(mode.outcome(Wish.OPEN)).isEqualTo("MJPEG 1280x720 at 30 fps");
        assertThat(mode.outcome(new Wish(CameraFormat.MJPEG, 1280, 720, 29.97))).isEqualTo("MJPEG 1280x720 at 30 fps");
        assertThat(mode.outcome(new Wish(null, 1920, 1080, 60)))
                .isEqualTo("MJPEG 1280x720 at 30 fps (asked for 1920x1080 at 60 fps)");
        assertThat(mode.outcome(new Wish(CameraFormat.YUYV, 0, 0, 0))).isEqualTo("MJPEG 1280x720 at 30 fps (asked for YUYV)");
        assertThat(mode.outcome(new Wish(null, 0, 0, 15))).isEqualTo("MJPEG 1280x720 at 30 fps (asked for 15 fps)");
    }

    @Test
    void formatsHaveWordsForPeople() {
        assertThat(CameraFormat.parse("mjpeg")).isEqualTo(CameraFormat.MJPEG);
        assertThat(CameraFormat.parse("JPEG")).isEqualTo(CameraFormat.MJPEG);
        assertThat(CameraFormat.parse("rgb3")).isEqualTo(CameraFormat.RGB24);
        assertThatThrownBy(() -> CameraFormat.parse("h264")).hasMessageContaining("mjpeg, yu12, nv12, yuyv");
    }

    @Test
    void picturesHaveTheBytesOfAllTheirPlanes() {
        assertThat(CameraFormat.YUYV.pictureBytes(CameraFormat.YUYV.leastStrideBytes(640), 480)).isEqualTo(640 * 480 * 2);
        assertThat(CameraFormat.NV12.pictureBytes(704, 480)).isEqualTo(704 * 480 * 3 / 2);
        assertThat(CameraFormat.YUV422P.pictureBytes(640, 480)).isEqualTo(640 * 480 * 2);
        assertThat(CameraFormat.BGR24.leastStrideBytes(641)).isEqualTo(641 * 3);
        assertThat(CameraFormat.BGRX32.leastStrideBytes(640)).isEqualTo(2560);
    }

    private static String ask(String offered, String format, String size, double fps) throws CameraException {
        var offers = new FakeOffers();
        for (String line : offered.split(";")) {
            String[] words = line.split(" ");
            String[] wh = words[1].split("x");
            List<FrameRates> rates = new ArrayList<>();
            for (int i = 2; i < words.length; i++) {
                FrameInterval interval = FrameInterval.ofFps(Double.parseDouble(words[i]));
                rates.add(new FrameRates(interval, interval));
            }
            offers.add(FourCc.of(words[0]), FrameSizes.single(Integer.parseInt(wh[0]), Integer.parseInt(wh[1])),
                    rates.toArray(FrameRates[]::new));
        }
        return ask(offers, format, size, fps);
    }

    private static String ask(Offers offers, String format, String size, double fps) throws CameraException {
        @Nullable
        CameraFormat wished = format.equals("-") ? null : CameraFormat.parse(format);
        String[] wh = size.equals("-") ? new String[]{"0", "0"} : size.split("x");
        var choice = Negotiation.choose(offers, new Wish(wished, Integer.parseInt(wh[0]), Integer.parseInt(wh[1]), fps));
        FrameInterval interval = choice.interval();
        return choice.code() + " " + choice.width() + "x" + choice.height() + " "
                + (interval == null ? "-" : Numbers.of(interval.fps()));
    }

    private static FrameInterval interval(int fps) {
        return new FrameInterval(1, fps);
    }

    private static final class FakeOffers implements Offers {
        private final Map<FourCc, Map<FrameSizes, List<FrameRates>>> table = new LinkedHashMap<>();

        void add(FourCc format, FrameSizes sizes, FrameRates... rates) {
            table.computeIfAbsent(format, _ -> new LinkedHashMap<>()).put(sizes, List.of(rates));
        }

        @Override
        public List<FourCc> formats() {
            return List.copyOf(table.keySet());
        }

        @Override
        public List<FrameSizes> sizes(FourCc format) {
            return List.copyOf(table.getOrDefault(format, Map.of()).keySet());
        }

        @Override
        public List<FrameRates> rates(FourCc format, int width, int height) {
            return table.getOrDefault(format, Map.of()).entrySet().stream()
                    .filter(entry -> width >= entry.getKey().minWidth() && width <= entry.getKey().maxWidth()
                            && height >= entry.getKey().minHeight() && height <= entry.getKey().maxHeight())
                    .findFirst().map(Map.Entry::getValue).orElse(List.of());
        }
    }
}
