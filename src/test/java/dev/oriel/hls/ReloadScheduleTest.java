package dev.oriel.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The schedule against encoders that publish when the test says.
class ReloadScheduleTest {
    private static final long MILLI = 1_000_000;
    private static final long DURATION = 2000 * MILLI;
    private static final long TARGET_MICROS = 2_000_000;
    private static final long BEGAN = 7_000_000 * MILLI;

    private static final Segment SEGMENT = new Segment(1, new Piece("a", null, null), null, TARGET_MICROS, 0, Segment.NO_TIME,
            false);

    private final ReloadSchedule schedule = new ReloadSchedule();
    /// How long after a segment appeared it was seen, and the loads that it took.
    private final List<Long> lags = new ArrayList<>();
    private int loads;

    /// Loads as the schedule says, against segments that appear at these moments.
    private void follow(List<Long> appears, long joinNanos) {
        long now = joinNanos;
        int seen = -1;
        while (seen < appears.size() - 1) {
            loads++;
            int newest = seen;
            while (newest + 1 < appears.size() && appears.get(newest + 1) <= now) {
                newest++;
            }
            if (newest > seen) {
                lags.add(now - appears.get(newest));
                seen = newest;
                now = schedule.changed(SEGMENT, TARGET_MICROS, now);
            } else {
                now = schedule.unchanged(TARGET_MICROS, now);
            }
        }
    }

    private static List<Long> steady(int count, long jitterMillis) {
        var random = new Random(3);
        var appears = new ArrayList<Long>();
        for (int i = 0; i < count; i++) {
            appears.add(i * DURATION + (jitterMillis == 0 ? 0 : random.nextLong(jitterMillis) * MILLI));
        }
        return appears;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100, 700, 1300, 1990})
    void aSegmentIsSeenSoonAfterItAppearsHoweverTheStreamWasJoined(long joinMillis) {
        follow(steady(60, 0), joinMillis * MILLI);
        assertThat(lags.subList(6, 60)).allMatch(lag -> lag <= 260 * MILLI);
        assertThat(loads).isLessThan(130);
    }

    @Test
    void anUnsteadyEncoderIsFollowed() {
        follow(steady(200, 300), 1500 * MILLI);
        var sorted = lags.subList(6, 200).stream().sorted().toList();
        assertThat(sorted.get(sorted.size() * 9 / 10)).isLessThan(450 * MILLI);
        assertThat(loads).isLessThan(600);
    }

    @Test
    void aPlaylistThatStandsStillIsLoadedEveryHalfSegment() {
        long now = schedule.changed(SEGMENT, TARGET_MICROS, 0);
        assertThat(schedule.standsStill(TARGET_MICROS, 3000 * MILLI)).isFalse();
        int count = 0;
        for (; now < 60_000 * MILLI; count++) {
            now = schedule.unchanged(TARGET_MICROS, now);
        }
        assertThat(count).isBetween(50, 80);
        assertThat(schedule.standsStill(TARGET_MICROS, now)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, BEGAN, -BEGAN})
    void aPlaylistWithoutNewsFromTheStartStandsStill(long beganNanos) {
        assertThat(schedule.unchanged(TARGET_MICROS, beganNanos) - beganNanos).isBetween(100 * MILLI, 1000 * MILLI);
        assertThat(schedule.standsStill(TARGET_MICROS, beganNanos)).isTrue();
    }

    /// Seconds until the next load where the newest segment is overdue for so long.
    private double step(double overdueSeconds) {
        long now = (long) ((2 + overdueSeconds) * 1e9) + BEGAN;
        return (schedule.unchanged(TARGET_MICROS, now) - now) / 1e9;
    }

    @Test
    void aSegmentThatIsOverdueIsAskedForEverMoreSeldom() {
        schedule.changed(SEGMENT, TARGET_MICROS, BEGAN);
        assertThat(step(-0.5)).as("not before it is expected").isEqualTo(0.5);
        assertThat(step(0)).isEqualTo(0.25);
        assertThat(step(0.999)).isEqualTo(0.25);
        assertThat(step(1)).isEqualTo(0.5);
        assertThat(step(3.999)).isEqualTo(0.5);
        assertThat(step(4)).isEqualTo(1);
        assertThat(schedule.standsStill(TARGET_MICROS, BEGAN + 4000 * MILLI)).isFalse();
        assertThat(schedule.standsStill(TARGET_MICROS, BEGAN + 4000 * MILLI + 1)).isTrue();
    }

    @Test
    void aSegmentWithoutADurationTakesTheTargets() {
        var unsaid = new Segment(1, SEGMENT.piece(), null, 0, 0, Segment.NO_TIME, false);
        schedule.changed(unsaid, TARGET_MICROS, BEGAN);
        assertThat(step(-0.5)).isEqualTo(0.5);
        var said = new Segment(2, SEGMENT.piece(), null, 4_000_000, 0, Segment.NO_TIME, false);
        schedule.changed(said, TARGET_MICROS, BEGAN);
        assertThat(step(-0.5)).as("its own where it says one").isEqualTo(2.5);
    }

    @Test
    void aTenthOfASecondIsTheShortestWait() {
        assertThat(schedule.unchanged(1000, BEGAN) - BEGAN).isEqualTo(100 * MILLI);
    }
}
