package dev.oriel.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.hub.DemandLevel;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RungTest {
    @Test
    void heightFollowsTheAspectAndIsEven() {
        assertThat(new Rung(854, 80).heightOf(1920, 1080)).isEqualTo(480);
        assertThat(new Rung(426, 80).heightOf(1280, 720)).isEqualTo(240);
        assertThat(new Rung(426, 80).heightOf(1080, 1920)).isEqualTo(758);
        assertThat(new Rung(16, 80).heightOf(6000, 20)).isEqualTo(2);
    }

    @Test
    void aViewerOfARungNeedsNoWiderPictureAndOneOfTheSourceAny() {
        assertThat(new Rung(426, 60).level(10)).isEqualTo(new DemandLevel(426, 10));
        assertThat(Rung.SOURCE.level(0)).isEqualTo(DemandLevel.FULL);
    }

    @Test
    void aRungHasAWidthAndAQuality() {
        assertThat(new Rung(1, 1)).isLessThan(new Rung(0xffff, 100));
        for (int[] wrong : new int[][]{{0, 1}, {0x1_0000, 1}, {1, 0}, {1, 101}}) {
            assertThatThrownBy(() -> new Rung(wrong[0], wrong[1])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void neverWiderThanTheSource() {
        var rung = new Rung(1920, 60);
        assertThat(rung.widthOf(640)).isEqualTo(640);
        assertThat(rung.heightOf(640, 481)).isEqualTo(481);
        assertThat(Rung.SOURCE.widthOf(640)).isEqualTo(640);
    }

    @Test
    void narrowestWidthThatIsWideEnough() {
        assertThat(Rung.widthFor(1, 1920)).isEqualTo(426);
        assertThat(Rung.widthFor(854, 1920)).isEqualTo(854);
        assertThat(Rung.widthFor(1281, 1920)).isEqualTo(1920);
        assertThat(Rung.widthFor(300, 400)).isEqualTo(400);
    }

    @Test
    void orderedFromSmallAndCoarseToTheSource() {
        assertThat(new Rung(426, 80)).isLessThan(new Rung(640, 40));
        assertThat(new Rung(640, 40)).isLessThan(new Rung(640, 60));
        assertThat(new Rung(1920, 80)).isLessThan(Rung.SOURCE);
    }

    @Test
    void sizesAreEstimatedFromTheNearestThatIsKnown() {
        var tally = new Tally();
        var rung = new Rung(640, 80);
        assertThat(tally.bytes(Rung.SOURCE, 1280, 100_000, 80)).isEqualTo(100_000);
        assertThat(tally.bytes(rung, 1280, 100_000, 80)).isBetween(25_000.0, 40_000.0);
        tally.encoded(rung, 1000, 50_000, new Tally.Of(1280, 100_000));
        assertThat(tally.bytes(rung, 1280, 100_000, 80)).isCloseTo(50_000, Offset.offset(1.0));
        assertThat(tally.bytes(rung, 1280, 10_000, 80)).isCloseTo(5_000, Offset.offset(1.0));
        assertThat(tally.bytes(new Rung(640, 60), 1280, 100_000, 80)).isBetween(30_000.0, 40_000.0);
    }

    @Test
    void sizeOfTheSourcesJpegsIsEstimatedWhereThereAreNone() {
        var tally = new Tally();
        var rung = new Rung(640, 80);
        assertThat(tally.sourceBytes(1280 * 720, 80)).isCloseTo(110_592, Offset.offset(1.0));
        tally.encoded(rung, 1000, 30_000, new Tally.Of(1280, 0));
        assertThat(tally.sourceBytes(1280 * 720, 80)).isBetween(80_000.0, 120_000.0);
        assertThat(tally.bytes(rung, 1280, tally.sourceBytes(1280 * 720, 80), 80)).isCloseTo(30_000, Offset.offset(1.0));
        assertThat(tally.bytes(new Rung(426, 80), 1280, tally.sourceBytes(1280 * 720, 80), 80)).isBetween(10_000.0, 20_000.0);
    }

    @Test
    void sizeOfTheSourcesJpegsFollowsTheRungsFromWhatWasMeasuredLast() {
        var tally = new Tally();
        var rung = new Rung(640, 80);
        tally.encoded(rung, 1000, 50_000, new Tally.Of(1280, 100_000));
        for (int i = 0; i < 50; i++) {
            tally.encoded(rung, 1000, 10_000, new Tally.Of(1280, 0)); // the night has come
        }
        assertThat(tally.sourceBytes(1280 * 720, 80)).isCloseTo(20_000, Offset.offset(100.0));
    }

    @Test
    void anyNumberOfWidthsIsCountedInBoundedMemory() {
        var tally = new Tally();
        for (int width = 16; width < 1000; width++) {
            tally.encoded(new Rung(width, 80), 1, 10, new Tally.Of(1280, 100));
        }
        assertThat(tally.counts()).hasSizeLessThan(60);
        assertThat(tally.counts().values().stream().mapToLong(Tally.Count::frames).sum()).isEqualTo(984);
    }
}
