package dev.oriel.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.oriel.observe.LoggedLines;
import dev.oriel.time.Clocks;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A recorder on a machine whose clock is wrong.
@Timeout(120)
class SkewedRecorderTest {
    private static final long SECOND = 1_000_000;
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(20);

    private static long ageMicros(BusRig.Server server) {
        var newest = server.track("door").newest();
        return newest == null ? Long.MAX_VALUE : DemandedCamera.nowMicros() - newest.capturedAtMicros();
    }

    private static void awaitRightAge(BusRig.Server server, Watcher watcher) {
        int before = watcher.count();
        await().atMost(SEEN_WITHIN)
                .until(() -> watcher.count() > before + 5 && ageMicros(server) >= 0 && ageMicros(server) < SECOND);
    }

    @ParameterizedTest
    @ValueSource(longs = {300, -300})
    void picturesHaveTheirAgeWhateverTheRecordersClockShows(long aheadSeconds) throws Exception {
        var aheadMicros = new AtomicLong(aheadSeconds * SECOND);
        try (var rig = new BusRig(); var log = new LoggedLines()) {
            var clocks = new Clocks(() -> DemandedCamera.nowMicros() + aheadMicros.get(), rig.clocks.nanoTime());
            rig.begin("door", rig.plan(), clocks);
            var server = rig.serve();
            try (var watcher = server.watch("door")) {
                awaitRightAge(server, watcher);
                await().atMost(SEEN_WITHIN).until(() -> !log.with("the clock of the recorder").isEmpty());
                assertThat(server.camera("door").clockAheadSeconds()).isCloseTo((double) aheadSeconds, within(1.0));
                aheadMicros.set(0);
                await().atMost(SEEN_WITHIN).until(() -> server.camera("door").clockAheadSeconds() == null);
                awaitRightAge(server, watcher);
            }
            assertThat(log.with("WARN", "the clock of the recorder")).hasSize(1);
        }
    }
}
