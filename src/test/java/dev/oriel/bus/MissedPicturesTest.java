package dev.oriel.bus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MissedPicturesTest {
    private static final long MILLI = 1_000_000;

    private final MissedPictures missed = new MissedPictures();

    @ParameterizedTest
    @ValueSource(longs = {0, 7_000_000_000_000L, Long.MAX_VALUE - 1000})
    void pausesGrowToHalfAMinute(long beganNanos) {
        assertThat(missed.mayFetch(beganNanos)).isTrue();
        assertThat(missed.isDue(beganNanos)).as("nothing is amiss").isFalse();
        long now = beganNanos;
        for (long millis : new long[]{500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000, 30_000, 30_000,
            30_000}) {
            missed.add("it is too large", MissedPictures.Pause.GROWING, now);
            assertThat(missed.mayFetch(now + millis * MILLI - 1)).isFalse();
            assertThat(missed.isDue(now + millis * MILLI - 1)).isFalse();
            now += millis * MILLI;
            assertThat(missed.mayFetch(now)).isTrue();
            assertThat(missed.isDue(now)).isTrue();
        }
        assertThat(missed.isOver()).isTrue();
        missed.add("it is too large", MissedPictures.Pause.GROWING, now);
        assertThat(missed.mayFetch(now + 500 * MILLI)).as("from the beginning").isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7_000_000_000_000L, Long.MAX_VALUE - 1000})
    void aCauseIsShownAfterASecond(long beganNanos) {
        missed.add("it is torn", MissedPictures.Pause.NONE, beganNanos);
        assertThat(missed.mayFetch(beganNanos)).as("the next may be good").isTrue();
        assertThat(missed.isDue(beganNanos + 60_000 * MILLI)).as("not without a notice").isFalse();
        missed.add("it is too large", MissedPictures.Pause.SHORT, beganNanos + 500 * MILLI);
        assertThat(missed.cause(beganNanos + 1000 * MILLI - 1)).isNull();
        assertThat(missed.cause(beganNanos + 1000 * MILLI)).isEqualTo("it is too large");
        assertThat(missed.isOver()).isTrue();
        assertThat(missed.cause(beganNanos + 2000 * MILLI)).isNull();
        assertThat(missed.isOver()).as("already").isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAbsentPictureIsAmissWhereItWasSaidToBeThere(boolean said) {
        if (said) {
            missed.noticed();
        }
        missed.addAbsent(0);
        assertThat(missed.cause(1000 * MILLI)).isEqualTo(said ? "the bus has lost its pictures" : null);
        assertThat(missed.isOver()).isEqualTo(said);
        missed.addAbsent(0);
        assertThat(missed.isOver()).as("nothing was said since").isFalse();
    }
}
