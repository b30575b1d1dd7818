package dev.oriel.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NeighbourTest {
    private static final long MILLIS = 1_000_000;
    private static final long NEVER = Long.MAX_VALUE;
    /// 20 Mbit/s: 42 KB take 17 ms.
    private static final double RATE = 2.5e-3;
    private static final int BYTES = 42_000;

    private final Neighbour neighbour = new Neighbour();
    private long now;

    private void find(int frames, long waitMillis, boolean clear) {
        findNanos(frames, waitMillis * MILLIS, clear);
    }

    private void findNanos(int frames, long waitNanos, boolean clear) {
        for (int i = 0; i < frames; i++) {
            now += 50 * MILLIS;
            neighbour.found(waitNanos, clear, BYTES, RATE, now);
        }
    }

    @Test
    void longQueueOfOthersIsCompetedWithOnceFramesAgree() {
        find(3, 300, true);
        assertThat(neighbour.asks()).isFalse();
        find(1, 300, true);
        assertThat(neighbour.asks()).isTrue();
        find(5, 300, false);
        assertThat(neighbour.competes()).as("before the lone frame's answer").isFalse();
        find(1, 300, true);
        assertThat(neighbour.asks()).isFalse();
        assertThat(neighbour.competes()).isTrue();
        assertThat(neighbour.waitNanos()).isEqualTo(300 * MILLIS);
    }

    @Test
    void loneFrameThatWaitsForNothingSaysNoForAWhile() {
        find(4, 300, true);
        find(1, 10, true);
        find(90, 300, true);
        assertThat(neighbour.asks()).isFalse();
        assertThat(neighbour.competes()).isFalse();
        find(20, 300, true);
        assertThat(neighbour.competes()).isTrue();
    }

    @Test
    void framesDirectlyBehindOursProveNothing() {
        find(50, 300, false);
        assertThat(neighbour.asks()).isFalse();
        assertThat(neighbour.competes()).isFalse();
    }

    @Test
    void twoFramesOfAnotherViewerAreNotCompetedWith() {
        find(50, 50, true);
        assertThat(neighbour.asks()).isFalse();
        assertThat(neighbour.competes()).isFalse();
    }

    @Test
    void oneEarlyFrameAmongLateOnesIsBelieved() {
        find(3, 300, true);
        find(1, 10, true);
        find(3, 300, true);
        assertThat(neighbour.asks()).isFalse();
    }

    @Test
    void partOfTheQueueIsMatchedEvenlySpread() {
        find(5, 300, true);
        long part = (long) (RATE * (40 + 45) * MILLIS);
        assertThat(neighbour.mayStartAt(BYTES, part, now, 40 * MILLIS, now)).isNotEqualTo(NEVER);
        assertThat(neighbour.mayStartAt(BYTES, part + 1, now, 40 * MILLIS, now)).isEqualTo(NEVER);
        assertThat(neighbour.mayStartAt(BYTES, part - 1, now, 40 * MILLIS, now) - now).as("four durations apart")
                .isBetween(66 * MILLIS, 68 * MILLIS);
        assertThat(neighbour.mayStartAt(BYTES, 0, now - 100 * MILLIS, 40 * MILLIS, now)).isEqualTo(now);
    }

    @Test
    void endOfTheQueueIsSeenByTheNextFrame() {
        find(20, 300, true);
        find(1, 40, false);
        assertThat(neighbour.competes()).isFalse();
        assertThat(neighbour.waitNanos()).isZero();
    }

    @Test
    void waitThatNeverChangesIsALongerPath() {
        find(400, 300, true);
        assertThat(neighbour.longerPathNanos(now)).isEqualTo(300 * MILLIS);
        assertThat(neighbour.competes()).isFalse();
        assertThat(neighbour.longerPathNanos(now)).as("said once").isZero();
    }

    @Test
    void waitThatBreathesStaysAQueue() {
        for (int i = 0; i < 40; i++) {
            find(10, 250 + i % 10 * 15, true);
            assertThat(neighbour.longerPathNanos(now)).isZero();
        }
        assertThat(neighbour.competes()).isTrue();
    }

    @Test
    void burstAfterAStallIsNotTheRate() {
        find(5, 300, true);
        neighbour.found(300 * MILLIS, true, BYTES, 100 * RATE, now);
        neighbour.found(300 * MILLIS, true, BYTES, Double.POSITIVE_INFINITY, now);
        assertThat(neighbour.mayStartAt(BYTES, 0, now, 40 * MILLIS, now) - now).isGreaterThan(66 * MILLIS);
    }

    /// 20 ms and three frames of 16.8 ms each.
    @Test
    void queueIsWorthItAboveTwentyMillisecondsAndThreeFrames() {
        findNanos(4, 70_400_000, true);
        assertThat(neighbour.asks()).isFalse();
        findNanos(4, 70_400_001, true);
        assertThat(neighbour.asks()).isTrue();
    }

    @Test
    void loneFrameHasToWaitForMoreThanHalfOfThat() {
        find(4, 300, true);
        findNanos(1, 35_200_000, true);
        assertThat(neighbour.competes()).isFalse();
    }

    @Test
    void loneFrameThatWaitedForMoreThanHalfOfThatSaysYes() {
        find(4, 300, true);
        findNanos(1, 35_200_001, true);
        assertThat(neighbour.competes()).isTrue();
    }

    @Test
    void queueIsLeftBelowTwentyMillisecondsAndTwoFrames() {
        find(5, 300, true);
        findNanos(1, 53_600_000, false);
        assertThat(neighbour.competes()).isTrue();
        findNanos(1, 53_599_999, false);
        assertThat(neighbour.competes()).isFalse();
    }

    @Test
    void frameOfUnknownRateProvesNothing() {
        find(3, 300, true);
        neighbour.found(300 * MILLIS, true, BYTES, 0, now);
        neighbour.found(300 * MILLIS, true, BYTES, Double.POSITIVE_INFINITY, now);
        assertThat(neighbour.asks()).as("neither for a queue").isFalse();
        find(1, 300, true);
        assertThat(neighbour.asks()).as("nor against it").isTrue();
    }

    @Test
    void whoSaidNoIsAskedAgainAfterFiveSeconds() {
        find(4, 300, true);
        find(1, 10, true);
        find(99, 300, true);
        assertThat(neighbour.asks()).isFalse();
        find(1, 300, true);
        assertThat(neighbour.asks()).isTrue();
    }

    @Test
    void twiceTheRateIsABurst() {
        find(5, 300, true);
        long before = neighbour.mayStartAt(BYTES, 0, now, 40 * MILLIS, now);
        neighbour.found(300 * MILLIS, true, BYTES, 2 * RATE, now);
        assertThat(neighbour.mayStartAt(BYTES, 0, now, 40 * MILLIS, now)).isEqualTo(before);
        neighbour.found(300 * MILLIS, true, BYTES, 1.9 * RATE, now);
        assertThat(neighbour.mayStartAt(BYTES, 0, now, 40 * MILLIS, now)).isLessThan(before);
    }

    @Test
    void waitThatChangesByASeventhIsALongerPathAfterFifteenSeconds() {
        find(5, 300, true);
        long since = now;
        find(1, 300, true);
        find(2, 255, true);
        assertThat(neighbour.longerPathNanos(since + 15_000 * MILLIS - 1)).isZero();
        assertThat(neighbour.longerPathNanos(since + 15_000 * MILLIS)).isEqualTo(255 * MILLIS);
    }

    @Test
    void waitThatBreathedAndStandsStillIsALongerPathFifteenSecondsLater() {
        find(5, 300, true);
        find(1, 300, true);
        find(300, 200, true);
        assertThat(neighbour.longerPathNanos(now)).as("it breathed").isZero();
        long since = now;
        find(300, 200, true);
        assertThat(neighbour.longerPathNanos(since + 15_000 * MILLIS - 1)).isZero();
        assertThat(neighbour.longerPathNanos(since + 15_000 * MILLIS)).isEqualTo(200 * MILLIS);
    }
}
