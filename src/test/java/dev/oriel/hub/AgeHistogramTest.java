package dev.oriel.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AgeHistogramTest {
    private final AgeHistogram ages = new AgeHistogram();

    @Test
    void eachAgeIsCountedInTheFirstStepThatHoldsIt() {
        ages.record(20_000);
        ages.record(20_001);
        ages.record(3_600_000_000L);
        assertThat(ages.counts()).startsWith(1, 1).endsWith(1);
        assertThat(ages.counts()).hasSameSizeAs(AgeHistogram.boundsSeconds());
        assertThat(AgeHistogram.boundsSeconds()).startsWith(0.02, 0.05).endsWith(10, Double.POSITIVE_INFINITY);
        assertThat(ages.sumSeconds()).isEqualTo(3600.040001);
    }

    @Test
    void aClockThatIsBehindMakesNoAgeBelowZero() {
        ages.record(-5_000_000);
        assertThat(ages.counts()).startsWith(1);
        assertThat(ages.sumSeconds()).isZero();
    }
}
