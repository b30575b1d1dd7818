package dev.oriel.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.oriel.bus.Command.ChangeSettings;
import dev.oriel.bus.Command.Request;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.SettingsPatch;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a server asks of a camera elsewhere, and what becomes of it when one of the two is hampered.
@Timeout(120)
class BusCommandsTest {
    private BusRig rig;

    @BeforeEach
    void begin() throws Exception {
        rig = new BusRig();
    }

    @AfterEach
    void end() {
        rig.close();
    }

    private static String titled(String id, String title) {
        return new Request(id, new ChangeSettings(SettingsPatch.read(new JsonObject().put("title", title)), null)).json();
    }

    @Test
    void aCommandThatNobodyHeardIsSaidAgain() throws Exception {
        var open = new CountDownLatch(1);
        var held = new AtomicInteger();
        var cable = rig.kept(new CutCable(rig.redis.port(), (connection, text) -> {
            if (connection > 3 && text.contains("command:door")) {
                held.incrementAndGet();
                open.await();
            }
        }));
        var camera = rig.record("door", rig.plan("redis://127.0.0.1:" + cable.port(), false, false)).camera();
        var server = rig.serve();
        server.camera("door");
        cable.cut();
        cable.mend();
        await().until(() -> held.get() > 0); // the recorder does not listen yet
        var change = new FutureTask<Void>(() -> server.camera("door").change(now -> CameraSettings.titled("Tor")), null);
        Thread.ofVirtual().start(change);
        await().during(Duration.ofMillis(400)).until(() -> !change.isDone());
        open.countDown();
        change.get(30, TimeUnit.SECONDS);
        assertThat(camera.settings().title()).isEqualTo("Tor");
    }

    @Test
    void aCommandThatIsSaidTwiceIsDoneOnce() throws Exception {
        var camera = rig.record("door").camera();
        await().until(() -> !rig.redis.hash("oriel:camera:door").isEmpty());
        rig.redis.publish("oriel:command:door", titled("a1", "first"));
        await().until(() -> camera.settings().title().equals("first"));
        rig.redis.publish("oriel:command:door", titled("a2", "second"));
        await().until(() -> camera.settings().title().equals("second"));
        rig.redis.publish("oriel:command:door", titled("a1", "first"));
        rig.redis.publish("oriel:command:door", titled("a3", "third"));
        await().until(() -> camera.settings().title().equals("third"));
        assertThat(camera.changes()).containsExactly("first", "second", "third");
    }

    @Test
    void aFloodOfCommandsHoldsFewThreads() throws Exception {
        var camera = rig.record("door").camera();
        var server = rig.serve();
        await().until(() -> !rig.redis.hash("oriel:camera:door").isEmpty());
        var free = new CountDownLatch(1);
        camera.holdChanges(free);
        try (var connection = BusConnection.open(BusUrl.parse(rig.redis.url()), System::nanoTime)) {
            for (int i = 0; i < 5000; i++) {
                connection.send(redis.clients.jedis.Protocol.Command.PUBLISH, "oriel:command:door", titled("flood" + i, "x"));
            }
            connection.replies(5000, ReplyLimit.WORD);
        }
        await().until(() -> camera.changing() == 16);
        assertThat(BusRig.threads().stream().filter(name -> name.contains("oriel-bus-command"))).hasSizeLessThanOrEqualTo(16);
        try (var watcher = server.watch("door")) {
            await().until(() -> watcher.count() > 5);
        }
        free.countDown();
        await().until(() -> camera.changing() == 0);
        server.camera("door").change(now -> CameraSettings.titled("at last"));
        assertThat(camera.settings().title()).isEqualTo("at last");
    }

    @Test
    void aServerAsksOneCameraForSixteenThingsAtATime() throws Exception {
        var camera = rig.record("door").camera();
        var server = rig.serve();
        var free = new CountDownLatch(1);
        camera.holdChanges(free);
        server.camera("door");
        int refused = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<Future<?>>();
            for (int i = 0; i < 40; i++) {
                asked.add(threads.submit(() -> server.camera("door").change(now -> CameraSettings.titled("x"))));
            }
            await().until(() -> asked.stream().filter(Future::isDone).count() == 24);
            free.countDown();
            for (var one : asked) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    assertThat(e.getCause()).hasMessage("too much is asked of this camera at a time");
                    refused++;
                }
            }
        }
        assertThat(refused).isEqualTo(24);
    }

    @Test
    void aCameraThatFailsAnswersAllTheSame() throws Exception {
        var camera = rig.record("door").camera();
        var server = rig.serve();
        camera.failAtChanges(new IllegalStateException("a camera's own"));
        assertThatThrownBy(() -> server.camera("door").change(now -> CameraSettings.titled("x")))
                .hasMessage("the camera failed in a way that it should not; the log of the recorder says more");
    }

    @Test
    void anAnswerWithoutSettingsIsNone() throws Exception {
        var server = rig.serve();
        var recorder = rig.kept(new HandmadeRecorder(rig.redis, "odd"));
        assertThat(recorder).isNotNull();
        await().until(() -> server.state("odd").isLive());
        try (var ear = new HandmadeAnswers(rig.redis, "odd", id -> "{\"id\":\"" + id + "\"}")) {
            assertThatThrownBy(() -> server.camera("odd").change(now -> CameraSettings.titled("x")))
                    .hasMessage("the recorder of this camera gave no answer in time");
            assertThat(ear.asked()).isPositive();
        }
        assertThat(server.camera("odd").settings().title()).isEqualTo("odd");
    }
}
