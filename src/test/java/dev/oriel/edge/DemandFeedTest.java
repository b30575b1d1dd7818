package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.hub.DemandLevel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemandFeedTest {
    private static final Duration LINGER = Duration.ofSeconds(7);
    private static final long MILLI = 1_000_000;

    private long nowNanos = Long.MAX_VALUE - 500 * MILLI; // a clock may start anywhere
    private final DemandFeed feed = new DemandFeed();

    /// What is told now, in words, after a step of time.
    private String told(long millis) {
        nowNanos += millis * MILLI;
        var next = feed.next(LINGER, nowNanos);
        return next == null ? "" : next.text();
    }

    private void wants(int widthPixels, double fps) {
        feed.wants(DemandLevel.of(widthPixels, fps), nowNanos);
    }

    @Test
    void theFirstIsToldWhateverItIs() {
        assertThat(told(0)).isEqualTo("{\"type\":\"demand\",\"watched\":false,\"codecs\":[\"jpeg\"]}");
        assertThat(told(10_000)).isEmpty();
    }

    @Test
    void somebodyWhoWatchedAlreadyIsInTheFirst() {
        wants(640, 12.5);
        assertThat(told(0))
                .isEqualTo("{\"type\":\"demand\",\"watched\":true,\"width\":640,\"maxFps\":12.5,\"codecs\":[\"jpeg\"]}");
    }

    @Test
    void theFirstViewerIsToldAtOnceAndTheLastOnesLeavingAfterTheLinger() {
        told(0);
        wants(0, 0);
        assertThat(told(1)).contains("\"watched\":true").doesNotContain("width", "maxFps");
        feed.wants(null, nowNanos);
        assertThat(told(6_999)).isEmpty();
        feed.wants(null, nowNanos); // looked at again: the time does not begin anew
        assertThat(told(1)).contains("\"watched\":false");
        assertThat(feed.isWatched()).isFalse();
    }

    @Test
    void whoeverComesBackWithinTheLingerChangesNothing() {
        wants(640, 0);
        told(0);
        feed.wants(null, nowNanos);
        assertThat(told(5_000)).isEmpty();
        wants(640, 0);
        assertThat(told(5_000)).isEmpty();
        assertThat(feed.isWatched()).isTrue();
    }

    @Test
    void sizesAndRatesAreToldNoMoreThanFourTimesASecondAndTheLastOneAlways() {
        wants(100, 0);
        told(0);
        int messages = 0;
        var last = "";
        for (int i = 1; i <= 1000; i++) {
            wants(100 + i, 0);
            var next = told(1);
            messages += next.isEmpty() ? 0 : 1;
            last = next.isEmpty() ? last : next;
        }
        assertThat(messages).isEqualTo(4);
        assertThat(last).contains("\"width\":1100");
        wants(1101, 0);
        assertThat(told(1)).isEmpty();
        assertThat(told(249)).contains("\"width\":1101");
    }

    @Test
    void evenComingsAndGoingsAreToldNoMoreThanFourTimesASecond() {
        int messages = 0;
        for (int i = 0; i < 1000; i++) {
            feed.wants(i % 2 == 0 ? DemandLevel.FULL : null, nowNanos);
            nowNanos += MILLI;
            messages += feed.next(Duration.ZERO, nowNanos) == null ? 0 : 1;
        }
        assertThat(messages).isBetween(3, 4);
    }
}
