package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SetbacksTest {
    private final Setbacks setbacks = new Setbacks("door");

    private void waits(long... atMostMillis) {
        for (long most : atMostMillis) {
            assertThat(setbacks.retryMillis(Source.Retry.BACKOFF)).isBetween(most * 3 / 4, most);
        }
    }

    @Test
    void waitsDoubleUpToTenSecondsAndBeginAnew() {
        for (int i = 0; i < 100; i++) {
            waits(500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000);
            setbacks.beginAnew();
        }
        waits(500);
        setbacks.over();
        waits(500);
        setbacks.forget();
        waits(500);
    }

    @Test
    void aSourceOfDamagedPicturesIsAskedEveryHalfMinuteAtMost() {
        setbacks.lost("its pictures are damaged", new IOException());
        setbacks.cameDamaged();
        assertThat(setbacks.damaged()).isEqualTo("its pictures are damaged");
        waits(500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000, 30_000, 30_000, 30_000);
        setbacks.live();
        assertThat(setbacks.damaged()).isNull();
        waits(10_000);
    }

    @Test
    void someAreAskedEachSecond() {
        assertThat(setbacks.retryMillis(Source.Retry.EACH_SECOND)).isEqualTo(1000);
        assertThat(setbacks.retryMillis(Source.Retry.EACH_SECOND)).isEqualTo(1000);
    }

    @Test
    void aProblemIsToldUntilItIsSolved() {
        assertThat(setbacks.problem()).isNull();
        setbacks.lost("the cable is out", new IOException());
        setbacks.stalled();
        assertThat(setbacks.problem()).isEqualTo("the cable is out");
        assertThat(setbacks.isStalled()).isTrue();
        setbacks.solved();
        assertThat(setbacks.problem()).isNull();
        setbacks.lost("the cable is out", new IOException());
        setbacks.live();
        assertThat(setbacks.problem()).isNull();
        assertThat(setbacks.isStalled()).isFalse();
        setbacks.lost("the cable is out", new IOException());
        setbacks.stalled();
        setbacks.forget();
        assertThat(setbacks.problem()).isNull();
        assertThat(setbacks.isStalled()).isFalse();
    }
}
