package dev.oriel.view;

import static org.assertj.core.api.Assertions.assertThat;

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
}
