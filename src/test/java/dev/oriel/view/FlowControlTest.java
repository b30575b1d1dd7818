package dev.oriel.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlowControlTest {

    private static final long MILLIS = 1_000_000;
    private static final long NEVER = Long.MAX_VALUE;

    private int unsentBytes;
    private final FlowControl flow = new FlowControl(() -> unsentBytes);

    /// Sends and acknowledges one frame after the other over a path of 1 MB/s and 40 ms.
    private long settle(int frames, long now) {
        for (int id = 1; id <= frames; id++) {
            flow.sent(id, 100_000, now);
            now += 140 * MILLIS;
            flow.acknowledged(id, 98_600, now);
        }
        return now;
    }

    @Test
    void firstFrameStartsAtOnceAndAlone() {
        assertThat(flow.mayStartAt(100_000, 5)).isEqualTo(5);
        flow.sent(1, 100_000, 5);
        assertThat(flow.mayStartAt(100_000, 6)).isEqualTo(NEVER);
        assertThat(flow.bytesPerSecond()).isZero();
        assertThat(flow.roundTripNanos()).isZero();
    }

    @Test
    void nextFrameStartsWhenTheOneBeforeLeavesTheBottleneck() {
        long now = settle(4, 0);
        assertThat(flow.bytesPerSecond()).isBetween(0.95e6, 1.05e6);
        assertThat(flow.roundTripNanos()).isBetween(40 * MILLIS, 43 * MILLIS);
        flow.sent(5, 100_000, now);
        long next = flow.mayStartAt(100_000, now);
        assertThat(next - now).isBetween(90 * MILLIS, 100 * MILLIS);
        assertThat(flow.mayStartAt(100_000, next)).isEqualTo(next);
        assertThat(flow.queueNanos(now)).isBetween(99 * MILLIS, 101 * MILLIS);
    }

    /// Without that, what a busy path carried would bound for two seconds what it may carry when it is shared no more.
    @Test
    void whatABusyPathCarriedIsForgottenOnceItWasIdle() {
        long now = settle(4, 0);
        flow.sent(5, 100_000, now);
        for (int id = 6; id <= 10; id++) {
            now += 100 * MILLIS;
            flow.sent(id, 100_000, now - 10 * MILLIS);
            flow.acknowledged(id - 1, 98_600, now);
        }
        now += 100 * MILLIS;
        flow.acknowledged(10, 98_600, now);
        assertThat(flow.bytesPerSecond()).as("busy").isBetween(0.9e6, 1.1e6);
        for (int id = 11; id <= 13; id++) {
            now += 100 * MILLIS; // idle
            flow.sent(id, 100_000, now);
            now += 90 * MILLIS;
            flow.acknowledged(id, 49_300, now);
        }
        assertThat(flow.bytesPerSecond()).isBetween(1.8e6, 2.2e6);
    }

    @Test
    void frameThatTheKernelHoldsBackHoldsTheNext() {
        long now = settle(4, 0);
        flow.sent(5, 100_000, now);
        now = flow.mayStartAt(100_000, now);
        unsentBytes = 60_000;
        assertThat(flow.mayStartAt(100_000, now) - now).isBetween(50 * MILLIS, 60 * MILLIS);
        now += 55 * MILLIS;
        assertThat(flow.mayStartAt(100_000, now)).as("still held").isGreaterThan(now + 45 * MILLIS);
        now += 60 * MILLIS;
        unsentBytes = 6_400;
        assertThat(flow.mayStartAt(100_000, now)).as("not asked without a pause").isGreaterThanOrEqualTo(now + MILLIS);
        unsentBytes = 0;
        now += 60 * MILLIS;
        assertThat(flow.mayStartAt(100_000, now)).isEqualTo(now);
    }

    @Test
    void overdueFrameHoldsTheNextUntilItIsAcknowledged() {
        long now = settle(4, 0);
        flow.sent(5, 100_000, now);
        now += 300 * MILLIS;
        assertThat(flow.mayStartAt(100_000, now)).isEqualTo(NEVER);
        flow.acknowledged(5, -1, now);
        assertThat(flow.mayStartAt(100_000, now)).isEqualTo(now);
    }

    @Test
    void localNetworkIsNeverPaced() {
        long now = 0;
        for (int id = 1; id < 50; id++) {
            assertThat(flow.mayStartAt(105_000, now)).isEqualTo(now);
            flow.sent(id, 105_000, now);
            flow.acknowledged(id, 300, now + MILLIS);
            now += 33 * MILLIS;
        }
        assertThat(flow.bytesPerSecond()).isInfinite();
        assertThat(flow.queueNanos(now)).isZero();
    }

    @Test
    void silenceAllowsOneProbeAndNoMore() {
        long now = settle(4, 0);
        flow.sent(5, 100_000, now);
        long timeout = flow.timeoutAtNanos();
        assertThat(timeout - now).isBetween(1_000 * MILLIS, 1_100 * MILLIS);
        flow.expired(timeout - 1);
        assertThat(flow.mayStartAt(100_000, timeout - 1)).as("too early").isEqualTo(NEVER);
        flow.expired(timeout);
        assertThat(flow.mayStartAt(100_000, timeout)).isEqualTo(timeout);
        flow.sent(6, 100_000, timeout);
        assertThat(flow.mayStartAt(100_000, timeout + 60_000 * MILLIS)).isEqualTo(NEVER);
        assertThat(flow.timeoutAtNanos()).isEqualTo(NEVER);
        flow.acknowledged(6, -1, timeout + 60_000 * MILLIS);
        assertThat(flow.mayStartAt(100_000, timeout + 60_000 * MILLIS)).isEqualTo(timeout + 60_000 * MILLIS);
        assertThat(flow.inFlightBytes()).isZero();
    }

    @Test
    void acknowledgementCoversAllBeforeIt() {
        long now = settle(4, 0);
        flow.sent(5, 100_000, now);
        flow.sent(6, 50_000, now);
        flow.sent(7, 20_000, now);
        assertThat(flow.inFlightBytes()).isEqualTo(170_000);
        flow.acknowledged(6, -1, now + 190 * MILLIS);
        assertThat(flow.inFlightBytes()).isEqualTo(20_000);
    }

    @Test
    void acknowledgementsOfNothingAreIgnored() {
        long now = settle(4, 0);
        double rate = flow.bytesPerSecond();
        flow.acknowledged(4, 1, now);
        flow.acknowledged(99, 1, now);
        flow.sent(5, 100_000, now);
        flow.acknowledged(3, 1, now);
        flow.acknowledged(6, 1, now);
        assertThat(flow.bytesPerSecond()).isEqualTo(rate);
        assertThat(flow.inFlightBytes()).isEqualTo(100_000);
    }

    @Test
    void dispersionLongerThanTheWholeTripIsNotBelieved() {
        long now = settle(4, 0);
        double rate = flow.bytesPerSecond();
        flow.sent(5, 100_000, now);
        flow.acknowledged(5, 0xffff_ffffL, now + 140 * MILLIS);
        assertThat(flow.bytesPerSecond()).isBetween(0.9 * rate, 1.1 * rate);
    }

    @Test
    void hundredFramesInFlightAreRemembered() {
        for (int id = 1; id <= 100; id++) {
            flow.sent(id, 1_000, id);
        }
        flow.acknowledged(60, -1, 50 * MILLIS);
        assertThat(flow.inFlightBytes()).isEqualTo(40_000);
    }
}
