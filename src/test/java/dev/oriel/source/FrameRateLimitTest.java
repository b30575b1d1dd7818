package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameRateLimitTest {

    @ParameterizedTest
    @CsvSource({"30,10,3", "30,15,2", "60,30,2", "30,1,30", "25,5,5", "30,30,1", "29.97,30,1", "15,30,1", "30,0.5,60"})
    void keepsEveryNth(double sourceFps, double limit, int n) {
        var kept = kept(sourceFps, limit, 0, 600);
        for (int i = 0; i < kept.size(); i++) {
            assertThat(kept.get(i)).isEqualTo(i * n);
        }
        assertThat(kept).hasSize((600 + n - 1) / n);
    }

    @Test
    void thirtyForTwentyFiveLeavesOutOneInSixAndNeverTwoInARow() {
        var kept = kept(30, 25, 0, 600);
        assertThat(kept).hasSizeBetween(499, 502);
        for (int i = 1; i < kept.size(); i++) {
            assertThat(kept.get(i) - kept.get(i - 1)).isLessThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"30,10", "30,15", "30,25", "60,30", "30,7.5"})
    void jitterNeitherRaisesNorLowersTheRate(double sourceFps, double limit) {
        int expected = (int) Math.round(3000 * limit / sourceFps);
        for (int jitterMicros : new int[]{1000, 5000, (int) (300_000 / sourceFps)}) {
            assertThat(kept(sourceFps, limit, jitterMicros, 3000)).as("jitter %d", jitterMicros).hasSizeBetween(
                    expected * 97 / 100,
                    expected * 101 / 100 + 1);
        }
    }

    @Test
    void aSourceOfTheSameRateLosesNothingToJitter() {
        assertThat(kept(30, 30, 10_000, 3000)).hasSizeGreaterThan(2990);
    }

    @Test
    void neverMoreThanTheLimitInAnySecond() {
        var random = new Random(11);
        var limit = new FrameRateLimit();
        var times = new ArrayList<Long>();
        long now = 0;
        for (int i = 0; i < 5000; i++) {
            now += random.nextInt(10) == 0 ? 400_000 : 5_000;
            if (limit.keeps(now, 10)) {
                times.add(now);
            }
        }
        for (int i = 0; i + 11 < times.size(); i++) {
            assertThat(times.get(i + 11) - times.get(i)).isGreaterThanOrEqualTo(1_000_000);
        }
    }

    @Test
    void aClockThatStepsBackDoesNotStopTheStream() {
        var limit = new FrameRateLimit();
        assertThat(limit.keeps(100_000_000, 10)).isTrue();
        assertThat(limit.keeps(1_000_000, 10)).isTrue();
        assertThat(limit.keeps(1_033_000, 10)).isFalse();
        assertThat(limit.keeps(1_100_000, 10)).isTrue();
    }

    private static List<Integer> kept(double sourceFps, double limitFps, int jitterMicros, int frames) {
        var random = new Random(5);
        var limit = new FrameRateLimit();
        var kept = new ArrayList<Integer>();
        for (int i = 0; i < frames; i++) {
            long at = 1_700_000_000_000_000L + Math.round(i * 1_000_000 / sourceFps);
            if (limit.keeps(jitterMicros == 0 ? at : at + random.nextInt(-jitterMicros, jitterMicros + 1), limitFps)) {
                kept.add(i);
            }
        }
        return kept;
    }

    @Test
    void theSecondFrameAlreadyCountsForTheNearestPoint() {
        var limit = new FrameRateLimit();
        assertThat(limit.keeps(0, 25)).isTrue();
        assertThat(limit.keeps(33_333, 25)).isTrue();
    }

    @Test
    void ofTwoFramesOfOneMomentOneIsKept() {
        var limit = new FrameRateLimit();
        assertThat(limit.keeps(1_000_000, 10)).isTrue();
        assertThat(limit.keeps(1_000_000, 10)).isFalse();
    }
}
