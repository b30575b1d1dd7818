package dev.oriel.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageRateTest {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final MessageRate rate = new MessageRate(3);

    /// A clock may begin anywhere.
    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 1000, Long.MIN_VALUE, -5 * SECOND_NANOS})
    void eachSecondHasItsMessages(long beginNanos) {
        assertThat(rate.mostPerSecond()).isEqualTo(3);
        for (long now = beginNanos, end = now + 5 * SECOND_NANOS; now != end; now += SECOND_NANOS) {
            assertThat(rate.allows(2, now)).isTrue();
            assertThat(rate.allows(1, now + 1)).isTrue();
            assertThat(rate.allows(1, now + SECOND_NANOS - 1)).isFalse();
        }
    }
}
