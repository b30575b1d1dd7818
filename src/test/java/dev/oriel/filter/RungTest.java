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
        assertThat(new Rung(640, 60).heightOf(640, 481)).isEqualTo(481);
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

    @Test
    void costsOfARungAreCounted() {
        var tally = new Tally();
        var rung = new Rung(640, 80);
        assertThat(tally.microsPerFrame(rung)).isZero();
        tally.encoded(rung, 1000, 50_000, new Tally.Of(1280, 100_000));
        assertThat(tally.microsPerFrame(rung)).as("of a source that gives decoded pictures").isEqualTo(1000);
        tally.encoded(rung, 3000, 100_000, new Tally.Of(1280, 100_000));
        tally.decoded(500);
        tally.decoded(700);
        tally.failed();
        assertThat(tally.frames(rung)).isEqualTo(2);
        assertThat(tally.frames(Rung.SOURCE)).isZero();
        assertThat(tally.decoded()).isEqualTo(2);
        assertThat(tally.undecodable()).isEqualTo(1);
        assertThat(tally.micros()).isEqualTo(5200);
        assertThat(tally.microsPerFrame(rung)).isEqualTo(2000 + 600);
        assertThat(tally.counts().get(rung)).isEqualTo(new Tally.Count(2, 4000, 0.6));
    }

    @Test
    void framesAreCountedByWhatTheyBecame() {
        var tally = new Tally();
        var source = new Tally.Of(1280, 100);
        tally.encoded(new Rung(640, 80), 1, 10, source);
        tally.encoded(new Rung(640, 60), 1, 10, source);
        tally.encoded(new Rung(0xffff, 60), 1, 10, source);
        for (int width = 1000; width < 1046; width++) {
            tally.encoded(new Rung(width, 80), 1, 10, source);
        }
        assertThat(tally.framesOfForms()).containsEntry("jpeg-640", 2L).containsEntry("jpeg-full", 1L)
                .containsEntry("jpeg-1044", 1L).containsEntry("jpeg-other", 1L).doesNotContainKey("jpeg-1045");
    }

    @Test
    void measuredSizeOfTheSourcesJpegsIsTheirsWhateverTheQuality() {
        var tally = new Tally();
        tally.encoded(new Rung(640, 80), 1, 10_000, new Tally.Of(1280, 0));
        assertThat(tally.sourceBytes(1280 * 720, 100)).as("while there are none")
                .isGreaterThan(tally.sourceBytes(1280 * 720, 80));
        tally.encoded(new Rung(640, 80), 1, 10_000, new Tally.Of(1280, 100_000));
        assertThat(tally.sourceBytes(1280 * 720, 100)).isEqualTo(tally.sourceBytes(1280 * 720, 80));
        tally.encoded(new Rung(640, 80), 1, 10_000, new Tally.Of(1280, 0));
        assertThat(tally.sourceBytes(1280 * 720, 100)).as("ever").isEqualTo(tally.sourceBytes(1280 * 720, 80));
    }

    private static double estimated(Rung rung, Rung... known) {
        var tally = new Tally();
        for (int i = 0; i < known.length; i++) {
            tally.encoded(known[i], 1, 1000 * (i + 1), new Tally.Of(1920, 10_000));
        }
        return tally.bytes(rung, 1920, 10_000, 80);
    }

    @Test
    void nearestIsWhatDiffersLeastInWidthAndQuality() {
        var wide = new Rung(1280, 80);
        var narrow = new Rung(426, 80);
        assertThat(estimated(wide, wide, narrow)).isCloseTo(1000, Offset.offset(0.1));
        assertThat(estimated(new Rung(1000, 80), wide, narrow)).isCloseTo(657, Offset.offset(1.0));
        var coarse = new Rung(640, 40);
        var fine = new Rung(640, 80);
        assertThat(estimated(new Rung(640, 40), coarse, fine)).isCloseTo(1000, Offset.offset(0.1));
        assertThat(estimated(new Rung(640, 70), coarse, fine)).as("of the finer one").isCloseTo(1614, Offset.offset(1.0));
        assertThat(estimated(new Rung(640, 60), fine, new Rung(854, 60))).as("of its width").isCloseTo(681, Offset.offset(1.0));
    }
}
