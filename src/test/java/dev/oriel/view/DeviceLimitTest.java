package dev.oriel.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeviceLimitTest {
    private final DeviceLimit limit = new DeviceLimit();
    private long nowNanos = 5_000_000_000L;

    private void second(int received, double painted) {
        for (int i = 0; i < received; i++) {
            limit.received();
        }
        nowNanos += 1_000_000_000L;
        limit.painted(painted, nowNanos);
    }

    @Test
    void deviceThatKeepsUpHasNoLimit() {
        for (int i = 0; i < 10; i++) {
            second(30, 29);
        }
        assertThat(limit.fps()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void deviceThatLagsIsSentALittleMoreThanItShows() {
        second(0, 0);
        second(30, 10);
        assertThat(limit.fps()).isEqualTo(Double.POSITIVE_INFINITY);
        second(30, 10);
        assertThat(limit.fps()).isEqualTo(11);
    }

    @Test
    void limitGoesWhenTheDeviceKeepsUpAgain() {
        second(0, 0);
        second(30, 10);
        second(30, 10);
        for (int i = 0; i < 12; i++) {
            int sent = (int) Math.min(30, limit.fps());
            second(sent, sent);
        }
        assertThat(limit.fps()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void fewFramesSayNothingAboutADevice() {
        for (int i = 0; i < 5; i++) {
            second(1, 0);
        }
        assertThat(limit.fps()).isEqualTo(Double.POSITIVE_INFINITY);
    }
}
