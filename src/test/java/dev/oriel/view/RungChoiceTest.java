package dev.oriel.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.filter.Rung;
import dev.oriel.view.RungChoice.Choice;
import dev.oriel.view.RungChoice.Reason;
import dev.oriel.view.Wish.Mode;
import org.junit.jupiter.api.Test;

/// A camera of 1920x1080 pixels, 30 frames per second of 150 KB each.
class RungChoiceTest {
    private static final double UNLIMITED = Double.POSITIVE_INFINITY;
    private static final double QUARTER_SECOND = 0.25;

    private final RungChoice rungs = new RungChoice();
    private double bytesOfSource = 150_000;
    /// The part of a picture's bytes that the coarsest quality leaves.
    private double coarse = 0.52;
    private double deviceFps = UNLIMITED;
    private double seconds = 10;

    private double bytes(Rung rung) {
        return rung.isSource()
                ? bytesOfSource
                : 150_000 * Math.pow(rung.widthPixels() / 1920.0, 2)
                        * (rung.quality() == 80 ? 1 : rung.quality() == 60 ? 0.68 : coarse);
    }

    private Situation situation(Wish wish, double bytesPerSecond) {
        return new Situation(1920, 1080, 30, this::bytes, 80, wish, wish.mode().floorFps, bytesPerSecond, deviceFps);
    }

    private Choice choose(Wish wish, double bytesPerSecond) {
        return rungs.choose(situation(wish, bytesPerSecond), (long) (seconds * 1e9));
    }

    private Choice after(double howLong, Wish wish, double bytesPerSecond) {
        var choice = choose(wish, bytesPerSecond);
        for (double end = seconds + howLong; seconds < end;) {
            seconds += QUARTER_SECOND;
            choice = choose(wish, bytesPerSecond);
        }
        return choice;
    }

    private static Wish wish(int width, int height, Mode mode) {
        return new Wish(width, height, mode, 0, false);
    }

    private static final Wish FULL = wish(1920, 1080, Mode.AUTO);

    @Test
    void viewerThatSaysNothingGetsTheSource() {
        assertThat(choose(Wish.DEFAULT, 0)).isEqualTo(new Choice(Rung.SOURCE, 30, Reason.SOURCE));
    }

    @Test
    void neverLargerThanTheViewCanShow() {
        assertThat(choose(wish(800, 600, Mode.AUTO), UNLIMITED)).isEqualTo(new Choice(new Rung(854, 80), 30, Reason.VIEW));
        assertThat(choose(wish(854, 480, Mode.SHARP), UNLIMITED).rung()).isEqualTo(new Rung(854, 80));
        assertThat(choose(wish(855, 2000, Mode.SMOOTH), UNLIMITED).rung()).isEqualTo(new Rung(1280, 80));
        assertThat(choose(wish(10, 10, Mode.AUTO), UNLIMITED).rung()).isEqualTo(new Rung(426, 80));
        assertThat(choose(wish(3840, 2160, Mode.AUTO), UNLIMITED).rung()).isEqualTo(Rung.SOURCE);
    }

    @Test
    void letterboxedPictureNeedsOnlyWhatItFills() {
        assertThat(choose(wish(1920, 240, Mode.AUTO), UNLIMITED).rung()).isEqualTo(new Rung(640, 80));
    }

    @Test
    void sharpKeepsTheSizeAndGivesUpRate() {
        var choice = after(10, wish(1920, 1080, Mode.SHARP), 75_000);
        assertThat(choice.rung()).isEqualTo(Rung.SOURCE);
        assertThat(choice.fps()).isEqualTo(0.5);
    }

    @Test
    void autoKeepsFiveFramesBeforeSize() {
        assertThat(choose(FULL, 151_000 * 5).rung()).isEqualTo(Rung.SOURCE);
        var less = after(2, FULL, 110_000 * 5);
        assertThat(less.rung()).isEqualTo(new Rung(1920, 60));
        assertThat(less.fps()).isGreaterThanOrEqualTo(5);
        assertThat(less.reason()).isEqualTo(Reason.BANDWIDTH);
        assertThat(after(2, FULL, 50_000 * 5).rung()).isEqualTo(new Rung(1280, 60));
    }

