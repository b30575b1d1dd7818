package dev.oriel.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.TrackState;
import dev.oriel.observe.LoggedLines;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol.Command;

/// What becomes of recorders, servers and viewers when Redis or one of them fails.
@Timeout(120)
class BusFaultsTest {
    private static final TrackState UNREACHABLE = TrackState.lost("no connection to the bus");
    private static final TrackState CUT_OFF = TrackState.lost("its recorder has no connection to the bus");
    private static final TrackState GONE = TrackState.lost("recorder gone");
    /// The longest pause between two attempts, the attempt itself, and what this machine needs.
    private static final Duration ONE_BACKOFF = Duration.ofSeconds(9);

    @Test
    void aKilledRedisIsSeenAndFoundAgain() throws Exception {
        try (var rig = new BusRig()) {
            var recorder = rig.record("door");
            var server = rig.serve();
            try (var watcher = server.watch("door")) {
                await().until(() -> watcher.count() > 5);
                rig.redis.kill();
                await().atMost(Duration.ofSeconds(3)).until(() -> server.state("door").equals(UNREACHABLE));
                assertThat(server.bus().problem()).startsWith("no connection to the bus");
                assertThat(server.track("door").newest()).isNull();
                assertThatThrownBy(() -> server.camera("door").change(now -> CameraSettings.titled("x")))
                        .hasMessage("no connection to the bus");
                await().atMost(Duration.ofSeconds(8)).until(() -> recorder.camera().track().state().equals(TrackState.IDLE));
                rig.redis.startAgain();
                int before = watcher.count();
                await().atMost(ONE_BACKOFF).until(() -> server.state("door").isLive() && watcher.count() > before + 5);
                assertThat(server.bus().problem()).isEmpty();
            }
        }
    }

    @Test
    void aBusThatComesBackIsNotTakenForRecordersThatAreGone() throws Exception {
        try (var rig = new BusRig(); var log = new LoggedLines()) {
            rig.record("door");
            var server = rig.serve();
            try (var watcher = server.watch("door")) {
                await().until(() -> watcher.count() > 5);
                rig.redis.kill();
                await().until(() -> server.state("door").equals(UNREACHABLE));
                rig.aheadNanos.addAndGet(Duration.ofSeconds(10).toNanos());
                rig.redis.startAgain();
                await().atMost(ONE_BACKOFF).until(() -> server.state("door").isLive());
                assertThat(watcher.states()).doesNotContain(GONE);
                assertThat(log.with("recorder gone")).isEmpty();
            }
        }
    }

