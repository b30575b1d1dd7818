package dev.oriel.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.oriel.bus.BusRig.Server;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.Size;
import dev.oriel.hub.TrackState;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Recorders and servers on a real Redis that works.
class BusTest {

    @Test
    @Tag("measured")
    void redisCarriesEachFrameOncePerServerThatWatches() throws Exception {
        try (var rig = new BusRig()) {
            var camera = rig.record("door").camera();
            var servers = List.of(rig.serve(), rig.serve(), rig.serve());
            var watchers = new ArrayList<Watcher>();
            for (int i = 0; i < 100; i++) {
                watchers.add(servers.get(i % 2).watch("door")); // nobody at the third
            }
            await().until(() -> watchers.stream().allMatch(watcher -> watcher.count() > 5));
            assertThat(isSteady(rig, camera, watchers)).as("at least 70 of 100 frames came, at more than 25 a second").isTrue();
            watchers.forEach(Watcher::close);
        }
    }

    /// Compares what was given with what was carried, between two moments at which nothing is on its way.
    private static boolean isSteady(BusRig rig, DemandedCamera camera, List<Watcher> watchers) throws Exception {
        settle(camera, watchers);
        long numberBefore = camera.number();
        long getsBefore = rig.redis.calls("get");
        var countsBefore = watchers.stream().map(Watcher::count).toList();
        long beganNanos = System.nanoTime();
        camera.stand(false);
        await().until(() -> camera.number() >= numberBefore + 90);
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        settle(camera, watchers);
        long frames = camera.number() - numberBefore;
        long gets = rig.redis.calls("get") - getsBefore;
        boolean steady = frames / seconds > 25 && gets >= 1.4 * frames;
        assertThat(gets).as("fetches of %d frames by two servers", frames).isLessThanOrEqualTo(2 * frames + 2);
        for (int i = 0; i < watchers.size(); i++) {
            long came = (long) watchers.get(i).count() - countsBefore.get(i);
            assertThat(came).isLessThanOrEqualTo(frames);
            assertThat(watchers.get(i).numbers()).isSorted().doesNotHaveDuplicates();
            steady &= came >= 0.7 * frames;
        }
        return steady;
    }

    private static void settle(DemandedCamera camera, List<Watcher> watchers) {
        camera.stand(true);
        long last = camera.number();
        await().until(() -> watchers.stream().allMatch(watcher -> watcher.numbers().getLast() == last));
    }

