package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.ffmpeg.MediaInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The pacer under a stream whose segments arrive as the test says; its clock is the test's.
class LivePacerTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;
    private static final long SEGMENT = 2 * SECOND;
    private static final int PICTURES = 50;
    private static final long INTERVAL = SEGMENT / PICTURES;
    /// Where the stream's own times begin.
    private static final long START = 1400 * SECOND;

    /// When each picture was shown, how old it was then, and how far behind the newest end of what had arrived.
    private final List<Long> shown = new ArrayList<>();
    private final List<Long> ages = new ArrayList<>();
    private final List<Long> behind = new ArrayList<>();
    private final List<Long> captureErrors = new ArrayList<>();
    private long now;

    /// Plays segments 0 to `count`, of which the first had been there for a while.
    ///
    /// @param arrival of a segment by its number, where its last picture is taken at `(number + 1) * SEGMENT`
    private void play(LivePacer pacer, int count, LongUnaryOperator arrival) {
        for (int number = 0; number < count; number++) {
            long arrived = arrival.applyAsLong(number);
            for (int i = 0; i < PICTURES; i++) {
                long micros = (START + number * SEGMENT + i * INTERVAL) / 1000;
                now = Math.max(now, arrived);
                if (i == 0) {
                    pacer.segment(new LivePacer.Came(number > 0, arrived, SEGMENT), micros);
                }
                now = Math.max(now, pacer.dueNanos(micros, arrived, now));
                long taken = number * SEGMENT + i * INTERVAL;
                int newest = number;
                while (newest + 1 < count && arrival.applyAsLong(newest + 1) <= now) {
                    newest++;
                }
                shown.add(now);
                ages.add(now - taken);
                behind.add((newest + 1) * SEGMENT - taken);
                captureErrors.add(pacer.capturedNanos(micros) - taken);
            }
        }
    }

    private List<Long> gaps(int from) {
        var gaps = new ArrayList<Long>();
        for (int i = Math.max(1, from); i < shown.size(); i++) {
            gaps.add(shown.get(i) - shown.get(i - 1));
        }
        return gaps;
    }

    private static long max(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    private static List<Long> after(List<Long> values, int seconds) {
        return values.subList(seconds * PICTURES / 2, values.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 300, 1000, 1900})
    void theFirstPictureComesAtOnceAndWhatFollowsIsEven(long oldMillis) {
        // The newest segment has been there for so long when the stream is joined.
        play(new LivePacer(25), 30, number -> number == 0 ? SEGMENT + oldMillis * MILLI : (number + 1) * SEGMENT + 80 * MILLI);
        assertThat(shown.getFirst()).isEqualTo(SEGMENT + oldMillis * MILLI);
        assertThat(max(gaps(1))).isLessThan(3 * INTERVAL);
        assertThat(gaps(1)).allMatch(gap -> gap > INTERVAL / 2);
        assertThat(max(after(behind, 6))).isLessThan(3 * SEGMENT / 2);
    }

    @Test
    void aSteadyStreamIsAsLittleLateAsItsSegmentsAre() {
        play(new LivePacer(25), 30, number -> (number + 1) * SEGMENT + 50 * MILLI);
        assertThat(after(ages, 20)).allMatch(age -> age > SEGMENT && age < SEGMENT + 300 * MILLI);
        assertThat(max(gaps(1))).isLessThan(2 * INTERVAL);
    }

    @Test
    void segmentsThatComeUnsteadilyAreSpreadEvenly() {
        var random = new Random(1);
        var jitter = random.longs(200, 0, 400 * MILLI).toArray();
        play(new LivePacer(25), 200, number -> (number + 1) * SEGMENT + jitter[(int) number]);
        var gaps = gaps(15 * PICTURES).stream().sorted().toList();
        assertThat(gaps.get(gaps.size() * 99 / 100)).isLessThan(2 * INTERVAL);
        assertThat(gaps.getLast()).isLessThan(400 * MILLI);
        assertThat(max(after(behind, 30))).isLessThan(3 * SEGMENT / 2 + 400 * MILLI);
    }

    @Test
    void twoSegmentsAtATimeAreSpreadOverBoth() {
        play(new LivePacer(25), 100, number -> (number / 2 * 2 + 2) * SEGMENT + 50 * MILLI);
        assertThat(max(gaps(15 * PICTURES))).isLessThan(2 * INTERVAL);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.99, 1.01})
    void aSourceWhoseClockDriftsIsFollowed(double rate) {
        play(new LivePacer(25), 300, number -> Math.round((number + 1) * SEGMENT * rate) + 50 * MILLI);
        assertThat(max(gaps(1))).isLessThan(3 * INTERVAL);
        long lag = shown.getLast() - Math.round((300 - 1) * SEGMENT * rate);
        assertThat(lag).isBetween(SEGMENT, 3 * SEGMENT);
    }

    @Test
    void aLateSegmentIsShownAtOnceAndTheDelayGoesBackAfterwards() {
        play(new LivePacer(25), 60, number -> (number + 1) * SEGMENT + (number == 20 ? 1500 * MILLI : 50 * MILLI));
        var late = gaps(1).stream().filter(gap -> gap > 3 * INTERVAL).toList();
        assertThat(late).hasSize(1).allMatch(gap -> gap < 1500 * MILLI);
        assertThat(max(ages.subList(30 * PICTURES, 60 * PICTURES))).isLessThan(SEGMENT + 500 * MILLI);
    }

    @Test
    void aMissingSegmentIsAPauseOfItsDuration() {
        var pacer = new LivePacer(25);
        play(pacer, 10, number -> (number + 1) * SEGMENT + 50 * MILLI);
        long micros = (START + 11 * SEGMENT) / 1000;
        long arrived = 12 * SEGMENT + 50 * MILLI;
        pacer.segment(new LivePacer.Came(true, arrived, SEGMENT), micros);
        long due = pacer.dueNanos(micros, arrived, arrived);
        assertThat(due - now).isBetween(SEGMENT - 200 * MILLI, SEGMENT + 200 * MILLI);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1000, 5, 60, 50_000})
    void timesThatJumpStopNothing(long jumpSeconds) {
        var pacer = new LivePacer(25);
        play(pacer, 10, number -> (number + 1) * SEGMENT + 50 * MILLI);
        for (int number = 10; number < 12; number++) {
            long arrived = (number + 1) * SEGMENT + 50 * MILLI;
            for (int i = 0; i < PICTURES; i++) {
                long micros = (START + jumpSeconds * SECOND + number * SEGMENT + i * INTERVAL) / 1000;
                if (i == 0) {
                    pacer.segment(new LivePacer.Came(true, arrived, SEGMENT), micros);
                }
                long before = now;
                now = Math.max(Math.max(now, arrived), pacer.dueNanos(micros, arrived, Math.max(now, arrived)));
                assertThat(now - before).isLessThan(3 * INTERVAL);
            }
        }
    }

    @Test
    void aBreakGoesOnWithoutAPause() {
        var pacer = new LivePacer(25);
        play(pacer, 10, number -> (number + 1) * SEGMENT + 50 * MILLI);
        pacer.breaks();
        long arrived = 11 * SEGMENT + 50 * MILLI;
        pacer.segment(new LivePacer.Came(true, arrived, SEGMENT), 0);
        assertThat(pacer.dueNanos(0, arrived, arrived) - now).isBetween(INTERVAL, 3 * INTERVAL);
        assertThat(pacer.capturedNanos(0)).isEqualTo(arrived - SEGMENT);
    }

    @Test
    void picturesWithoutTimesGoOnAtTheirRate() {
        var pacer = new LivePacer(10);
        for (int i = 0; i < 20; i++) {
            long due = pacer.dueNanos(MediaInput.NO_TIME, 0, now);
            assertThat(due).isEqualTo(i * SECOND / 10);
            now = due;
        }
    }

    @Test
    void timesOfNoSenseDoNoHarm() {
        var random = new Random(2);
        var pacer = new LivePacer(25);
        for (int i = 0; i < 100_000; i++) {
            long micros = random.nextLong() >> random.nextInt(64);
            if (i % 7 == 0) {
                pacer.segment(new LivePacer.Came(random.nextBoolean(), now, SEGMENT), micros);
            } else if (i % 50 == 0) {
                pacer.breaks();
            }
            now += INTERVAL;
            long due = pacer.dueNanos(micros, now, now);
            assertThat(due).isLessThan(now + 10 * SEGMENT);
            now = Math.max(now, due);
            pacer.capturedNanos(micros);
        }
    }

    @Test
    void aPictureIsNeverSaidToBeYoungerThanItsArrivalLetsItBe() {
        play(new LivePacer(25), 30, number -> number == 0 ? SEGMENT + 1500 * MILLI : (number + 1) * SEGMENT + 80 * MILLI);
        // What arrives 80 ms after it was complete is taken for 80 ms younger than it is, and for no more.
        assertThat(captureErrors).allMatch(error -> error <= 80 * MILLI);
        assertThat(after(captureErrors, 10)).allMatch(error -> error >= 0);
    }

    @Test
    void aMachineThatIsTooSlowIsNotWaitedFor() {
        var pacer = new LivePacer(25);
        pacer.segment(new LivePacer.Came(true, 0, SEGMENT), 0);
        for (int i = 0; i < 500; i++) {
            now += 2 * INTERVAL; // to decode one takes twice as long as it is shown
            assertThat(pacer.dueNanos(i * INTERVAL / 1000, 0, now)).isLessThanOrEqualTo(now + 100 * MILLI);
        }
    }
}