    @Test
    void aRedisThatStandsStillLeavesNoCameraOnAndIsFoundAgain() throws Exception {
        try (var rig = new BusRig()) {
            var camera = rig.record("door").camera();
            var server = rig.serve();
            try (var watcher = server.watch("door")) {
                await().until(() -> watcher.count() > 5);
                rig.redis.pause();
                await().atMost(Duration.ofSeconds(4)).until(() -> server.state("door").equals(UNREACHABLE));
                await().atMost(Duration.ofSeconds(8)).until(() -> camera.track().state().equals(TrackState.IDLE));
                long usedBefore = cpuNanos();
                await().pollDelay(Duration.ofSeconds(12)).atMost(Duration.ofSeconds(60)).until(() -> true);
                assertThat(Duration.ofNanos(cpuNanos() - usedBefore)).as("processor time of 12 s")
                        .isLessThan(Duration.ofSeconds(3));
                long newest = camera.number();
                int before = watcher.count();
                rig.redis.resume();
                await().atMost(ONE_BACKOFF).until(() -> server.state("door").isLive() && watcher.count() > before + 5);
                assertThat(watcher.numbers().get(before)).as("the first picture after the pause").isGreaterThan(newest);
            }
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    @Test
    void aFullRedisIsSaidAndRecoversByItself() throws Exception {
        try (var rig = new BusRig()) {
            var recorder = rig.record("door");
            var server = rig.serve();
            try (var watcher = server.watch("door")) {
                await().until(() -> watcher.count() > 5);
                rig.redis.fill();
                await().atMost(Duration.ofSeconds(8))
                        .until(() -> server.state("door").equals(TrackState.lost("the bus has no room for pictures")));
                await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(15))
                        .until(() -> !server.state("door").isLive() && recorder.camera().track().state().isLive());
                assertThat(rig.redis.hash("oriel:camera:door")).as("the lease is kept").contains(recorder.bus().id());
                rig.redis.unlimitMemory();
                int before = watcher.count();
                await().atMost(Duration.ofSeconds(8)).until(() -> server.state("door").isLive() && watcher.count() > before + 5);
            }
        }
    }

    @Test
    void aRecorderThatDiedIsLostWithinThreeSecondsAndStaysListed() throws Exception {
        try (var rig = new BusRig(); var log = new LoggedLines()) {
            var cable = rig.kept(new CutCable(rig.redis.port()));
            var recorder = rig.record("door", rig.plan("redis://127.0.0.1:" + cable.port(), false, false)).bus().id();
            var server = rig.serve();
            try (var watcher = server.watch("door")) {
                await().until(() -> watcher.count() > 5);
                cable.cut();
                await().atMost(Duration.ofSeconds(6)).until(() -> server.state("door").equals(GONE));
                assertThat(log.with("recorder gone"))
                        .containsExactly("WARN door: lost: recorder gone: " + recorder + " has said nothing for 3 s");
                await().atMost(Duration.ofSeconds(4)).until(() -> rig.redis.hash("oriel:camera:door").isEmpty());
                assertThat(server.hub().camera("door")).isPresent();
                assertThatThrownBy(() -> server.camera("door").change(now -> CameraSettings.titled("x")))
                        .hasMessage("recorder gone");
                cable.mend();
                int before = watcher.count();
                await().atMost(ONE_BACKOFF).until(() -> server.state("door").isLive() && watcher.count() > before + 5);
                assertThat(log.with("INFO door: recorded again, by " + recorder)).hasSize(1);
            }
        }
    }

    @Test
    void nobodyIsGivenAPictureOfARecorderThatDied() throws Exception {
        try (var rig = new BusRig()) {
            var cable = rig.kept(new CutCable(rig.redis.port()));
            rig.record("door", rig.plan("redis://127.0.0.1:" + cable.port(), false, false));
            var first = rig.serve();
            var second = rig.serve();
            second.camera("door");
            try (var there = first.watch("door")) {
                await().until(() -> there.count() > 5 && second.state("door").isLive());
                cable.cut();
                int[] count = {-1};
                await().during(Duration.ofMillis(200)).until(() -> count[0] == (count[0] = there.count()));
                assertThat(rig.redis.bytes("oriel:frame:door")).as("its last picture").isNotNull();
                assertThat(second.state("door").isLive()).as("nothing has been missed yet").isTrue();
                try (var here = second.watch("door")) {
                    await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(10))
                            .until(() -> second.state("door").equals(GONE));
                    assertThat(here.numbers()).isEmpty();
                    cable.mend();
                    await().atMost(ONE_BACKOFF).until(() -> here.count() > 5);
                    assertThat(here.numbers().getFirst()).isGreaterThan(there.numbers().get(count[0] - 1));
                }
            }
        }
    }

    /// Ends that one of the recorder's connections which has to do with such keys or channels; it connects again, and what the recorder has
    /// to say goes out on another.
    @ParameterizedTest
    @ValueSource(strings = {"oriel:demand:door", "oriel:frame:door"})
    void aRecorderThatIsCutOffForItsDemandOrPicturesAloneSaysSo(String subject) throws Exception {
        try (var rig = new BusRig(); var redis = new FakeRedis()) {
            var its = ConcurrentHashMap.<OutputStream>newKeySet();
            var cuts = new AtomicBoolean();
            redis.answer((command, out) -> {
                if (List.of("SUBSCRIBE", "SET").contains(command.getFirst()) && command.contains(subject)) {
                    its.add(out);
                }
                if (its.contains(out) && cuts.compareAndSet(true, false)) {
                    throw new IOException("cut");
                }
                return false;
            });
            var plan = rig.plan(redis.url(), false, false);
            rig.record("door", plan);
            var server = rig.serve(plan, rig.hub());
            try (var watcher = server.watch("door")) {
                await().until(() -> watcher.count() > 5);
                cuts.set(true);
                await().atMost(Duration.ofSeconds(4)).until(() -> watcher.states().contains(CUT_OFF));
                int before = watcher.count();
                await().atMost(ONE_BACKOFF).until(() -> server.state("door").isLive() && watcher.count() > before + 5);
            }
        }
    }

