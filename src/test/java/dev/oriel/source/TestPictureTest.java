package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is on the test picture.
class TestPictureTest {
    private static final long NOW_MICROS = 1_700_000_000_123_456L;

    @Test
    void theClockIsUtcToTheMillisecond() {
        assertThat(TestPicture.clock(NOW_MICROS)).isEqualTo("22:13:20.123");
        assertThat(TestPicture.clock(0)).isEqualTo("00:00:00.000");
    }

    @Test
    void theNumberGrowsBeyondSixDigits() {
        assertThat(TestPicture.words(42)).endsWith("FRAME 000042");
        assertThat(TestPicture.words(12_345_678)).endsWith("FRAME 12345678");
    }

    @ParameterizedTest
    @CsvSource({"16,16", "17,31", "160,120", "321,241", "720,1280", "1280,720", "3840,2160"})
    void everySizeIsDrawnWithoutTouchingWhatIsOutside(int width, int height) {
        try (Arena arena = Arena.ofConfined()) {
            var picture = new TestPicture(width, height, "29.97 FPS", arena);
            for (int i = 0; i < 50; i++) {
                picture.draw(i * 100_000L, NOW_MICROS + i * 163_000L);
            }
            int stride = width + 1 & ~1;
            assertThat(picture.strideBytes()).isEqualTo(stride);
            assertThat(picture.memory().byteSize()).isEqualTo((long) stride * height + (long) stride * ((height + 1) / 2));
        }
    }

    @ParameterizedTest
    @CsvSource({"160,120", "1280,720"})
    void numberAndTimeAreBothSeen(int width, int height) {
        byte[] first = drawn(width, height, 1, NOW_MICROS);
        assertThat(drawn(width, height, 1, NOW_MICROS)).as("the same again").isEqualTo(first);
        assertThat(drawn(width, height, 2, NOW_MICROS)).as("another number").isNotEqualTo(first);
        assertThat(drawn(width, height, 1, NOW_MICROS + 1000)).as("a millisecond later").isNotEqualTo(first);
    }

    @Test
    void noTwoDigitsLookTheSameAtTheSmallestSize() {
        var font = new StrokeFont(11);
        Set<String> looks = new HashSet<>();
        for (char digit = '0'; digit <= '9'; digit++) {
            var look = new StringBuilder();
            for (byte covered : font.glyph(digit).coverage()) {
                look.append((covered & 0xff) > 128 ? '#' : ' ');
            }
            looks.add(look.toString());
        }
        assertThat(looks).hasSize(10);
        assertThat(font.widthPixels("000000")).isEqualTo(font.widthPixels("111111"));
    }

    @Test
    void theSweepStandsUprightOverTheWholeHeight() {
        byte[] dark = drawn(640, 480, 1, 4_000_000L * 1000 + 100_000);
        byte[] lit = drawn(640, 480, 1, 4_000_000L * 1000 + 2_000_000);
        int edge = (int) (0.5 * (640 + 640 / 14)) - 1; // its bright side, half way
        for (int y = 0; y < 480; y += 40) {
            assertThat(lit[y * 640 + edge] & 0xff).as("row " + y).isGreaterThan((dark[y * 640 + edge] & 0xff) + 5);
        }
    }

    private static byte[] drawn(int width, int height, long number, long epochMicros) {
        try (Arena arena = Arena.ofConfined()) {
            var picture = new TestPicture(width, height, "30 FPS", arena);
            picture.draw(number, epochMicros);
            return picture.memory().toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
