package dev.oriel.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.oriel.bus.BusRig.Recorder;
import dev.oriel.bus.BusRig.Server;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.TrackState;
import dev.oriel.observe.LoggedLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol.Command;

/// Rights that are taken from the user of recorders and servers while they run: viewers are told, the log says it once, `/readyz` says it,
/// and all is well when the right is back.
@Timeout(180)
class BusRightsTest {
    private static final Pattern ACL = Pattern.compile("(?m)^ACL SETUSER (.+)$");
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(15);
    private static final TrackState REFUSED = TrackState.lost("the bus refuses pictures");
    private static final TrackState RECORDER_REFUSED = TrackState.lost("the bus refuses its recorder");

    private final BusRig rig = rig();
    private final LoggedLines log = new LoggedLines();
    private final BusPlan plan = rig.plan(rig.redis.url().replace("//", "//oriel:secret@"), false, false);

    private static BusRig rig() {
        try {
            var documented = ACL.matcher(Files.readString(Path.of("docs/configuration.md")));
            assertThat(documented.find()).isTrue();
            var options = new ArrayList<>(List.of("--user"));
            options.addAll(List.of(documented.group(1).split(" ")));
            return new BusRig(options.toArray(String[]::new));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        log.close();
        rig.close();
    }

    /// Takes or gives rights.
    private void rights(String... changes) throws IOException {
        var words = new ArrayList<>(List.of("SETUSER", "oriel"));
        words.addAll(List.of(changes));
        assertThat(rig.redis.text(Command.ACL, words.toArray(String[]::new))).isEqualTo("OK");
    }

    private Server serve() {
        return rig.serve(plan, rig.hub());
    }

    private static void awaitPictures(Server server, String camera, Watcher watcher) {
        int before = watcher.count();
        await().atMost(SEEN_WITHIN).until(() -> server.state(camera).isLive() && watcher.count() > before + 5);
    }

    private static void awaitState(Server server, TrackState state) {
        await().atMost(SEEN_WITHIN).until(() -> server.state("door").equals(state));
    }

    private static void awaitNoProblem(Server server, Recorder recorder) {
        await().atMost(SEEN_WITHIN).until(() -> server.bus().problem().isEmpty() && recorder.bus().problem().isEmpty());
    }

    private void assertSaidOnce(String... words) {
        assertThat(log.with(words)).as("in %s", log.all()).hasSize(1);
    }

    @Test
    void aServerThatMayNotGetPicturesSaysSo() throws Exception {
        var recorder = rig.record("door", plan);
        var server = serve();
        try (var watcher = server.watch("door")) {
            awaitPictures(server, "door", watcher);
            rights("-get");
            awaitState(server, REFUSED);
            assertThat(server.bus().problem()).startsWith("the bus refuses pictures: NOPERM");
            assertThat(server.track("door").newest()).isNull();
            await().during(Duration.ofSeconds(3)).until(() -> server.state("door").equals(REFUSED));
            assertSaidOnce("WARN", "door: the bus refuses pictures: NOPERM");
            rights("+get");
            awaitPictures(server, "door", watcher);
            awaitNoProblem(server, recorder);
            assertSaidOnce("INFO", "door: the bus no longer refuses pictures");
        }
    }

    @Test
    void whatIsRefusedIsAskedForUntilItIsGrantedThoughNobodyWatches() throws Exception {
        var recorder = rig.record("door", plan);
        var server = serve();
        try (var watcher = server.watch("door")) {
            awaitPictures(server, "door", watcher);
            rights("-get");
            awaitState(server, REFUSED);
        }
        await().during(Duration.ofSeconds(2)).until(() -> !server.bus().problem().isEmpty());
        rights("+get");
        awaitNoProblem(server, recorder);
    }

    @Test
    void aRightToOneKeyIsOneCamerasMatter() throws Exception {
        rig.record("door");
        var recorder = rig.record("yard");
        var server = serve();
        try (var door = server.watch("door"); var yard = server.watch("yard")) {
            awaitPictures(server, "door", door);
            awaitPictures(server, "yard", yard);
            rights("resetkeys", "~oriel:camera:*", "~oriel:frame:yard");
            awaitState(server, REFUSED);
            awaitPictures(server, "yard", yard);
            rights("~oriel:*");
            awaitPictures(server, "door", door);
            awaitNoProblem(server, recorder);
        }
    }

    @Test
    void aRecorderThatMayNotSetPicturesSaysSo() throws Exception {
        var recorder = rig.record("door", plan);
        var server = serve();
        try (var watcher = server.watch("door")) {
            awaitPictures(server, "door", watcher);
            rights("-set");
            awaitState(server, REFUSED);
            assertThat(recorder.bus().problem()).startsWith("the bus refuses pictures: NOPERM");
            assertThat(server.bus().problem()).startsWith("the recorder of door: the bus refuses pictures: NOPERM");
            assertSaidOnce("WARN", "door: the bus refuses pictures: NOPERM");
            rights("+set");
            awaitPictures(server, "door", watcher);
            awaitNoProblem(server, recorder);
        }
    }

    @Test
    void aRecorderThatMayNotTakePicturesAwayGoesOnTrying() throws Exception {
        var recorder = rig.record("door", plan);
        var server = serve();
        try (var watcher = server.watch("door")) {
            awaitPictures(server, "door", watcher);
            rights("-del");
        }
        await().atMost(SEEN_WITHIN).until(() -> recorder.bus().problem().startsWith("the bus refuses pictures: NOPERM"));
        rights("+del");
        await().atMost(SEEN_WITHIN).until(() -> rig.redis.bytes("oriel:frame:door") == null);
        awaitNoProblem(server, recorder);
        try (var watcher = server.watch("door")) {
            awaitPictures(server, "door", watcher);
        }
    }

    @Test
    void whoMayNotPublishSaysSo() throws Exception {
        var recorder = rig.record("door", plan);
        var server = serve();
        try (var watcher = server.watch("door")) {
            awaitPictures(server, "door", watcher);
            rights("-publish");
            awaitState(server, REFUSED);
            await().until(
                    () -> server.bus().problem().startsWith("the bus refuses to pass on what is asked of recorders: NOPERM"));
            await().until(() -> recorder.bus().problem().contains("NOPERM"));
            assertThatThrownBy(() -> server.camera("door").change(now -> CameraSettings.titled("x")))
                    .hasMessage("the bus refuses commands");
            assertSaidOnce("WARN", "to pass on what is asked of recorders");
            assertSaidOnce("WARN", "to pass on what this recorder says");
            rights("+publish");
            awaitPictures(server, "door", watcher);
            awaitNoProblem(server, recorder);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"eval", "hget", "pexpire"})
    void aRecorderThatMayNotHaveItsNameSaysSo(String command) throws Exception {
        var recorder = rig.record("door", plan);
        var server = serve();
        try (var watcher = server.watch("door")) {
            awaitPictures(server, "door", watcher);
            rights("-" + command);
            awaitState(server, RECORDER_REFUSED);
            assertThat(recorder.bus().problem()).startsWith("the bus refuses this recorder the name: ");
            assertThat(server.bus().problem()).startsWith("the recorder of door: the bus refuses this recorder the name: ");
            await().during(Duration.ofSeconds(5)).until(() -> server.state("door").equals(RECORDER_REFUSED));
            assertSaidOnce("WARN", "door: the bus refuses this recorder the name");
            rights("+" + command);
            awaitPictures(server, "door", watcher);
            awaitNoProblem(server, recorder);
        }
    }

    @Test
    void aRecorderThatMayNotDescribeItsCameraSaysSoAndGoesOn() throws Exception {
        var recorder = rig.record("door", plan);
        var server = serve();
        try (var watcher = server.watch("door")) {
            awaitPictures(server, "door", watcher);
            rights("-hset");
            await().atMost(SEEN_WITHIN).until(() -> recorder.bus().problem().startsWith("the bus refuses descriptions: "));
            await().atMost(SEEN_WITHIN).until(() -> server.bus().problem().startsWith("the recorder of door: "));
            awaitPictures(server, "door", watcher);
            rights("+hset");
            awaitNoProblem(server, recorder);
        }
    }

    @Test
    void aRecorderThatBeginsWithoutItsRightsIsSaidToViewers() throws Exception {
        rights("-eval");
        var recorder = rig.begin("door", plan);
        var server = serve();
        awaitState(server, RECORDER_REFUSED);
        rights("+eval", "-subscribe");
        await().atMost(SEEN_WITHIN).until(() -> server.bus().problem().isEmpty());
        rights("+subscribe");
        try (var watcher = server.watch("door")) {
            awaitPictures(server, "door", watcher);
            awaitNoProblem(server, recorder);
        }
    }

    @Test
    void aRecorderThatMayNotListenIsSaidToViewers() throws Exception {
        var server = rig.serve();
        rights("-subscribe");
        var recorder = rig.begin("door", plan);
        awaitState(server, RECORDER_REFUSED);
        assertThat(recorder.bus().problem()).startsWith("the bus refuses to let this recorder listen: NOPERM");
        rights("+subscribe");
        try (var watcher = server.watch("door")) {
            awaitPictures(server, "door", watcher);
            awaitNoProblem(server, recorder);
        }
    }

    @Test
    void aServerThatMayNotListenToOneMoreCameraGoesOnWithTheOthers() throws Exception {
        rig.record("yard", plan);
        var recorder = rig.record("door", plan);
        var server = serve();
        try (var yard = server.watch("yard")) {
            awaitPictures(server, "yard", yard);
            await().until(() -> server.state("door").equals(TrackState.IDLE));
            rights("-subscribe");
            try (var door = server.watch("door")) {
                awaitState(server, REFUSED);
                assertThat(server.bus().problem()).startsWith("the bus refuses to let this server listen: NOPERM");
                assertSaidOnce("WARN", "door: the bus refuses to let this server listen");
                awaitPictures(server, "yard", yard);
                rights("+subscribe");
                awaitPictures(server, "door", door);
                awaitNoProblem(server, recorder);
            }
        }
    }

    @Test
    void aServerWhoseChannelsAreTakenSaysSo() throws Exception {
        var recorder = rig.record("door");
        var server = serve();
        try (var watcher = server.watch("door")) {
            awaitPictures(server, "door", watcher);
            rights("resetchannels");
            await().atMost(SEEN_WITHIN)
                    .until(() -> server.bus().problem().contains("NOPERM") && server.state("door").cause() != null);
            rights("&oriel:*");
            awaitPictures(server, "door", watcher);
            awaitNoProblem(server, recorder);
        }
    }

    @Test
    void aServerThatMayNotEndAListeningSaysSo() throws Exception {
        var recorder = rig.record("door", plan);
        var server = serve();
        try (var watcher = server.watch("door")) {
            awaitPictures(server, "door", watcher);
            rights("-unsubscribe");
        }
        await().atMost(SEEN_WITHIN)
                .until(() -> server.bus().problem().startsWith("the bus refuses to let this server stop listening: NOPERM"));
        rights("+unsubscribe");
        awaitNoProblem(server, recorder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scan", "hgetall"})
    void aServerThatMayNotLookGoesOnByListening(String command) throws Exception {
        var recorder = rig.record("door", plan);
        var cable = rig.kept(new CutCable(rig.redis.port()));
        var server = rig.serve(rig.plan("redis://oriel:secret@127.0.0.1:" + cable.port(), false, false), rig.hub());
        try (var watcher = server.watch("door")) {
            awaitPictures(server, "door", watcher);
            rights("-" + command);
            cable.cut();
            await().until(() -> !server.bus().problem().isEmpty());
            cable.mend();
            awaitPictures(server, "door", watcher);
            assertThat(server.bus().problem()).startsWith("the bus refuses a look at its cameras: NOPERM");
            rights("+" + command);
            awaitNoProblem(server, recorder);
        }
    }

    @Test
    void whoMayNotAskForASignOfLifeIsCutOff() throws Exception {
        var recorder = rig.record("door", plan);
        var server = serve();
        try (var watcher = server.watch("door")) {
            awaitPictures(server, "door", watcher);
            rights("-ping");
            awaitState(server, TrackState.lost("no connection to the bus"));
            await().untilAsserted(() -> assertThat(server.bus().problem()).startsWith("no connection to the bus: NOPERM"));
            rights("+ping");
            awaitPictures(server, "door", watcher);
            awaitNoProblem(server, recorder);
        }
    }
}
