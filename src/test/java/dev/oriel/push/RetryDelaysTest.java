package dev.oriel.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetryDelaysTest {
    @Test
    void delaysDoubleFromHalfASecondToHalfAMinute() {
        assertThat(millis(new RetryDelays(() -> 0), 9)).containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L,
                30_000L, 30_000L);
    }

    @Test
    void randomTakesAQuarterAway() {
        assertThat(millis(new RetryDelays(() -> 0.999_999), 7)).containsExactly(375L, 750L, 1500L, 3000L, 6000L, 12_000L,
                22_500L);
    }

    @Test
    void takenOfferBeginsAnew() {
        var delays = new RetryDelays(() -> 0);
        millis(delays, 5);
        delays.reset();
        assertThat(delays.next()).isEqualTo(RetryDelays.FIRST);
    }

    @Test
    void wrongKeyWaitsLongest() {
        var delays = new RetryDelays(() -> 0);
        delays.toLast();
        assertThat(delays.next()).isEqualTo(RetryDelays.LAST);
    }

    private static List<Long> millis(RetryDelays delays, int count) {
        return new ArrayList<>(Stream.generate(delays::next).limit(count).map(Duration::toMillis).toList());
    }
}
