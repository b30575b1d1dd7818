package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.ffmpeg.MediaInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedPaceTest {
    private static final long SECOND = 1_000_000_000;
    private static final long INTERVAL = SECOND / 25;

    private final RecordedPace pace = new RecordedPace(25);
    private long now = 1_000 * SECOND;

    /// Gives pictures that come at these intervals, and returns how long it took to show them.
    private long play(int fromNumber, int count, long comeEachNanos) {
        long begun = now;
        for (int i = 0; i < count; i++) {
            now += comeEachNanos;
            now = Math.max(now, pace.dueNanos((fromNumber + i) * INTERVAL / 1000, now));
        }
        return now - begun;
    }

    @Test
    void aRecordingIsPacedOnceItIsKnownForOne() {
        assertThat(play(0, 501, SECOND / 1000)).isLessThan(SECOND);
        assertThat(play(501, 1000, SECOND / 1000)).isBetween(39 * SECOND, 41 * SECOND);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.9, 1, 1.2, 2.4, 3.5})
    void aCameraIsNeverPacedWhateverItsClockSays(double speed) {
        long each = (long) (INTERVAL / speed);
        assertThat(play(0, 10_000, each)).isEqualTo(10_000 * each);
    }

    @Test
    void aBacklogIsShownAtOnce() {
        assertThat(play(0, 250, 1_000_000)).isEqualTo(250_000_000);
        assertThat(play(250, 5000, INTERVAL)).isEqualTo(5000 * INTERVAL);
        // The connection stood still for a while, and what has waited comes.
        now += 9 * SECOND;
        assertThat(play(5250, 225, 1_000_000)).isEqualTo(225_000_000);
        assertThat(play(5475, 5000, INTERVAL)).isEqualTo(5000 * INTERVAL);
    }

    @Test
    void timesThatJumpOrLackAreNoRecording() {
        for (int i = 0; i < 1000; i++) {
            now += 1_000_000;
            assertThat(pace.dueNanos(i * 60_000_000L, now)).isEqualTo(now);
            assertThat(pace.dueNanos(MediaInput.NO_TIME, now)).isEqualTo(now);
        }
    }

    @Test
    void twentySecondsAreEnough() {
        play(0, 502, 1_000_000); // the first of those that are paced is due at once
        assertThat(pace.dueNanos(502 * INTERVAL / 1000, now)).isEqualTo(now + INTERVAL);
    }

    @Test
    void aStepOfTwoSecondsIsNoBreak() {
        for (int i = 0; i < 12; i++) {
            assertThat(pace.dueNanos(i * 2_000_000L, now)).isEqualTo(now);
        }
        assertThat(pace.dueNanos(12 * 2_000_000L, now)).isEqualTo(now + 2 * SECOND);
    }
}
