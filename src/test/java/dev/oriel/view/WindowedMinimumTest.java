package dev.oriel.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowedMinimumTest {

    private static final long SECOND = 1_000_000_000;
    private final WindowedMinimum minimum = new WindowedMinimum();

    @Test
    void nothingYetGivesTheOther() {
        assertThat(minimum.orElse(7)).isEqualTo(7);
    }

    @Test
    void leastOfTheWindowCountsAndIsForgottenAfterIt() {
        minimum.add(5, SECOND);
        minimum.add(9, 3 * SECOND);
        assertThat(minimum.orElse(0)).isEqualTo(5);
        minimum.add(9, 12 * SECOND);
        assertThat(minimum.orElse(0)).isEqualTo(9);
        minimum.add(30, 100 * SECOND);
        assertThat(minimum.orElse(0)).isEqualTo(30);
    }

    @Test
    void timeMayBeNegative() {
        minimum.add(5, -SECOND);
        minimum.add(6, SECOND);
        assertThat(minimum.orElse(0)).isEqualTo(5);
    }

    @Test
    void windowIsTenSecondsInStepsOfTwo() {
        minimum.add(5, SECOND);
        minimum.add(9, 9 * SECOND);
        assertThat(minimum.orElse(0)).as("the fifth step").isEqualTo(5);
        minimum.add(9, 11 * SECOND);
        assertThat(minimum.orElse(0)).as("the sixth").isEqualTo(9);
    }

    @Test
    void leastOfOneStepCounts() {
        minimum.add(5, SECOND);
        minimum.add(9, SECOND);
        assertThat(minimum.orElse(0)).isEqualTo(5);
    }

    @Test
    void resetForgetsEverythingButItsOwnValue() {
        minimum.add(5, SECOND);
        minimum.reset(20, 3 * SECOND);
        assertThat(minimum.orElse(0)).isEqualTo(20);
        minimum.add(30, 5 * SECOND);
        assertThat(minimum.orElse(0)).isEqualTo(20);
    }
}