    @Test
    void smoothKeepsFifteenFramesBeforeSize() {
        var choice = choose(wish(1920, 1080, Mode.SMOOTH), 151_000 * 5);
        assertThat(choice.fps()).isGreaterThanOrEqualTo(15);
        assertThat(choice.rung()).isLessThan(new Rung(1920, 40));
    }

    @Test
    void smoothNeedsNoMoreFramesThanTheViewerWants() {
        var choice = choose(new Wish(1920, 1080, Mode.SMOOTH, 4, false), 151_000 * 4);
        assertThat(choice).isEqualTo(new Choice(Rung.SOURCE, 4, Reason.SOURCE));
    }

    @Test
    void almostNothingLeavesTheSmallestRung() {
        assertThat(choose(FULL, 1).rung()).isEqualTo(new Rung(426, 40));
    }

    @Test
    void shortDipChangesNothing() {
        choose(FULL, UNLIMITED);
        assertThat(after(0.75, FULL, 100_000).rung()).isEqualTo(Rung.SOURCE);
        assertThat(after(10, FULL, 1e6).rung()).isEqualTo(Rung.SOURCE);
        assertThat(after(1.25, FULL, 100_000).rung()).isNotEqualTo(Rung.SOURCE);
    }

    @Test
    void goesUpAfterFourSecondsWithAThirdToSpare() {
        choose(FULL, 110_000 * 5);
        assertThat(after(20, FULL, 160_000 * 5).rung()).isEqualTo(new Rung(1920, 60));
        assertThat(after(3.5, FULL, 200_000 * 5).rung()).isEqualTo(new Rung(1920, 60));
        assertThat(after(1, FULL, 200_000 * 5).rung()).isEqualTo(Rung.SOURCE);
    }

    @Test
    void flappingMakesItMorePatient() {
        choose(FULL, 110_000 * 5);
        int ups = 0;
        for (int i = 0; i < 20; i++) {
            var rung = after(5, FULL, 200_000 * 5).rung();
            ups += rung.isSource() ? 1 : 0;
            after(2, FULL, 110_000 * 5);
        }
        assertThat(ups).isLessThan(3);
    }

    @Test
    void anotherViewCountsAtOnce() {
        choose(FULL, UNLIMITED);
        assertThat(choose(wish(426, 240, Mode.AUTO), UNLIMITED).rung()).isEqualTo(new Rung(426, 80));
        assertThat(choose(FULL, UNLIMITED).rung()).isEqualTo(Rung.SOURCE);
    }

    @Test
    void stepThatSavesNothingIsLeftOut() {
        bytesOfSource = 80_000; // the camera's own pictures are coarser than our quality 60
        var choice = choose(FULL, 79_000 * 5);
        assertThat(choice.rung()).isEqualTo(new Rung(1280, 60));
    }

    @Test
    void slowDeviceIsNamed() {
        deviceFps = 8;
        assertThat(choose(FULL, UNLIMITED)).isEqualTo(new Choice(Rung.SOURCE, 8, Reason.DEVICE));
    }

    @Test
    void stepDownWaitsForASecond() {
        choose(FULL, UNLIMITED);
        assertThat(after(0.75, FULL, 110_000 * 5).rung()).isEqualTo(Rung.SOURCE);
        seconds += QUARTER_SECOND;
        assertThat(choose(FULL, 110_000 * 5).rung()).isEqualTo(new Rung(1920, 60));
        seconds += QUARTER_SECOND;
        assertThat(choose(FULL, 1).rung()).as("each step").isEqualTo(new Rung(1920, 60));
        assertThat(after(1, FULL, 1).rung()).isEqualTo(new Rung(426, 40));
    }

    @Test
    void anotherViewBeginsTheSecondAnew() {
        choose(FULL, UNLIMITED);
        after(0.75, FULL, 100_000);
        var other = wish(1280, 720, Mode.AUTO);
        choose(other, UNLIMITED);
        assertThat(after(0.75, other, 100_000).rung()).isEqualTo(new Rung(1280, 80));
    }

    @Test
    void smallestRungStaysHoweverLittleThereIs() {
        choose(FULL, 1);
        assertThat(after(3, FULL, 1).rung()).isEqualTo(new Rung(426, 40));
    }

