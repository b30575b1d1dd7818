package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IdleTimerTest {
    private static final Duration MOST = Duration.ofSeconds(10);

    @Test
    void anUploadOfTwoHoursThatGoesOnIsNeverSilent() {
        long nowNanos = Long.MAX_VALUE - TimeUnit.HOURS.toNanos(1); // the clock may wrap
        var silence = new IdleTimer(nowNanos);
        for (long seconds = 0; seconds < 7200; seconds += 9) {
            nowNanos += TimeUnit.SECONDS.toNanos(9);
            assertThat(silence.isIdleFor(MOST, nowNanos)).isFalse();
            silence.heard(nowNanos);
        }
        assertThat(silence.isIdleFor(MOST, nowNanos + TimeUnit.SECONDS.toNanos(11))).isTrue();
    }

    @Test
    void whoNeverSaysAnythingIsSilentToo() {
        var silence = new IdleTimer(5);
        assertThat(silence.isIdleFor(MOST, MOST.toNanos() + 6)).isTrue();
    }
}
