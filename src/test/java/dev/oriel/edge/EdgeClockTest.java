package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EdgeClockTest {
    private static final long SECOND = 1_000_000;

    private final EdgeClock clock = new EdgeClock();
    private long nowMicros = 1_700_000_000 * SECOND;
    private long aheadMicros;
    private long nanos = Long.MAX_VALUE - 5;

    private void passes(long micros) {
        nowMicros += micros;
        nanos += micros * 1000;
    }

    /// An answer whose way out took the first part of the round trip, and the way back the second.
    private void answer(long outMicros, long backMicros) {
        clock.answered(nowMicros - backMicros + aheadMicros, TimeUnit.MICROSECONDS.toNanos(outMicros + backMicros), nowMicros,
                nanos);
    }

    private long captured(long agoMicros) {
        return nowMicros - clock.captured(nowMicros - agoMicros + aheadMicros, nowMicros);
    }

    @Test
    void beforeTheFirstAnswerPicturesCountAsCapturedWhenTheyArrive() {
        assertThat(captured(50_000)).isZero();
    }

    @Test
    void timesArePutRightByHalfTheRoundTrip() {
        aheadMicros = -300 * SECOND;
        answer(40_000, 40_000);
        assertThat(captured(120_000)).isEqualTo(120_000);
        assertThat(clock.aheadSeconds()).isEqualTo(-300);
    }

    @Test
    void theAnswerWithTheShortestRoundTripCounts() {
        answer(40_000, 40_000);
        passes(2 * SECOND);
        answer(900_000, 40_000); // its question waited behind pictures
        assertThat(captured(120_000)).isEqualTo(120_000);
        assertThat(clock.aheadSeconds()).isNull();
    }

    @Test
    void driftIsFollowedAsOldAnswersAreForgotten() {
        answer(10_000, 10_000);
        for (int i = 0; i < 40; i++) {
            passes(2 * SECOND);
            aheadMicros += 500;
            answer(12_000, 12_000);
        }
        assertThat(captured(100_000)).isBetween(85_000L, 100_000L);
    }

    @Test
    void aClockThatIsSetIsFollowedAtOnce() {
        answer(40_000, 40_000);
        passes(2 * SECOND);
        aheadMicros = 3600 * SECOND;
        answer(50_000, 50_000);
        assertThat(captured(100_000)).isEqualTo(100_000);
        assertThat(clock.aheadSeconds()).isEqualTo(3600);
        passes(2 * SECOND);
        aheadMicros = 0;
        answer(60_000, 60_000);
        assertThat(captured(100_000)).isEqualTo(100_000);
        assertThat(clock.aheadSeconds()).isNull();
    }

    @Test
    void noTimeIsLaterThanNowAndNoneIsImpossible() {
        answer(40_000, 40_000);
        assertThat(captured(-5 * SECOND)).isZero();
        assertThat(captured(61 * SECOND)).isZero();
        for (long lie : new long[]{Long.MIN_VALUE, -1, Long.MAX_VALUE}) {
            assertThat(clock.captured(lie, nowMicros)).isEqualTo(nowMicros);
            clock.answered(lie, 1000, nowMicros, nanos);
        }
        assertThat(captured(100_000)).isEqualTo(100_000);
    }

    @Test
    void whatRoundTripsExplainIsNoOtherClock() {
        aheadMicros = 7 * SECOND;
        answer(10_000, 10_000);
        passes(2 * SECOND);
        aheadMicros += 42_000; // half of both round trips and a little
        answer(12_000, 12_000);
        assertThat(captured(100_000)).as("still by the better answer").isEqualTo(100_000 - 42_000);
        aheadMicros += 1;
        answer(12_000, 12_000);
        assertThat(captured(100_000)).as("another clock").isEqualTo(100_000);
    }

    @Test
    void aClockIsOffByMoreThanHalfASecondUntilItIsByLess() {
        for (double[] step : new double[][]{{0.5, 0}, {0.51, 1}, {0.41, 1}, {0.4, 0}, {0.45, 0}}) {
            aheadMicros = (long) (step[0] * SECOND);
            passes(61 * SECOND);
            answer(0, 0);
            assertThat(clock.aheadSeconds() != null).as("%s", step[0]).isEqualTo(step[1] == 1);
        }
    }

    @Test
    void aPictureIsAtMostAMinuteOld() {
        answer(0, 0);
        assertThat(captured(60 * SECOND)).isEqualTo(60 * SECOND);
        assertThat(captured(60 * SECOND + 1)).isZero();
    }
}
