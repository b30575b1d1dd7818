package dev.oriel.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.push.Heartbeat.Beat;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private final Heartbeat heartbeat = new Heartbeat(0);

    private Beat at(boolean watched, double seconds) {
        return heartbeat.next(watched, nanos(seconds));
    }

    private static long nanos(double seconds) {
        return Duration.ofMillis((long) (seconds * 1000)).toNanos();
    }

    @Test
    void unwatchedConnectionIsPingedEveryFifteenSecondsAndGivenUpAfterForty() {
        assertThat(at(false, 14.9)).isEqualTo(Beat.NOTHING);
        assertThat(at(false, 15)).isEqualTo(Beat.PING);
        assertThat(at(false, 29.9)).isEqualTo(Beat.NOTHING);
        assertThat(at(false, 30)).isEqualTo(Beat.PING);
        assertThat(at(false, 39.9)).isEqualTo(Beat.NOTHING);
        assertThat(at(false, 40)).isEqualTo(Beat.GONE);
    }

    @Test
    void watchedConnectionIsPingedEveryTwoSecondsAndGivenUpAfterSix() {
        assertThat(at(true, 1.9)).isEqualTo(Beat.NOTHING);
        assertThat(at(true, 2)).isEqualTo(Beat.PING);
        assertThat(at(true, 4)).isEqualTo(Beat.PING);
        assertThat(at(true, 7.8)).isEqualTo(Beat.PING);
        assertThat(at(true, 7.9)).isEqualTo(Beat.GONE); // six seconds after it began to be watched
    }

    @Test
    void anythingHeardKeepsIt() {
        assertThat(at(true, 2)).isEqualTo(Beat.PING);
        heartbeat.heard(nanos(5));
        assertThat(at(true, 10.9)).isEqualTo(Beat.PING);
        assertThat(at(true, 11)).isEqualTo(Beat.GONE);
    }

    @Test
    void watchingAfterALongQuietTimeDoesNotEndIt() {
        assertThat(at(false, 30)).isEqualTo(Beat.PING);
        assertThat(at(true, 30.1)).isEqualTo(Beat.NOTHING);
        assertThat(at(true, 36)).isEqualTo(Beat.PING);
        assertThat(at(true, 36.2)).isEqualTo(Beat.GONE);
    }

    @Test
    void stoppedProcessFindsItGone() {
        assertThat(at(false, 300)).isEqualTo(Beat.GONE);
    }
}
