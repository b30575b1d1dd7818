package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.ffmpeg.MediaInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacerTest {
    private static final long MILLIS = 1_000_000;
    private static final long BEGAN = 7_000 * MILLIS;

    private final Pacer pacer = new Pacer(25);

    /// The milliseconds from the beginning to the time at which a picture is due.
    private long due(long atMillis, long nowMillis) {
        return (pacer.dueNanos(atMillis * 1000, BEGAN + nowMillis * MILLIS) - BEGAN) / MILLIS;
    }

    @Test
    void picturesAreDueAtTheirTimesFromTheFirstOn() {
        assertThat(due(500, 0)).isZero();
        assertThat(due(533, 1)).isEqualTo(33);
        assertThat(due(1500, 40)).isEqualTo(1000);
    }

    @Test
    void aWaitThatWasTooLongMakesTheNextOneShorter() {
        due(0, 0);
        assertThat(due(40, 400)).isEqualTo(40);
        assertThat(due(80, 400)).isEqualTo(80);
    }

    @Test
    void whatIsTooLateGoesOnFromThereAndDoesNotHurry() {
        due(0, 0);
        assertThat(due(40, 541)).isEqualTo(541);
        assertThat(due(80, 541)).isEqualTo(581);
    }

    @Test
    void aLoopHasNoGapAndNoRush() {
        due(0, 0);
        due(480, 0);
        pacer.rewound();
        assertThat(due(0, 480)).isEqualTo(520);
        assertThat(due(40, 520)).isEqualTo(560);
    }

    @Test
    void aBreakInTheTimesIsOneInterval() {
        due(1000, 0);
        assertThat(due(100, 0)).isEqualTo(40);
        assertThat(due(100_000, 0)).isEqualTo(80);
        assertThat(pacer.dueNanos(MediaInput.NO_TIME, BEGAN)).isEqualTo(BEGAN + 120 * MILLIS);
    }

    @Test
    void anUnknownRateIs25AndAnotherMayFollow() {
        var unknown = new Pacer(0);
        assertThat(unknown.dueNanos(MediaInput.NO_TIME, BEGAN)).isEqualTo(BEGAN);
        assertThat(unknown.dueNanos(MediaInput.NO_TIME, BEGAN)).isEqualTo(BEGAN + 40 * MILLIS);
        unknown.rewound(10);
        assertThat(unknown.dueNanos(MediaInput.NO_TIME, BEGAN)).isEqualTo(BEGAN + 140 * MILLIS);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5_000_000_000L, Long.MAX_VALUE - 1000})
    void theFirstPictureIsDueAtOnceWhereverTheClockBegins(long nowNanos) {
        assertThat(pacer.dueNanos(0, nowNanos)).isEqualTo(nowNanos);
    }

    @Test
    void halfASecondIsNotYetLate() {
        due(0, 0);
        assertThat(due(40, 540)).isEqualTo(40);
    }

    @Test
    void picturesOfOneTimeAreDueTogether() {
        due(0, 0);
        assertThat(due(40, 0)).isEqualTo(40);
        assertThat(due(40, 0)).isEqualTo(40);
    }

    @Test
    void aMinuteIsNotYetABreak() {
        due(0, 0);
        assertThat(due(60_000, 0)).isEqualTo(60_000);
        assertThat(due(120_001, 0)).isEqualTo(60_040);
    }

    @Test
    void whatFollowsAtAnotherRateHasTimesOfItsOwn() {
        due(0, 0);
        pacer.rewound(10);
        assertThat(due(300, 0)).isEqualTo(100);
        assertThat(pacer.intervalNanos()).isEqualTo(100 * MILLIS);
    }
}
