package dev.oriel.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class RateEstimateTest {

    private final RateEstimate rate = new RateEstimate();

    @Test
    void slowStartIsNotBelieved() {
        rate.sampled(100_000, 0);
        rate.sampled(500_000, 0);
        assertThat(rate.bytesPerSecond()).isZero();
        rate.sampled(2e6, 0);
        rate.sampled(2.1e6, 0);
        assertThat(rate.bytesPerSecond()).isBetween(1.9e6, 2.2e6);
    }

    @Test
    void oneWildSampleChangesNothing() {
        for (int i = 0; i < 5; i++) {
            rate.sampled(1e6, 0);
        }
        rate.sampled(50e6, 0);
        assertThat(rate.bytesPerSecond()).isEqualTo(1e6);
        rate.sampled(10, 0);
        assertThat(rate.bytesPerSecond()).isEqualTo(1e6);
    }

    @Test
    void burstsDoNotExceedWhatABusyPathCarried() {
        for (int i = 0; i < 5; i++) {
            rate.sampled(Double.POSITIVE_INFINITY, 0);
        }
        assertThat(rate.bytesPerSecond()).isInfinite();
        for (int i = 0; i < 4; i++) {
            rate.busy(100_000, 100_000_000, 0);
        }
        assertThat(rate.bytesPerSecond()).isBetween(1e6, 1.25e6);
        rate.idle();
        rate.sampled(Double.POSITIVE_INFINITY, 0);
        assertThat(rate.bytesPerSecond()).isInfinite();
    }

    @Test
    void onePauseIsNotThePath() {
        for (int i = 0; i < 5; i++) {
            rate.sampled(1e6, 0);
        }
        for (int millis : new int[]{100, 350, 100, 100}) {
            rate.busy(100_000, millis * 1_000_000L, 0);
        }
        assertThat(rate.bytesPerSecond()).isEqualTo(1e6);
        rate.busy(100_000, 350_000_000, 0);
        rate.busy(100_000, 350_000_000, 0);
        assertThat(rate.bytesPerSecond()).as("three are").isLessThan(0.5e6);
    }

    @Test
    void halvingHalves() {
        rate.sampled(1e6, 0);
        rate.sampled(1e6, 0);
        rate.halve();
        assertThat(rate.bytesPerSecond()).isEqualTo(5e5);
    }

    @Test
    void samplesThatAreHalfAsMuchApartAreNotBelieved() {
        rate.sampled(1e6, 0);
        rate.sampled(1.5e6, 0);
        assertThat(rate.bytesPerSecond()).as("rising").isZero();
        rate.sampled(1e6, 0);
        assertThat(rate.bytesPerSecond()).as("falling").isZero();
    }

    @Test
    void theBestOfFewAndTheSecondBestOfFiveSamplesCount() {
        for (double sample : new double[]{1.1e6, 1e6}) {
            rate.sampled(sample, 0);
        }
        assertThat(rate.bytesPerSecond()).isEqualTo(1.1e6);
        for (double sample : new double[]{5e6, 1e6, 1e6}) {
            rate.sampled(sample, 0);
        }
        assertThat(rate.bytesPerSecond()).isEqualTo(1.1e6);
    }

    @Test
    void aTenthMoreThanABusyPathCarriedIsBelieved() {
        for (int i = 0; i < 5; i++) {
            rate.sampled(5e6, 0);
        }
        for (int i = 0; i < 3; i++) {
            rate.busy(100_000, 100_000_000, 0);
        }
        assertThat(rate.bytesPerSecond()).isCloseTo(1.1e6, offset(1.0));
        assertThat(rate.burstBytesPerSecond()).isEqualTo(5e6);
    }

    @Test
    void busyPathAloneIsTheRate() {
        for (int i = 0; i < 3; i++) {
            rate.busy(100_000, 100_000_000, 0);
        }
        assertThat(rate.bytesPerSecond()).isCloseTo(1e6, offset(1.0));
    }

    @Test
    void whatABusyPathCarriedBoundsForTwoSeconds() {
        long then = 5_000_000_000L;
        for (int i = 0; i < 3; i++) {
            rate.busy(100_000, 100_000_000, then);
        }
        rate.sampled(Double.POSITIVE_INFINITY, then);
        rate.sampled(Double.POSITIVE_INFINITY, then + 2_000_000_000L);
        assertThat(rate.bytesPerSecond()).isCloseTo(1.1e6, offset(1.0));
        rate.sampled(Double.POSITIVE_INFINITY, then + 2_000_000_001L);
        assertThat(rate.bytesPerSecond()).isInfinite();
    }

    @Test
    void anIntervalOfTwiceTheTimeIsNoPause() {
        for (int millis : new int[]{100, 200, 100, 100}) {
            rate.busy(100_000, millis * 1_000_000L, 0);
        }
        assertThat(rate.bytesPerSecond()).isCloseTo(8e5, offset(1.0));
    }

    @Test
    void oneSampleAfterAResetChangesNothing() {
        rate.sampled(1e6, 0);
        rate.sampled(1e6, 0);
        rate.reset(5e5);
        rate.sampled(9e6, 0);
        assertThat(rate.bytesPerSecond()).isEqualTo(5e5);
    }

    @Test
    void halvingTheUnknownMakesSlowStartNoMoreCredible() {
        rate.halve();
        rate.sampled(100_000, 0);
        rate.sampled(500_000, 0);
        assertThat(rate.bytesPerSecond()).isZero();
    }

    @Test
    void halvingNoLimitForgetsNoSample() {
        for (double sample : new double[]{Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 1e6, 1e6}) {
            rate.sampled(sample, 0);
        }
        rate.halve();
        assertThat(rate.bytesPerSecond()).isInfinite();
        rate.sampled(1e6, 0);
        rate.sampled(1e6, 0);
        assertThat(rate.bytesPerSecond()).isEqualTo(1e6);
    }
}