    @Test
    void smallestRungThatIsNoLongerWorthItIsLeftForTheOneThatIs() {
        choose(FULL, 1);
        coarse = 0.67;
        assertThat(choose(FULL, 1).rung()).isEqualTo(new Rung(426, 60));
    }

    @Test
    void unknownBandwidthChangesNothing() {
        choose(FULL, 110_000 * 5);
        assertThat(after(10, FULL, 0).rung()).isEqualTo(new Rung(1920, 60));
    }

    @Test
    void eachStepUpWaitsForFourSeconds() {
        choose(FULL, 50_000 * 5);
        assertThat(after(3.75, FULL, 140_000 * 5).rung()).isEqualTo(new Rung(1280, 60));
        seconds += QUARTER_SECOND;
        assertThat(choose(FULL, 140_000 * 5).rung()).isEqualTo(new Rung(1920, 60));
        seconds += QUARTER_SECOND;
        assertThat(after(3.75, FULL, UNLIMITED).rung()).isEqualTo(new Rung(1920, 60));
        seconds += QUARTER_SECOND;
        assertThat(choose(FULL, UNLIMITED).rung()).isEqualTo(Rung.SOURCE);
    }

    @Test
    void stepUpIsOneWhereThePathBecameShorterMeanwhile() {
        choose(FULL, 50_000 * 5); // 1280 pixels, with two rungs of 1920 above it
        after(2, FULL, 105_000 * 5);
        coarse = 0.67; // of which one is no longer worth it
        assertThat(after(2, FULL, 140_000 * 5).rung()).isEqualTo(new Rung(1920, 60));
    }

    /// Goes up, and down so many seconds later; returns whether four seconds bring it up again.
    private boolean comesUpSoonAfterGoingDown(double later) {
        choose(FULL, 110_000 * 5);
        assertThat(after(4, FULL, 200_000 * 5).rung()).isEqualTo(Rung.SOURCE);
        after(later - 1, FULL, 200_000 * 5);
        assertThat(after(1, FULL, 110_000 * 5).rung()).isEqualTo(new Rung(1920, 60));
        return after(4, FULL, 200_000 * 5).rung().isSource();
    }

    @Test
    void goingDownWithinFifteenSecondsIsFlapping() {
        assertThat(comesUpSoonAfterGoingDown(14.75)).isFalse();
    }

    @Test
    void goingDownAfterFifteenSecondsIsNot() {
        assertThat(comesUpSoonAfterGoingDown(15)).isTrue();
    }

    @Test
    void patienceIsNotForgottenAtTheSmallestRung() {
        choose(FULL, 110_000 * 5);
        after(4, FULL, UNLIMITED); // up
        after(1, FULL, 1); // and down again: it flaps
        after(20, FULL, 1);
        assertThat(after(7.75, FULL, UNLIMITED).rung()).isEqualTo(new Rung(426, 40));
        seconds += QUARTER_SECOND;
        assertThat(choose(FULL, UNLIMITED).rung()).isEqualTo(Rung.SOURCE);
    }

    @Test
    void aSourceOfUnknownRateIsTakenForThirtyFrames() {
        for (double[] fps : new double[][]{{0, 30}, {15, 15}, {0.5, 0.5}}) {
            var situation = new Situation(1920, 1080, fps[0], this::bytes, 80, FULL, 5, UNLIMITED, UNLIMITED);
            assertThat(situation.fullFps()).isEqualTo(fps[1]);
        }
    }

    @Test
    void widthsThatWereGivenUpAreNotTakenAtTheFinestQualityAgain() {
        var situation = new Situation(1920, 1080, 30, this::bytes, 60, FULL, 5, UNLIMITED, UNLIMITED);
        assertThat(situation.path()).startsWith(Rung.SOURCE, new Rung(1920, 40), new Rung(1280, 40));
    }

    @Test
    void exactlyEnoughIsEnough() {
        assertThat(choose(FULL, 150_000 * 5).rung()).isEqualTo(Rung.SOURCE);
    }

    @Test
    void reasonsAreTheProtocolsWords() {
        assertThat(Reason.BANDWIDTH.word()).isEqualTo("bandwidth");
    }
}
