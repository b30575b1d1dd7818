package dev.oriel.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.oriel.observe.LoggedLines;
import dev.oriel.time.Clocks;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A recorder's clock, seen over a way with delays.
class RecorderClockTest {
    private static final long SECOND = 1_000_000;
    private static final long START_MICROS = 1_800_000_000L * SECOND;
    /// How long messages take at least.
    private static final long WAY = 4_000;

    /// Time as it is.
    private long trueMicros;
    private long remoteAhead;
    private long localAhead;
    private final RecorderClock clock = new RecorderClock("there-1-2",
            new Clocks(() -> START_MICROS + trueMicros + localAhead, () -> trueMicros * 1000));

    private long remoteMicros() {
        return START_MICROS + trueMicros + remoteAhead;
    }

    private long localMicros() {
        return START_MICROS + trueMicros + localAhead;
    }

    /// A heartbeat that takes `delay` longer than the shortest way.
    private void heartbeat(long delay) {
        long shown = remoteMicros();
        trueMicros += WAY + delay;
        clock.heartbeat(shown);
        trueMicros += SECOND - WAY - delay;
    }

    private void heartbeats(int count) {
        for (int i = 0; i < count; i++) {
            heartbeat(i % 3 * 7_000L);
        }
    }

    /// How old a picture seems that was captured `age` ago.
    private long seen(long age) {
        return localMicros() - clock.captured(remoteMicros() - age);
    }

    @ParameterizedTest
    @ValueSource(longs = {300, -300, 7200, -7200, 3, -3, 100_000_000, -100_000_000})
    void aSkewOfAnySizeIsPutRightToWithinTheDelay(long aheadSeconds) {
        remoteAhead = aheadSeconds * SECOND;
        heartbeats(3);
        assertThat(seen(50_000)).isCloseTo(50_000, within(2 * WAY));
        assertThat(clock.aheadSeconds()).isCloseTo((double) aheadSeconds, within(0.1));
    }

    @Test
    void theFirstHeartbeatPutsRight() {
        remoteAhead = -300 * SECOND;
        heartbeat(30_000);
        assertThat(seen(50_000)).isCloseTo(50_000, within(40_000L));
    }

    @Test
    void clocksThatAgreeAreLeftAlone() {
        for (long ahead : new long[]{0, -400_000}) {
            remoteAhead = ahead;
            heartbeats(60);
            assertThat(seen(50_000)).isEqualTo(50_000 - ahead);
            assertThat(clock.aheadSeconds()).isNull();
        }
    }

    @Test
    void noPictureComesFromTheFuture() {
        remoteAhead = 200_000;
        heartbeats(3);
        assertThat(clock.aheadSeconds()).as("not worth a word").isNull();
        assertThat(seen(50_000)).isCloseTo(50_000, within(2 * WAY));
        assertThat(seen(-10 * SECOND)).isZero();
    }

    @Test
    void aDelayIsNotTakenForSkew() {
        heartbeats(5);
        for (int i = 0; i < 12; i++) {
            heartbeat(900_000 - i % 2 * 100_000);
        }
        assertThat(clock.aheadSeconds()).isNull();
        assertThat(seen(50_000)).isEqualTo(50_000);
    }

    @Test
    void heartbeatsThatWereHeldUpTogetherAreNotTakenForAJump() {
        try (var log = new LoggedLines()) {
            heartbeats(5);
            trueMicros += 4 * SECOND;
            for (int held = 4; held >= 0; held--) { // five seconds' worth of them at once
                clock.heartbeat(remoteMicros() - held * SECOND);
            }
            heartbeats(1);
            assertThat(clock.aheadSeconds()).isNull();
            assertThat(log.all()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {300, 5, -5, -300})
    void aRecordersClockThatJumpsIsFollowedAtItsNextHeartbeat(long seconds) {
        heartbeats(20);
        remoteAhead = seconds * SECOND;
        heartbeats(1);
        assertThat(seen(50_000)).isCloseTo(50_000, within(4 * WAY));
        remoteAhead = 0;
        heartbeats(1);
        assertThat(seen(50_000)).isCloseTo(50_000, within(4 * WAY));
        heartbeats(2);
        assertThat(clock.aheadSeconds()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {300, 5, -5, -300})
    void aClockOfThisMachineThatJumpsIsFollowedWithinFourHeartbeats(long seconds) {
        heartbeats(20);
        localAhead = seconds * SECOND;
        heartbeats(4);
        assertThat(seen(50_000)).isCloseTo(50_000, within(10 * WAY));
    }

    @Test
    void driftIsFollowed() {
        for (int i = 0; i < 7200; i++) { // two hours of 200 ppm, either way
            remoteAhead += i < 3600 ? 200 : -600;
            heartbeats(1);
            long error = seen(50_000) - 50_000;
            assertThat(error).as("after %d s, %d ahead", i, remoteAhead).isBetween(-30_000L, 530_000L);
        }
        assertThat(clock.aheadSeconds()).isCloseTo(-1.44, within(0.1));
    }

    @Test
    void aCaptureTimeThatCannotBeTrueBecomesTheArrival() {
        heartbeats(3);
        for (long nonsense : new long[]{0, Long.MAX_VALUE, Long.MIN_VALUE,
            START_MICROS - Duration.ofHours(1).toMillis() * 1000}) {
            assertThat(clock.captured(nonsense)).isEqualTo(localMicros());
        }
        assertThat(seen(59 * SECOND)).isEqualTo(59 * SECOND);
        assertThat(seen(61 * SECOND)).isZero();
    }

    @Test
    void aSkewIsSaidOnceAndItsEndToo() {
        try (var log = new LoggedLines()) {
            remoteAhead = -300 * SECOND;
            heartbeats(100);
            assertThat(log.with("there-1-2")).containsExactly(
                    "WARN the clock of the recorder there-1-2 is 300.0 s behind this machine's; the ages of its pictures are corrected");
            remoteAhead = 0;
            heartbeats(100);
            assertThat(log.with("there-1-2")).hasSize(2).last()
                    .isEqualTo("INFO the clock of the recorder there-1-2 agrees with this machine's again");
        }
    }

    @Test
    void heartbeatsInQuickSuccessionAreOfOneClock() {
        remoteAhead = -300 * SECOND;
        long first = remoteMicros();
        trueMicros += WAY;
        clock.heartbeat(first);
        long second = remoteMicros();
        trueMicros += 30_000;
        clock.heartbeat(second);
        assertThat(seen(50_000)).as("by the one that took less time").isEqualTo(50_000 - WAY);
    }

    @Test
    void aSkewIsNoJump() {
        remoteAhead = -300 * SECOND;
        heartbeat(0);
        for (int i = 0; i < 6; i++) {
            heartbeat(20_000);
        }
        assertThat(seen(50_000)).isEqualTo(50_000 - WAY);
    }

    @Test
    void aSkewIsSaidAfterTwoSeconds() {
        trueMicros = 1000 * SECOND;
        try (var log = new LoggedLines()) {
            remoteAhead = -300 * SECOND;
            heartbeat(0);
            heartbeat(0);
            assertThat(log.with("there-1-2")).isEmpty();
            heartbeat(0);
            assertThat(log.with("there-1-2")).hasSize(1);
        }
    }

    @Test
    void aPictureIsAtMostAMinuteOld() {
        heartbeats(3);
        assertThat(seen(60 * SECOND)).isEqualTo(60 * SECOND);
        assertThat(seen(60 * SECOND + 1)).isZero();
    }
}
