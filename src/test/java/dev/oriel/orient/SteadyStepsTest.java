package dev.oriel.orient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SteadyStepsTest {
    private static final Duration STEP = Duration.ofMillis(33);

    private long nowNanos = 5_000_000_000L;
    private long sleptNanos;
    private final SteadySteps steps = new SteadySteps(() -> nowNanos, nanos -> {
        sleptNanos += nanos;
        nowNanos += nanos;
    });

    private void expect(double seconds, long sleptMillis) throws InterruptedException {
        sleptNanos = 0;
        assertThat(steps.forStep(STEP)).isCloseTo(seconds, within(1e-9));
        assertThat(sleptNanos).isEqualTo(sleptMillis * 1_000_000);
    }

    private void passes(long millis) {
        nowNanos += millis * 1_000_000;
    }

    @Test
    void theFirstStepIsMadeAtOnceAndTheOthersInTime() throws Exception {
        steps.begin();
        expect(0.033, 0);
        expect(0.033, 33);
        passes(20);
        expect(0.033, 13);
    }

    @Test
    void slowHardwareMakesLargerStepsAndNoSlowerMovement() throws Exception {
        steps.begin();
        expect(0.033, 0);
        passes(80);
        expect(0.080, 0);
    }

    /// Else it would be made up for in one jerk.
    @Test
    void theTimeBetweenTwoMovementsIsNoneOfTheSecond() throws Exception {
        steps.begin();
        expect(0.033, 0);
        passes(300);
        steps.begin();
        expect(0.033, 0);
        expect(0.033, 33);
    }
}