    @Test
    void aRecorderThatStopsInOrderIsLostAtOnce() throws Exception {
        try (var rig = new BusRig()) {
            var recorder = rig.record("door");
            var server = rig.serve();
            await().until(() -> server.state("door").equals(TrackState.IDLE));
            recorder.close();
            await().atMost(Duration.ofMillis(1800)).until(() -> server.state("door").equals(GONE));
            assertThat(rig.redis.hash("oriel:camera:door")).isEmpty();
        }
    }

    @Test
    void theDemandOfAServerThatDiedLapses() throws Exception {
        try (var rig = new BusRig()) {
            var camera = rig.record("door").camera();
            var cable = rig.kept(new CutCable(rig.redis.port()));
            var server = rig.serve(rig.plan("redis://127.0.0.1:" + cable.port(), false, false), rig.hub());
            try (var watcher = server.watch("door")) {
                await().until(() -> watcher.count() > 5);
                cable.cut();
                await().atMost(Duration.ofSeconds(6)).until(() -> !camera.track().wanted());
            }
        }
    }

    @Test
    void aServerCutOffForAnHourComesBackWithTheNewestPicture() throws Exception {
        try (var rig = new BusRig()) {
            var camera = rig.record("door").camera();
            var other = rig.serve();
            var cable = rig.kept(new CutCable(rig.redis.port()));
            var server = rig.serve(rig.plan("redis://127.0.0.1:" + cable.port(), false, false), rig.hub());
            try (var there = other.watch("door"); var watcher = server.watch("door")) {
                await().until(() -> there.count() > 5 && watcher.count() > 5);
                cable.cut();
                await().atMost(Duration.ofSeconds(3)).until(() -> server.state("door").equals(UNREACHABLE));
                rig.aheadNanos.addAndGet(Duration.ofHours(1).toNanos());
                long cutAt = camera.number();
                await().until(() -> camera.number() > cutAt + 60);
                int before = watcher.count();
                long newest = camera.number();
                long gets = rig.redis.calls("get");
                cable.mend();
                await().atMost(ONE_BACKOFF).until(() -> watcher.count() > before + 5);
                assertThat(watcher.numbers().get(before)).as("the first picture").isGreaterThanOrEqualTo(newest);
                long frames = camera.number() - newest;
                assertThat(rig.redis.calls("get") - gets).as("fetches of both servers").isLessThanOrEqualTo(2 * frames + 6);
            }
        }
    }

    @Test
    void nonsenseOnTheBusHurtsNobody() throws Exception {
        try (var rig = new BusRig()) {
            var camera = rig.record("door").camera();
            var server = rig.serve();
            try (var watcher = server.watch("door")) {
                await().until(() -> watcher.count() > 5);
                for (var nonsense : new String[]{"", "{", "{}", "[]", "{\"name\":\"door\",\"state\":\"?\"}",
                    "{\"name\":\"UPPER\",\"state\":\"idle\"}", "x".repeat(100_000)}) {
                    for (var channel : new String[]{"cameras", "frames:door", "demand:door", "command:door", "answer:door"}) {
                        rig.redis.publish("oriel:" + channel, nonsense);
                    }
                    rig.redis.ask(Command.SET, "oriel:frame:door", nonsense);
                }
                int before = watcher.count();
                await().until(() -> watcher.count() > before + 10);
                assertThat(server.hub().cameras()).hasSize(1);
                assertThat(camera.track().state()).isEqualTo(TrackState.LIVE);
            }
        }
    }
}
