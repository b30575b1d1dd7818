package dev.oriel.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

class VariantChoiceTest {
    private static final Variant SMALL = variant("small", 500, 640, 360, "avc1.42c01e");
    private static final Variant MIDDLE = variant("middle", 2000, 1280, 720, "avc1.64001f");
    private static final Variant LARGE = variant("large", 6000, 3840, 2160, "hvc1.1.6.L153");
    private static final Variant AUDIO = variant("audio", 64, 0, 0, "mp4a.40.2");
    private static final List<Variant> ALL = List.of(SMALL, AUDIO, LARGE, MIDDLE);

    private static Variant variant(String name, long bits, int width, int height, String codec) {
        return new Variant(name, bits, codec.isEmpty() ? List.of() : List.of(codec), width, height);
    }

    private static List<Variant> order(int width, int height, List<Variant> variants) {
        return new VariantChoice(width, height, PictureLimits.usual()).order(variants);
    }

    @Test
    void withoutASizeTheLargestIsTaken() {
        assertThat(order(0, 0, ALL)).containsExactly(LARGE, MIDDLE, SMALL);
    }

    @Test
    void theSmallestThatIsLargeEnoughFits() {
        assertThat(order(640, 360, ALL)).containsExactly(SMALL, MIDDLE, LARGE);
        assertThat(order(641, 360, ALL)).containsExactly(MIDDLE, LARGE, SMALL);
        assertThat(order(5000, 3000, ALL)).containsExactly(LARGE, MIDDLE, SMALL);
    }

    @Test
    void whatIsLargerThanPicturesMayBeIsLeftOut() {
        var limits = new PictureLimits(() -> 2_000_000, new MemoryBudget(() -> 1L << 30, System::nanoTime));
        assertThat(new VariantChoice(0, 0, limits).order(ALL)).containsExactly(MIDDLE, SMALL);
    }

    @Test
    void amongEqualsTheBestIsTaken() {
        var better = variant("better", 4000, 1280, 720, "avc1.64001f");
        var silent = variant("silent", 9000, 0, 0, "");
        assertThat(order(1280, 720, List.of(MIDDLE, better, silent))).containsExactly(better, MIDDLE, silent);
        assertThat(order(0, 0, List.of(variant("a", 1, 0, 0, ""), silent))).first().isEqualTo(silent);
    }

    @Test
    void whatCannotBeDecodedIsLeftOut() {
        assertThat(order(0, 0, List.of(AUDIO, variant("x", 1, 1920, 1080, "dvh1.05.06"), SMALL))).containsExactly(SMALL);
        assertThat(order(0, 0, List.of(AUDIO))).isEmpty();
    }

    @Test
    void aPictureOfTheMostPixelsMayBe() {
        var limits = new PictureLimits(() -> 1280 * 720, new MemoryBudget(() -> 1L << 30, System::nanoTime));
        assertThat(new VariantChoice(0, 0, limits).order(ALL)).containsExactly(MIDDLE, SMALL);
    }
}
