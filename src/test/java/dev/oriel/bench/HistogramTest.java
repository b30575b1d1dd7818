package dev.oriel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private final Histogram histogram = new Histogram();

    @Test
    void percentilesAgreeWithSorting() {
        var random = new SplittableRandom(7);
        long[] values = random.longs(100_000, 0, 1L << 22).map(value -> value >> random.nextInt(20)).toArray();
        Arrays.stream(values).forEach(histogram::add);
        Arrays.sort(values);
        for (double part : new double[]{0.01, 0.25, 0.5, 0.95, 0.99, 0.999}) {
            long exact = values[(int) Math.ceil(values.length * part) - 1];
            assertThat((double) histogram.percentile(part)).isCloseTo((double) exact, Percentage.withPercentage(1.6));
        }
    }

    @Test
    void smallNumbersAreExact() {
        for (int i = 0; i < 128; i++) {
            histogram.add(i);
        }
        assertThat(histogram.percentile(0.5)).isEqualTo(63);
        assertThat(histogram.percentile(1)).isEqualTo(127);
    }

    @Test
    void theLargestIsNeverExceeded() {
        histogram.add(1_000_001);
        assertThat(histogram.percentile(0.99)).isEqualTo(1_000_001).isEqualTo(histogram.max());
    }

    @Test
    void theWholeRangeFits() {
        histogram.add(Long.MAX_VALUE);
        histogram.add(-5);
        assertThat(histogram.percentile(0.5)).isZero();
        assertThat(histogram.percentile(1)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void nothingIsZero() {
        assertThat((double) histogram.percentile(0.5)).isCloseTo(0, within(0.0));
    }
}
