package dev.oriel.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.hub.CameraSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol.Command;

/// Whoever is seen on the bus already hears what is said to it.
@Timeout(120)
class BusBeginningTest {
    private final CountDownLatch open = new CountDownLatch(1);

    private CutCable cableThatHolds(BusRig rig, String word) throws IOException {
        return rig.kept(new CutCable(rig.redis.port(), (connection, text) -> {
            if (text.contains(word)) {
                open.await();
            }
        }));
    }

    private static BusPlan through(BusRig rig, CutCable cable) {
        return rig.plan("redis://127.0.0.1:" + cable.port(), false, false);
    }

    @Test
    void aRecorderTakesANameOnceItHearsDemandAndCommands() throws Exception {
        try (var rig = new BusRig()) {
            var recorder = rig.begin("door", through(rig, cableThatHolds(rig, "demand:door")));
            await().during(Duration.ofMillis(300)).until(() -> rig.redis.hash("oriel:camera:door").isEmpty());
            open.countDown();
            await().until(() -> rig.redis.hash("oriel:camera:door").contains(recorder.bus().id()));
            assertThat(rig.redis.ask(Command.PUBLISH, "oriel:demand:door", "somebody 1")).as("who hears").isEqualTo(1L);
            assertThat(rig.redis.ask(Command.PUBLISH, "oriel:command:door", "{}")).as("who hears").isEqualTo(1L);
            await().until(recorder.camera().track()::wanted);
        }
    }

    @Test
    void aCommandIsSentOnceItsAnswerCanBeHeard() throws Exception {
        try (var rig = new BusRig()) {
            var server = rig.serve(through(rig, cableThatHolds(rig, "answer:door")), rig.hub());
            await().until(() -> server.bus().problem().isEmpty()); // all its connections stand before there is anything to hold up
            var camera = rig.begin("door", rig.plan()).camera();
            var change = begun(() -> server.camera("door").change(now -> CameraSettings.titled("Tor")));
            await().during(Duration.ofMillis(300)).until(() -> camera.settings().title().equals("door"));
            open.countDown();
            change.get(30, TimeUnit.SECONDS);
            assertThat(camera.settings().title()).isEqualTo("Tor");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aServerHasBegunOnceAllItsConnectionsStand(int late) throws Exception {
        try (var rig = new BusRig()) {
            var cable = rig.kept(new CutCable(rig.redis.port(), (connection, text) -> {
                if (connection == late) {
                    open.await();
                }
            }));
            var hub = rig.hub();
            var problem = new String[]{"not begun"};
            var serving = begun(() -> problem[0] = rig.serve(through(rig, cable), hub).bus().problem());
            await().during(Duration.ofMillis(300)).until(() -> !serving.isDone());
            open.countDown();
            serving.get(30, TimeUnit.SECONDS);
            assertThat(problem[0]).isEmpty();
        }
    }

    private static FutureTask<Void> begun(Runnable work) {
        var task = new FutureTask<Void>(work, null);
        Thread.ofVirtual().name("begun").start(task);
        return task;
    }
}
