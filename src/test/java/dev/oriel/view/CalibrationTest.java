package dev.oriel.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CalibrationTest {

    private static final long MILLIS = 1_000_000;
    private final Calibration calibration = new Calibration();

    @Test
    void waitBehindALoneFrameTellsRateAndRoundTripApart() {
        assertThat(calibration.drains(0)).as("before anything is known").isFalse();
        calibration.acknowledged(1, 100_000, 140 * MILLIS, 0, 140 * MILLIS);
        assertThat(calibration.drains(140 * MILLIS)).isTrue();
        calibration.sent(2, true, 140 * MILLIS);
        assertThat(calibration.hurries()).isTrue();
        calibration.sent(3, false, 170 * MILLIS);
        assertThat(calibration.hurries()).isFalse();
        assertThat(calibration.acknowledged(2, 100_000, 140 * MILLIS, 140 * MILLIS, 280 * MILLIS)).isFalse();
        assertThat(calibration.acknowledged(3, 100_000, 210 * MILLIS, 170 * MILLIS, 380 * MILLIS)).isTrue();
        assertThat(calibration.bytesPerSecond()).isBetween(0.99e6, 1.01e6);
        assertThat(calibration.roundTripNanos()).isBetween(39 * MILLIS, 41 * MILLIS);
    }

    @Test
    void noWaitShowsNoLimit() {
        calibration.acknowledged(1, 10_000, 50 * MILLIS, 0, 50 * MILLIS);
        calibration.sent(2, true, 50 * MILLIS);
        calibration.sent(3, false, 83 * MILLIS);
        calibration.acknowledged(2, 10_000, 50 * MILLIS, 50 * MILLIS, 100 * MILLIS);
        assertThat(calibration.acknowledged(3, 10_000, 50 * MILLIS, 83 * MILLIS, 133 * MILLIS)).isTrue();
        assertThat(calibration.bytesPerSecond()).isInfinite();
    }

    /// A lone frame of 100 KB that took 140 ms and arrived at 280 ms, and another that was sent right behind it.
    private boolean second(int bytes, long tripNanos, long sentAtNanos) {
        calibration.acknowledged(1, 100_000, 140 * MILLIS, 0, 140 * MILLIS);
        calibration.sent(2, true, 140 * MILLIS);
        calibration.sent(3, false, 170 * MILLIS);
        calibration.acknowledged(2, 100_000, 140 * MILLIS, 140 * MILLIS, 280 * MILLIS);
        return calibration.acknowledged(3, bytes, tripNanos, sentAtNanos, sentAtNanos + tripNanos);
    }

    @Test
    void pausesDoubleUpToEightSeconds() {
        calibration.acknowledged(1, 100_000, 140 * MILLIS, 0, 140 * MILLIS);
        long now = 140 * MILLIS;
        for (int seconds : new int[]{1, 2, 4, 8, 8}) {
            calibration.sent(2, true, now);
            calibration.sent(3, false, now);
            calibration.sent(4, false, now);
            assertThat(calibration.drains(now)).isFalse();
            assertThat(calibration.drains(now + seconds * 1_000L * MILLIS - 1)).isFalse();
            now += seconds * 1_000L * MILLIS;
            assertThat(calibration.drains(now)).isTrue();
        }
    }

    @Test
    void aTwentiethAndThreeMillisecondsLaterIsNoWait() {
        assertThat(second(100_000, 150 * MILLIS, 170 * MILLIS)).isTrue();
        assertThat(calibration.bytesPerSecond()).isInfinite();
        assertThat(calibration.roundTripNanos()).isEqualTo(140 * MILLIS);
    }

    @Test
    void moreThanThatIsAWait() {
        assertThat(second(100_000, 150 * MILLIS + 1, 170 * MILLIS)).isTrue();
        assertThat(calibration.bytesPerSecond()).isBetween(2.4e6, 2.6e6);
    }

    @Test
    void framesOfDifferentSizesTellNothing() {
        assertThat(second(125_001, 210 * MILLIS, 170 * MILLIS)).isFalse();
        assertThat(second(79_999, 210 * MILLIS, 170 * MILLIS)).isFalse();
    }

    @Test
    void aQuarterMoreIsNoDifference() {
        assertThat(second(125_000, 210 * MILLIS, 170 * MILLIS)).isTrue();
    }

    @Test
    void aFifthLessIsNoDifference() {
        assertThat(second(80_000, 210 * MILLIS, 170 * MILLIS)).isTrue();
    }

    @Test
    void frameThatWasSentWhenTheLoneOneHadArrivedTellsNothing() {
        assertThat(second(100_000, 210 * MILLIS, 280 * MILLIS)).isFalse();
    }

    @Test
    void clockMayBeginBelowZero() {
        long began = -5_000 * MILLIS;
        calibration.acknowledged(1, 100_000, 140 * MILLIS, began, began + 140 * MILLIS);
        assertThat(calibration.drains(began + 140 * MILLIS)).isTrue();
    }
}
