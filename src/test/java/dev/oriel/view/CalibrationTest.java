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
}