    @Test
    void nothingIsCarriedWhenNobodyWatches() throws Exception {
        try (var rig = new BusRig()) {
            var camera = rig.record("door").camera();
            var server = rig.serve();
            try (var watcher = server.watch("door")) {
                await().until(() -> watcher.count() > 5);
            }
            await().atMost(Duration.ofMillis(1900)).until(() -> camera.track().state().equals(TrackState.IDLE));
            await().until(() -> rig.redis.bytes("oriel:frame:door") == null);
            long gets = rig.redis.calls("get");
            long sets = rig.redis.calls("set");
            long number = camera.number();
            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(4)).until(() -> camera.number() == number);
            assertThat(rig.redis.calls("get")).isEqualTo(gets);
            assertThat(rig.redis.calls("set")).isEqualTo(sets);
        }
    }

    @Test
    void demandCrossesWithin200Milliseconds() throws Exception {
        try (var rig = new BusRig()) {
            var camera = rig.record("door").camera();
            var server = rig.serve();
            server.camera("door");
            var crossings = new ArrayList<Duration>();
            for (int round = 0; round < 9; round++) {
                long beganNanos = System.nanoTime();
                try (var watcher = server.watch("door")) {
                    await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(camera.track()::wanted);
                    crossings.add(Duration.ofNanos(System.nanoTime() - beganNanos));
                    await().until(() -> watcher.count() > 0);
                }
                await().until(() -> camera.track().state().equals(TrackState.IDLE) && !camera.track().wanted());
            }
            assertThat(middle(crossings)).isLessThan(Duration.ofMillis(200));
            assertThat(camera.runs()).isEqualTo(9);
        }
    }

    private static Duration middle(List<Duration> all) {
        return all.stream().sorted().toList().get(all.size() / 2);
    }

    @Test
    void stateAndCauseCrossAtOnce() throws Exception {
        try (var rig = new BusRig()) {
            var camera = rig.record("door").camera();
            var server = rig.serve();
            try (var watcher = server.watch("door")) {
                await().until(() -> server.state("door").isLive() && watcher.count() > 0);
                var crossings = new ArrayList<Duration>();
                for (int round = 0; round < 9; round++) {
                    long lostNanos = System.nanoTime();
                    camera.lose("unplugged");
                    await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).atMost(Duration.ofSeconds(10))
                            .until(() -> server.state("door").equals(TrackState.lost("unplugged")));
                    crossings.add(Duration.ofNanos(System.nanoTime() - lostNanos));
                    assertThat(server.track("door").newest()).as("the frame of a run that is over").isNull();
                    camera.find();
                    int before = watcher.count();
                    await().until(() -> server.state("door").isLive() && watcher.count() > before);
                }
                assertThat(middle(crossings)).isLessThan(Duration.ofMillis(300));
                assertThat(watcher.states()).contains(TrackState.STARTING, TrackState.LIVE, TrackState.lost("unplugged"));
            }
        }
    }

    @Test
    void aNewViewerGetsNoPictureOfAnEarlierRun() throws Exception {
        try (var rig = new BusRig()) {
            var camera = rig.record("door").camera();
            var server = rig.serve();
            for (int round = 0; round < 5; round++) {
                long newest = camera.number();
                try (var watcher = server.watch("door")) {
                    await().until(() -> watcher.count() > 0);
                    assertThat(watcher.numbers().getFirst()).isGreaterThan(newest);
                }
                await().until(() -> !camera.track().wanted() && camera.track().newest() == null);
            }
        }
    }

    @Test
    void aSecondServerGetsTheNewestPictureAtOnce() throws Exception {
        try (var rig = new BusRig()) {
            rig.record("door");
            var first = rig.serve();
            var second = rig.serve();
            try (var there = first.watch("door")) {
                await().until(() -> there.count() > 3);
                long before = there.numbers().getLast();
                try (var here = second.watch("door")) {
                    await().until(() -> here.count() > 0);
                    assertThat(here.numbers().getFirst()).isBetween(before, before + 30);
                }
            }
        }
    }

    @Test
    void theKeysAreThoseOfTheProtocol() throws Exception {
        try (var rig = new BusRig()) {
            var recorder = rig.record("door");
            var server = rig.serve();
            try (var watcher = server.watch("door")) {
                await().until(() -> watcher.count() > 0 && rig.redis.hash("oriel:camera:door").contains("live"));
                assertThat(rig.redis.hash("oriel:camera:door")).contains("title", "door", "size", "320x180", "fps", "30.0",
                        "state",
                        "cause", "recorder", recorder.bus().id(), "heartbeat");
                assertThat(Long.parseLong(rig.redis.text(redis.clients.jedis.Protocol.Command.PTTL, "oriel:camera:door")))
                        .isBetween(1L, 3000L);
                var bytes = rig.redis.bytes("oriel:frame:door");
                assertThat(bytes).isNotNull().hasSize(24 + DemandedCamera.PICTURE_BYTES);
                var header = ByteBuffer.wrap(bytes);
                assertThat(header.get()).as("kind").isEqualTo((byte) 1);
                assertThat(header.get()).as("camera").isZero();
                assertThat(header.getShort()).as("length of the header").isEqualTo((short) 24);
                assertThat(header.getInt(4)).as("sequence").isPositive();
                assertThat(header.getLong(8)).as("capture time").isCloseTo(DemandedCamera.nowMicros(), within(5_000_000L));
                assertThat(Long.parseLong(rig.redis.text(redis.clients.jedis.Protocol.Command.PTTL, "oriel:frame:door")))
                        .isBetween(1L, 5000L);
            }
        }
    }

    @Test
    void settingsAreChangedWhereTheCameraIs() throws Exception {
        try (var rig = new BusRig()) {
            var camera = rig.record("door").camera();
            var server = rig.serve();
            var next = new CameraSettings("Höf", new Size(640, 480), 12.5, 55, 90, Flip.HV, "");
            server.camera("door").change(now -> next);
            assertThat(camera.settings()).isEqualTo(next);
            assertThat(server.camera("door").settings()).isEqualTo(next);
            var other = rig.serve();
            await().until(() -> other.camera("door").settings().equals(next));
            assertThat(server.camera("door").capabilities()).containsExactly("settings");
        }
    }

    @Test
    void changesOfTwoServersAtATimeAreBothKept() throws Exception {
        try (var rig = new BusRig()) {
            var camera = rig.record("door").camera();
            var servers = List.of(rig.serve(), rig.serve());
            servers.forEach(server -> server.camera("door"));
            var together = new CyclicBarrier(2);
            try (var threads = Executors.newFixedThreadPool(2)) {
                var first = threads.submit(() -> servers.get(0).camera("door").change(now -> {
                    meet(together);
                    return new CameraSettings("Tor", now.size(), now.fps(), now.quality(), now.rotate(), now.flip(), "");
                }));
                var second = threads.submit(() -> servers.get(1).camera("door").change(now -> {
                    meet(together);
                    return new CameraSettings(now.title(), now.size(), now.fps(), now.quality(), 90, now.flip(), "");
                }));
                first.get();
                second.get();
            }
            assertThat(camera.settings().title()).isEqualTo("Tor");
            assertThat(camera.settings().rotate()).isEqualTo(90);
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(5, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRefusalComesBackInTheCamerasWords() throws Exception {
        try (var rig = new BusRig()) {
            rig.record("door").camera().refuse("this camera cannot be turned");
            var server = rig.serve();
            assertThatThrownBy(() -> server.camera("door").change(now -> CameraSettings.titled("x")))
                    .isInstanceOf(IllegalArgumentException.class).hasMessage("this camera cannot be turned");
        }
    }

    @Test
    void theSecondRecorderOfANameWaitsForTheFirstToEnd() throws Exception {
        try (var rig = new BusRig()) {
            var first = rig.record("door");
            await().until(() -> rig.redis.hash("oriel:camera:door").contains(first.bus().id()));
            var second = rig.record("door");
            await().until(() -> second.camera().track().state()
                    .equals(TrackState.lost("the name is taken by the recorder " + first.bus().id())));
            Server server = rig.serve();
            try (var watcher = server.watch("door")) {
                await().until(() -> watcher.count() > 5);
                assertThat(second.camera().number()).as("frames of the one that waits").isZero();
                first.close();
                await().atMost(Duration.ofSeconds(10)).until(() -> second.camera().number() > 5 && server.state("door").isLive());
                assertThat(rig.redis.hash("oriel:camera:door")).contains(second.bus().id());
            }
        }
    }

    @Test
    void aCameraOfThisProcessWinsOverOneOfTheBus() throws Exception {
        try (var rig = new BusRig()) {
            rig.record("door");
            rig.record("yard");
            var hub = rig.hub();
            var own = rig.kept(new DemandedCamera(hub, "door"));
            var server = rig.serve(rig.plan(), hub);
            server.camera("yard");
            assertThat(hub.camera("door")).contains(own);
            server.bus().release("yard");
            var later = rig.kept(new DemandedCamera(hub, "yard"));
            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(4))
                    .until(() -> hub.camera("yard").orElseThrow().equals(later));
            try (var watcher = server.watch("yard")) {
                await().until(() -> watcher.count() > 3);
            }
        }
    }

    @Test
    void plainPicturesAreWrittenAlways() throws Exception {
        try (var rig = new BusRig()) {
            var camera = rig.record("door", rig.plan(rig.redis.url(), true, true)).camera();
            await().until(() -> rig.redis.bytes("oriel:jpeg:door") != null && rig.redis.bytes("image_id") != null);
            for (var key : List.of("oriel:jpeg:door", "image")) {
                assertThat(rig.redis.bytes(key)).hasSize(DemandedCamera.PICTURE_BYTES);
            }
            var id = rig.redis.bytes("image_id");
            assertThat(id).hasSize(4);
            await().until(() -> !java.util.Arrays.equals(id, rig.redis.bytes("image_id")));
            long number = camera.number();
            await().until(() -> camera.number() > number + 30);
        }
    }
}
