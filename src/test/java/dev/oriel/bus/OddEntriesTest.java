package dev.oriel.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.SettingsChange;
import dev.oriel.hub.Size;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.observe.LoggedLines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol.Command;

/// What others put on the bus costs one camera at most, and never a line of the log.
@Timeout(180)
class OddEntriesTest {
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(15);

    private BusRig rig;
    private LoggedLines log;

    @BeforeEach
    void begin() throws IOException {
        rig = new BusRig();
        log = new LoggedLines();
    }

    @AfterEach
    void end() {
        assertThat(log.all()).allMatch(line -> line.lines().count() == 1, "one line").allMatch(line -> line.length() < 1000);
        log.close();
        rig.close();
    }

    private HandmadeRecorder handmade(String name) {
        return rig.kept(new HandmadeRecorder(rig.redis, name));
    }

    private static void awaitPictures(BusRig.Server server, Watcher watcher) {
        int before = watcher.count();
        await().atMost(SEEN_WITHIN)
                .until(() -> server.state("door").isLive() && watcher.count() > before + 5 && server.bus().problem().isEmpty());
    }

    // --- frames

    private static byte[] sized(int width, int height) {
        var jpeg = DemandedCamera.picture(1);
        ByteBuffer.wrap(jpeg).putShort(19, (short) height).putShort(21, (short) width);
        return jpeg;
    }

