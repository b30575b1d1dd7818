package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TakeoversTest {
    private final Takeovers takeovers = new Takeovers();
    private long nowNanos = Long.MAX_VALUE - 1000; // a clock may start anywhere

    private Duration left() {
        return takeovers.leftToWait(nowNanos);
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
    }

    @Test
    void theFirstIsFree() {
        assertThat(left()).isZero();
    }

    @Test
    void eachThatFollowsWaitsTwiceAsLongUpToAMinute() {
        for (var seconds : new long[]{2, 4, 8, 16, 32, 60, 60, 60}) {
            takeovers.happened(nowNanos);
            assertThat(left()).isEqualTo(Duration.ofSeconds(seconds));
            pass(Duration.ofSeconds(seconds).minusNanos(1));
            assertThat(left()).isEqualTo(Duration.ofNanos(1));
            pass(Duration.ofNanos(1));
            assertThat(left()).isZero();
        }
    }

    @Test
    void aFightIsOverAfterAWhile() {
        for (int i = 0; i < 6; i++) {
            takeovers.happened(nowNanos);
            pass(Duration.ofMinutes(1));
        }
        pass(Takeovers.FIGHT);
        assertThat(left()).isZero();
        takeovers.happened(nowNanos);
        assertThat(left()).isEqualTo(Takeovers.FIRST_WAIT);
    }

    @Test
    void aFightIsSaidOnce() {
        takeovers.happened(nowNanos);
        assertThat(takeovers.isWorthALine()).isTrue();
        assertThat(takeovers.isWorthALine()).isFalse();
        takeovers.happened(nowNanos);
        assertThat(takeovers.isWorthALine()).isFalse();
        pass(Takeovers.FIGHT.plusSeconds(1));
        takeovers.happened(nowNanos);
        assertThat(takeovers.isWorthALine()).as("of the next one").isTrue();
    }

    /// Two that come back 25 times a second, for an hour.
    @Test
    void twoThatComeBackAtOnceChangePlacesAboutOnceAMinute() {
        int changes = 0;
        for (int i = 0; i < 25 * 3600; i++) {
            if (left().isZero()) {
                takeovers.happened(nowNanos);
                changes++;
            }
            pass(Duration.ofMillis(40));
        }
        assertThat(changes).isBetween(55, 70);
    }
}
