package dev.oriel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackOffTest {
    private static final long SECOND = 1_000_000_000;
    private static final long HALF_AN_HOUR = 1800 * SECOND;

    private final BackOff backOff = new BackOff();

    @ParameterizedTest
    @ValueSource(longs = {0, -HALF_AN_HOUR, 7_000 * SECOND, Long.MAX_VALUE - 1000})
    void fiveFailuresAreFreeAndPausesDoubleToAMinute(long beganNanos) {
        for (int i = 0; i < 5; i++) {
            assertThat(backOff.waitNanos(beganNanos, 0)).isZero();
            backOff.fail(beganNanos);
        }
        for (int seconds : new int[]{1, 2, 4, 8, 16, 32, 60, 60, 60}) {
            assertThat(backOff.waitNanos(beganNanos, 0)).isEqualTo(seconds * SECOND);
            assertThat(backOff.waitNanos(beganNanos + SECOND, 0)).isEqualTo((seconds - 1) * SECOND);
            assertThat(backOff.waitNanos(beganNanos + SECOND, 1)).as("another is being looked at").isEqualTo(seconds * SECOND);
            backOff.fail(beganNanos);
        }
        backOff.forget();
        assertThat(backOff.failures(beganNanos)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -HALF_AN_HOUR, 7_000 * SECOND, Long.MAX_VALUE - 1000})
    void failuresAreForgottenAfterHalfAnHour(long beganNanos) {
        assertThat(backOff.failures(beganNanos)).isZero();
        backOff.fail(beganNanos);
        backOff.fail(beganNanos);
        assertThat(backOff.failures(beganNanos + HALF_AN_HOUR - 1)).isEqualTo(2);
        assertThat(backOff.failures(beganNanos + HALF_AN_HOUR)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void attemptsThatAreBeingLookedAtCountAsFailures(int inWork) {
        assertThat(backOff.waitNanos(0, inWork)).isEqualTo(inWork < 5 ? 0 : SECOND);
    }
}