    static Stream<Arguments> framesThatAreNone() {
        var jpeg = DemandedCamera.picture(1);
        var shortHeader = HandmadeRecorder.frame(320, 180, jpeg);
        ByteBuffer.wrap(shortHeader).putShort(2, (short) 3);
        var longHeader = HandmadeRecorder.frame(320, 180, jpeg);
        ByteBuffer.wrap(longHeader).putShort(2, (short) 0xffff);
        var anotherKind = HandmadeRecorder.frame(320, 180, jpeg);
        anotherKind[0] = 9;
        return Stream.of(Arguments.of("nothing", new byte[0]), Arguments.of("a text", RedisServer.utf8("hello")),
                Arguments.of("a header alone", HandmadeRecorder.frame(320, 180, new byte[0])),
                Arguments.of("a header that is too short", shortHeader), Arguments.of("a header longer than all", longHeader),
                Arguments.of("another kind", anotherKind),
                Arguments.of("no JPEG", HandmadeRecorder.frame(320, 180, RedisServer.utf8("GIF89a and so on"))),
                Arguments.of("a JPEG that ends early", HandmadeRecorder.frame(320, 180, new byte[]{-1, -40, -1, -39})),
                Arguments.of("a JPEG that is cut off", HandmadeRecorder.frame(320, 180, Arrays.copyOf(jpeg, jpeg.length - 2))),
                Arguments.of("no pixels", HandmadeRecorder.frame(0, 0, sized(0, 0))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("framesThatAreNone")
    void aValueThatIsNoFrameCostsItsCameraAlone(String what, byte[] value) throws Exception {
        rig.record("door");
        var odd = handmade("odd");
        var server = rig.serve();
        odd.frame(value);
        try (var door = server.watch("door"); var watcher = server.watch("odd")) {
            awaitPictures(server, door);
            await().atMost(SEEN_WITHIN)
                    .until(() -> server.state("odd").equals(TrackState.lost("a picture on the bus that is none")));
            awaitPictures(server, door);
            odd.frame(HandmadeRecorder.frame(320, 180, DemandedCamera.picture(7)));
            await().atMost(SEEN_WITHIN).until(() -> server.state("odd").isLive() && watcher.numbers().contains(7L));
        }
        assertThat(what).isNotEmpty();
    }

    @Test
    void aPictureOfTooManyPixelsCostsItsCameraAlone() throws Exception {
        rig.record("door");
        var odd = handmade("odd");
        var server = rig.serve();
        odd.frame(HandmadeRecorder.frame(320, 180, sized(65_535, 65_535)));
        try (var door = server.watch("door"); var watcher = server.watch("odd")) {
            await().atMost(SEEN_WITHIN).until(() -> server.state("odd")
                    .equals(TrackState.lost("its pictures of 65535x65535 are larger than limits.pixels allows")));
            awaitPictures(server, door);
            assertThat(watcher.count()).isZero();
        }
    }

    @Test
    void aKeyOfAnotherTypeCostsItsCameraAlone() throws Exception {
        rig.record("door");
        handmade("odd");
        var server = rig.serve();
        rig.redis.ask(Command.LPUSH, "oriel:frame:odd", "x");
        try (var door = server.watch("door"); var _ = server.watch("odd")) {
            awaitPictures(server, door);
            await().atMost(SEEN_WITHIN)
                    .until(() -> server.state("odd").equals(TrackState.lost("a picture on the bus that is none")));
            awaitPictures(server, door);
        }
    }

    @Test
    void aValueOfAHundredMegabytesCostsItsCameraAlone() throws Exception {
        rig.record("door");
        var odd = handmade("odd");
        var server = rig.serve();
        rig.redis.ask(Command.SETRANGE, "oriel:frame:odd", "104857599", "x");
        try (var door = server.watch("door"); var watcher = server.watch("odd")) {
            awaitPictures(server, door);
            await().atMost(SEEN_WITHIN)
                    .until(() -> server.state("odd")
                            .equals(TrackState.lost("a picture on the bus is too large: 104857600 bytes")));
            awaitPictures(server, door);
            assertThat(rig.memory.heldBytes()).isLessThan(1_000_000);
            odd.frame(HandmadeRecorder.frame(320, 180, DemandedCamera.picture(7)));
            await().atMost(Duration.ofSeconds(60)).until(() -> server.state("odd").isLive() && watcher.count() > 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1x65535", "0x0", "65535x1"})
    void theSizeOfAPictureIsReadFromThePicture(String said) throws Exception {
        var odd = handmade("odd");
        var server = rig.serve();
        var sides = said.split("x");
        odd.frame(HandmadeRecorder.frame(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), sized(8, 300)));
        try (var watcher = server.watch("odd")) {
            await().atMost(SEEN_WITHIN).until(() -> server.state("odd").isLive() && watcher.count() > 0);
            assertThat(server.camera("odd").pictureSize()).isEqualTo(new Size(8, 300));
            var header = server.track("odd").newest();
            assertThat(header).isNotNull();
            assertThat(header.camera()).as("its number").isEqualTo(server.track("odd").index());
            assertThat(header.sequence()).as("its sequence number").isEqualTo(1);
        }
    }

    @Test
    void picturesThatAreSaidToBeThereAndAreNotAreALoss() throws Exception {
        var odd = handmade("odd");
        var server = rig.serve();
        try (var watcher = server.watch("odd")) {
            await().atMost(SEEN_WITHIN).until(() -> server.state("odd").equals(TrackState.lost("the bus has lost its pictures")));
            odd.frame(HandmadeRecorder.frame(320, 180, DemandedCamera.picture(7)));
            await().atMost(SEEN_WITHIN).until(() -> server.state("odd").isLive() && watcher.numbers().contains(7L));
        }
    }

    // --- descriptions

    @Test
    void textsOfOthersAreOneBoundedLine() throws Exception {
        var forged = "\n12:00:00.000 ERROR forged\r\u001b[31m\u2028\u202e";
        var odd = handmade("odd");
        var server = rig.serve();
        server.camera("odd");
        odd.say(Map.of("state", "lost", "cause", "x" + forged + "y".repeat(5000), "title", "t" + forged + "z".repeat(5000),
                "recorder", "r" + forged + "w".repeat(5000), "capabilities", "settings,<b>,orient,x y"));
        await().atMost(SEEN_WITHIN)
                .until(() -> server.state("odd").cause() != null && server.state("odd").cause().startsWith("x "));
        assertThat(server.state("odd").cause()).hasSizeLessThanOrEqualTo(300).doesNotContainPattern("\\p{Cntrl}|\u2028|\u202e");
        assertThat(server.camera("odd").settings().title()).hasSizeLessThanOrEqualTo(100).doesNotContainPattern("\\p{Cntrl}");
        assertThat(server.camera("odd").capabilities()).containsExactlyInAnyOrder("settings", "orient");
    }

    @Test
    void namesThatAreNoneAreRefused() throws Exception {
        rig.record("door");
        var server = rig.serve();
        for (var name : new String[]{"a\nb", "", "UPPER", "x".repeat(33), "a/b", "a:door", "..", "x".repeat(60_000)}) {
            handmade(name);
            rig.redis.ask(Command.HSET, "oriel:camera:" + name, "state", "live");
        }
        rig.redis.ask(Command.HSET, "oriel:camera:x:door", "state", "lost", "cause", "forged");
        var later = rig.serve();
        try (var there = server.watch("door"); var here = later.watch("door")) {
            awaitPictures(server, there);
            awaitPictures(later, here);
            assertThat(server.hub().cameras()).hasSize(1);
            assertThat(later.hub().cameras()).hasSize(1);
            assertThat(here.states()).doesNotContain(TrackState.lost("forged"));
        }
    }

    @Test
    void oddHashesCostTheirCamerasAlone() throws Exception {
        rig.record("door");
        rig.redis.ask(Command.SET, "oriel:camera:text", "x");
        rig.redis.ask(Command.HSET, "oriel:camera:nonsense", "state", "?", "size", "axb", "settings", "{");
        rig.redis.ask(Command.HSET, "oriel:camera:long", "state", "live", "cause", "x".repeat(100_000));
        rig.redis.ask(Command.HSET, "oriel:camera:sized", "state", "idle", "size", "0x70000", "fps", "NaN", "heartbeat", "99999");
        var many = new ArrayList<>(List.of("oriel:camera:many"));
        for (int i = 0; i < 5000; i++) {
            many.addAll(List.of("field" + i, "x"));
        }
        rig.redis.ask(Command.HSET, many.toArray(String[]::new));
        var server = rig.serve();
        try (var door = server.watch("door")) {
            awaitPictures(server, door);
            assertThat(server.hub().cameras()).extracting(Camera::name).containsExactlyInAnyOrder("door", "sized");
            assertThat(server.camera("sized").pictureSize()).isNull();
            assertThat(server.camera("sized").sourceFps()).isNull();
        }
    }

    @Test
    void aRecorderThatSpeaksNonsenseIsNotCalledGone() throws Exception {
        var odd = handmade("odd");
        var server = rig.serve();
        await().until(() -> server.state("odd").isLive());
        odd.say(Map.of("state", "sleepy"));
        await().atMost(SEEN_WITHIN)
                .until(() -> server.state("odd").equals(TrackState.lost("what its recorder says is not understood")));
        odd.say(Map.of("state", "idle"));
        await().atMost(SEEN_WITHIN).until(() -> server.state("odd").equals(TrackState.IDLE));
    }

    @Test
    void twoThatSpeakOfOneCameraDoNotTakeTurns() throws Exception {
        rig.record("door");
        var server = rig.serve();
        try (var watcher = server.watch("door")) {
            awaitPictures(server, watcher);
            int states = watcher.states().size();
            var other = handmade("door");
            other.say(Map.of("state", "lost", "cause", "another's"));
            await().during(Duration.ofSeconds(2)).until(() -> server.state("door").isLive());
            other.say(Map.of("state", "gone"));
            await().during(Duration.ofSeconds(2)).until(() -> server.state("door").isLive());
            assertThat(watcher.states()).hasSize(states);
        }
    }

    // --- a recorder's own odd camera

    /// A camera of which something cannot be told.
    ///
    /// @param failure what is thrown where it is asked for its size
    private record OddCamera(Track track, RuntimeException failure) implements Camera {
        @Override
        public CameraSettings settings() {
            return CameraSettings.titled("odd");
        }

        @Override
        public void change(SettingsChange change) {
            throw new IllegalStateException("a camera's own");
        }

        @Override
        public @Nullable Size pictureSize() {
            throw failure;
        }

        @Override
        public String maskedUri() {
            return "odd:";
        }
    }

    @Test
    void aCameraThatCannotBeDescribedCostsItsRecorderNoOther() throws Exception {
        var hub = rig.hub();
        var door = rig.kept(new DemandedCamera(hub, "door"));
        var timer = Executors.newSingleThreadScheduledExecutor();
        var bus = new BusRecorder(rig.plan(), rig.clocks, timer);
        bus.cameras(List.of(new OddCamera(hub.track("odd"), new IllegalArgumentException("1x65535")), door,
                new OddCamera(hub.track("other"), new IllegalStateException("no size"))));
        bus.start();
        rig.kept(() -> {
            bus.close();
            timer.shutdownNow();
        });
        var server = rig.serve();
        try (var watcher = server.watch("door")) {
            awaitPictures(server, watcher);
            await().during(Duration.ofSeconds(4)).until(() -> server.state("door").isLive());
            assertThat(server.hub().cameras()).hasSize(1);
            assertThat(log.with("ERROR", "a description of a camera")).as("one for each kind").hasSize(2);
        }
    }

    @Test
    void ofWhoeverHasANameNoMoreIsReadThanCanBeShown() throws Exception {
        rig.redis.ask(Command.HSET, "oriel:camera:door", "recorder", "x".repeat(1_000_000));
        var lease = new Lease(BusNames.of(rig.plan()), "it");
        var takes = new Description("door", TrackState.IDLE, null, null, CameraSettings.titled("door"), MpegSettings.DEFAULT,
                Set.of(), "it", 0, Holding.RECORDED, CameraSettings.titled("door"), "", null);
        try (var connection = BusConnection.open(BusUrl.parse(rig.redis.url()), System::nanoTime)) {
            lease.sendTake(connection, takes);
            lease.sendKeep(connection, "door");
            assertThat(connection.replies(2, ReplyLimit.WORD)).extracting(BusConnection::text).allMatch("x".repeat(1000)::equals);
        }
    }

    @Test
    void aNameThatIsOccupiedByAnotherTypeCostsItsRecorderNoOther() throws Exception {
        rig.redis.ask(Command.SET, "oriel:camera:odd", "x");
        var hub = rig.hub();
        var door = rig.kept(new DemandedCamera(hub, "door"));
        var odd = rig.kept(new DemandedCamera(hub, "odd"));
        var timer = Executors.newSingleThreadScheduledExecutor();
        var bus = new BusRecorder(rig.plan(), rig.clocks, timer);
        bus.cameras(List.of(odd, door));
        bus.start();
        rig.kept(() -> {
            bus.close();
            timer.shutdownNow();
        });
        var server = rig.serve();
        try (var watcher = server.watch("door")) {
            awaitPictures(server, watcher);
            await().atMost(SEEN_WITHIN).until(() -> server.state("odd").equals(TrackState.lost("the bus refuses its recorder")));
            assertThat(bus.problem()).startsWith("the bus refuses this recorder the name: ").contains("WRONGTYPE");
            rig.redis.ask(Command.DEL, "oriel:camera:odd");
            await().atMost(SEEN_WITHIN).until(() -> bus.problem().isEmpty() && server.state("odd").equals(TrackState.IDLE));
        }
    }
}
