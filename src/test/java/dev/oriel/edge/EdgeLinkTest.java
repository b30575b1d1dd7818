package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.oriel.auth.KeyStore;
import dev.oriel.frame.Packet;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSetting;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.DemandLevel;
import dev.oriel.hub.Hub;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.RememberedSettings;
import dev.oriel.hub.SettingsPatch;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import dev.oriel.orient.OrientPlan;
import dev.oriel.source.LocalCamera;
import dev.oriel.source.SourceSupervisor;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeLinkTest {
    private static final byte[] JPEG = ByteBufUtil.decodeHexDump("ffd8ffc0000b080010001001011100ffda0008010100003f0000ffd9");
    private static final byte[] HUGE = ByteBufUtil.decodeHexDump("ffd8ffc0000b08ffffffff01011100ffda0008010100003f0000ffd9");
    private static final long NOW_MICROS = 1_700_000_000_000_000L;
    private static final String ID = "00112233445566778899aabbccddeeff";
    private static final String OTHER = "ffeeddccbbaa99887766554433221100";
    private static final String RELAY = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path data = Path.of("");

    private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 1000);
    private final AtomicLong nowMicros = new AtomicLong(NOW_MICROS);
    private final Hub hub = new Hub(new Clocks(nowMicros::get, nowNanos::get));
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final MemoryBudget memory = new MemoryBudget(() -> 4 << 20, System::nanoTime);
    private final Publications publications = new Publications(
            new Publications.Parts(hub, new KeyStore(data, Map.of(), InstantSource.system()),
                    () -> new Publications.Rules(Duration.ofSeconds(5), DuplicatePublisherPolicy.REPLACE, 3,
                            Duration.ofHours(24)),
                    new Publications.Threads(timer, Runnable::run), new Clocks(nowMicros::get, nowNanos::get),
                    new Publications.Kept(name -> UnaryOperator.identity(),
                            name -> new LocalCamera.CameraMemory(new RememberedSettings())),
                    PictureLimits.usual(), memory));
    private final List<EdgeLink> links = new ArrayList<>();
    private final Heard heard = new Heard();

    /// What an edge hears.
    private static final class Heard implements EdgeLink.Connection {
        final List<String> acknowledged = new CopyOnWriteArrayList<>();
        final List<JsonObject> texts = new CopyOnWriteArrayList<>();
        final List<RefusedException.Reason> cuts = new CopyOnWriteArrayList<>();

        @Override
        public void acknowledge(int camera, long number, long dispersionMicros) {
            acknowledged.add(camera + " " + number + " " + dispersionMicros);
        }

        @Override
        public void say(String text) {
            texts.add(new JsonObject(text));
        }

        @Override
        public void cut(RefusedException why) {
            cuts.add(why.reason());
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void lookSoon() {
            // the test looks by itself
        }

        List<JsonObject> of(String type) {
            return texts.stream().filter(text -> text.getString("type").equals(type)).toList();
        }

        List<String> errors() {
            return of("error").stream().map(error -> error.getString("name") + " " + error.getString("code")).toList();
        }
    }

    @AfterEach
    void stop() {
        links.forEach(EdgeLink::close);
        publications.close();
        timer.shutdownNow();
        assertThat(memory.heldBytes()).isZero();
        assertThat(publications.edges().count()).isZero();
    }

    private EdgeLink link(Heard to, String owner) throws RefusedException {
        var link = publications.edges().open(
                new EdgeLink.Holder(new Sender(null, owner), name -> !name.startsWith("secret"), RELAY), to);
        links.add(link);
        return link;
    }

    private static JsonObject camera(String name) {
        return new JsonObject().put("name", name).put("state", "idle").put("size", "640x480").put("fps", 12.5)
                .put("capabilities", new JsonArray().add("settings")).put("settings", EdgeSettings.of("The " + name, ""));
    }

    private static JsonObject offer(String id, JsonObject... cameras) {
        return new JsonObject().put("type", "offer").put("edge", id).put("version", "test").put("cameras",
                new JsonArray(List.of(cameras)));
    }

    private static JsonObject numbers(String... names) {
        var list = new JsonArray();
        for (var name : names) {
            list.add(new JsonObject().put("index", list.size()).put("name", name));
        }
        return new JsonObject().put("type", "cameras").put("cameras", list);
    }

    private EdgeLink offering(String... names) throws Exception {
        var link = link(heard, "here");
        var cameras = new JsonObject[names.length];
        for (int i = 0; i < names.length; i++) {
            cameras[i] = camera(names[i]);
        }
        link.text(offer(ID, cameras));
        return link;
    }

    private Camera camera() {
        return hub.camera("door").orElseThrow();
    }

    private Track track() {
        return camera().track();
    }

    private static void picture(EdgeLink link, int kind, int camera, long number, byte[] jpeg, long readAtNanos)
            throws ProtocolException {
        int at = Packet.HEADROOM - 24;
        link.binary(Packet.buffer(jpeg.length).setIndex(at, at).writeByte(kind).writeByte(camera).writeShort(24)
                .writeInt((int) number).writeLong(NOW_MICROS).writeLong(0).writeBytes(jpeg), true, readAtNanos);
    }

    private void passes(Duration time) {
        nowNanos.addAndGet(time.toNanos());
        nowMicros.addAndGet(time.toNanos() / 1000);
    }

    // --- the offer

    @Test
    void whatIsOfferedIsListedAsTheEdgeDescribesIt() throws Exception {
        offering("door", "yard");
        assertThat(heard.texts.getFirst().getJsonArray("cameras")).isEqualTo(JsonArray.of("door", "yard"));
        assertThat(camera().settings().title()).isEqualTo("The door");
        assertThat(String.valueOf(camera().pictureSize())).isEqualTo("640x480");
        assertThat(camera().sourceFps()).isEqualTo(12.5);
        assertThat(((PublishedCamera) camera()).path()).containsExactly(ID);
        await().until(() -> track().state().equals(TrackState.IDLE));
    }

    @Test
    void anEdgeThatGoesLeavesNoPublisherAtOnce() throws Exception {
        offering("door").close();
        await().until(() -> "no publisher".equals(track().state().cause()));
        assertThat(camera().settings().title()).isEqualTo("door");
    }

    @Test
    void eachNameIsJudgedAlone() throws Exception {
        publications.camera("front", new PublishedCamera.Plan(false, new SourceSupervisor.Times(
                Duration.ofSeconds(1), Duration.ofSeconds(1)), MpegSettings.DEFAULT, Set.of(), OrientPlan.NONE),
                CameraSettings.titled("front"));
        var link = link(heard, "here");
        link.text(offer(ID, camera("door"), camera("secret"), camera("Bad"), camera("front"),
                camera("came-back").put("path", new JsonArray().add(RELAY)), camera("a"), camera("b"), camera("c")));
        assertThat(heard.texts.getFirst().getJsonArray("cameras")).isEqualTo(JsonArray.of("door", "a", "b"));
        assertThat(heard.errors()).containsExactly("Bad bad-name", "secret not-allowed", "front name-taken", "came-back loop",
                "c too-many-names");
    }

    @Test
    void whatAnEdgeNoLongerOffersIsGivenUp() throws Exception {
        var link = offering("door", "yard");
        link.text(offer(ID, camera("yard"), camera("roof")));
        assertThat(heard.of("accepted").getLast().getJsonArray("cameras")).isEqualTo(JsonArray.of("yard", "roof"));
        await().until(() -> "no publisher".equals(track().state().cause()));
    }

    @Test
    void anEdgeIsNotItsOwnRelayAndDoesNotBecomeAnother() throws Exception {
        var link = link(heard, "here");
        link.text(offer(RELAY, camera("door")));
        assertThat(heard.errors()).containsExactly("door loop");
        assertThatThrownBy(() -> link.text(offer(ID, camera("door")))).isInstanceOf(ProtocolException.class);
    }

    @Test
    void aCameraThatTurnsOutToComeInALoopIsGivenUpAndTheOthersGoOn() throws Exception {
        var link = offering("door", "yard");
        var through = new JsonArray();
        for (int i = 0; i < 17; i++) {
            through.add(OTHER);
        }
        link.text(camera("door").put("type", "camera").put("path", new JsonArray().add(RELAY)));
        link.text(offer(ID, camera("door").put("path", through), camera("yard")));
        assertThat(heard.errors()).containsExactly("door loop", "door loop");
        assertThat(heard.of("accepted").getLast().getJsonArray("cameras")).isEqualTo(JsonArray.of("yard"));
        await().until(() -> "no publisher".equals(track().state().cause()));
    }

    @Test
    void anEdgeThatOffersNothingWithinFiveSecondsIsCutOff() throws Exception {
        var link = link(heard, "here");
        passes(Duration.ofSeconds(5));
        link.check();
        passes(Duration.ofSeconds(1));
        assertThatThrownBy(link::check).isInstanceOf(RefusedException.class);
    }

    @Test
    void offersWithoutEndAreCutOff() throws Exception {
        var link = offering("door");
        assertThatThrownBy(() -> {
            for (int i = 0; i < 100; i++) {
                link.text(offer(ID, camera("door")));
            }
        }).isInstanceOf(RefusedException.class).hasMessageContaining("offers");
    }

    // --- several edges

    @Test
    void theSameEdgeTakesItsPlaceAtOnce() throws Exception {
        var old = offering("door");
        var again = new Heard();
        link(again, "here").text(offer(ID, camera("door")));
        assertThat(heard.cuts).containsExactly(RefusedException.Reason.SECOND);
        assertThat(again.errors()).isEmpty();
        old.close();
        assertThat(((PublishedCamera) camera()).path()).containsExactly(ID);
    }

    @Test
    void anotherEdgeWaitsUntilTheFirstHasBeenSilentThoughItWasAsked() throws Exception {
        var first = offering("door");
        first.check();
        var second = new Heard();
        var other = link(second, "here");
        other.text(offer(OTHER, camera("door")));
        assertThat(second.errors()).containsExactly("door other-publisher");
        int asked = heard.of("ping").size();
        for (int i = 0; i < 20; i++) {
            passes(Duration.ofMillis(500));
            first.check();
            if (i == 10) {
                first.heard(); // it answers
            }
        }
        assertThat(heard.of("ping")).hasSizeGreaterThan(asked);
        other.text(offer(OTHER, camera("door")));
        assertThat(second.errors()).hasSize(2);
        passes(Duration.ofSeconds(10));
        other.text(offer(OTHER, camera("door")));
        assertThat(second.errors()).hasSize(2);
        assertThat(heard.errors()).containsExactly("door other-publisher");
        assertThat(heard.cuts).isEmpty();
        assertThat(((PublishedCamera) camera()).path()).containsExactly(OTHER);
    }

    @Test
    void aPublisherOfAnotherKindWaitsLikewise() throws Exception {
        offering("door");
        assertThatThrownBy(() -> publications.open("door", new Sender(null, "here"), why -> {}))
                .isInstanceOf(RefusedException.class).extracting("reason").isEqualTo(RefusedException.Reason.SECOND);
    }

    @Test
    void aCameraThatIsTakenAwayIsNamedAndTheOthersGoOn() throws Exception {
        offering("door", "yard");
        publications.end("door");
        assertThat(heard.errors()).containsExactly("door name-taken");
        assertThat(heard.cuts).isEmpty();
        assertThat(((PublishedCamera) hub.camera("yard").orElseThrow()).path()).containsExactly(ID);
    }

    // --- demand

    @Test
    void nothingIsAskedForWhileNobodyWatches() throws Exception {
        var link = offering("door");
        passes(Duration.ofSeconds(3));
        link.check();
        assertThat(heard.of("watch")).isEmpty();
    }

    @Test
    void demandIsToldAtOnceAndItsEndASecondLater() throws Exception {
        var link = offering("door");
        var viewer = track().subscribe(Runnable::run, () -> {});
        assertThat(heard.of("watch")).singleElement().asString().isEqualTo("{\"type\":\"watch\",\"cameras\":[{\"name\":\"door\","
                + "\"priority\":\"visible\",\"mode\":\"auto\",\"codecs\":[\"jpeg\"]}]}");
        viewer.level(DemandLevel.of(640, 10));
        assertThat(heard.of("watch")).hasSize(1);
        passes(Duration.ofMillis(250));
        link.check();
        assertThat(heard.of("watch").getLast().getJsonArray("cameras").getJsonObject(0).encode()).isEqualTo(
                "{\"name\":\"door\",\"width\":640,\"height\":65535,\"maxFps\":10.0,\"priority\":\"visible\",\"mode\":\"auto\","
                        + "\"codecs\":[\"jpeg\"]}");
        viewer.close();
        passes(Duration.ofMillis(900));
        link.check();
        assertThat(heard.of("watch")).hasSize(2);
        passes(Duration.ofMillis(100));
        link.check();
        assertThat(heard.of("watch").getLast().getJsonArray("cameras").getJsonObject(0).encode())
                .isEqualTo("{\"name\":\"door\",\"priority\":\"off\"}");
        try (var _ = track().subscribe(Runnable::run, () -> {})) {
            assertThat(heard.of("watch")).hasSize(4);
        }
    }

    @Test
    void aViewerThatWaitsAlreadyIsServedWithTheOffer() throws Exception {
        offering("door").close();
        try (var _ = track().subscribe(Runnable::run, () -> {})) {
            offering("door");
            assertThat(heard.of("watch")).hasSize(1);
            assertThat(heard.texts.indexOf(heard.of("watch").getFirst()))
                    .isGreaterThan(heard.texts.lastIndexOf(heard.of("accepted").getLast()));
        }
    }

    // --- pictures

    @Test
    void aPictureGoesToTheTrackAsItIsAndEachIsAcknowledged() throws Exception {
        var link = offering("door");
        try (var viewer = track().subscribe(Runnable::run, () -> {})) {
            link.text(numbers("door"));
            picture(link, 0, 0, 7, new byte[0], 1000);
            picture(link, 1, 0, 7, JPEG, 1000 + TimeUnit.MICROSECONDS.toNanos(250));
            assertThat(heard.acknowledged).containsExactly("0 7 250");
            await().until(() -> viewer.availableBytes() > 0);
            var frame = Objects.requireNonNull(viewer.take());
            assertThat(frame.header().widthPixels()).isEqualTo(16);
            frame.release();
            picture(link, 1, 0, 8, JPEG, 0);
            assertThat(heard.acknowledged).last().isEqualTo("0 8 -1");
        }
        assertThat(publications.edges().receivedBytes()).isEqualTo(2L * (24 + JPEG.length));
    }

    @Test
    void aPictureThatIsStillTheNewestIsTakenAgainByTheNextViewer() throws Exception {
        var link = offering("door");
        link.text(numbers("door"));
        try (var _ = track().subscribe(Runnable::run, () -> {})) {
            picture(link, 1, 0, 7, JPEG, 0);
            await().until(() -> track().published() == 1);
            picture(link, 1, 0, 7, JPEG, 0);
        }
        passes(EdgeUplink.OFF_AFTER);
        link.check();
        try (var _ = track().subscribe(Runnable::run, () -> {})) {
            picture(link, 1, 0, 7, JPEG, 0);
            await().until(() -> track().published() == 2);
        }
    }

    @Test
    void picturesThatNobodyAskedForOrThatAreNoneAreAcknowledgedAndLetGo() throws Exception {
        var link = offering("door");
        link.text(numbers("door", "yard"));
        picture(link, 1, 0, 1, JPEG, 0);
        try (var viewer = track().subscribe(Runnable::run, () -> {})) {
            picture(link, 1, 0, 5, JPEG, 0);
            await().until(() -> viewer.availableBytes() > 0);
            for (int wrong : new int[]{1, 7, 255}) {
                picture(link, 1, wrong, 9, JPEG, 0);
            }
            picture(link, 1, 0, 4, JPEG, 0); // its number does not rise
            picture(link, 1, 0, 6, new byte[100], 0);
            picture(link, 1, 0, 7, HUGE, 0);
            picture(link, 2, 0, 8, JPEG, 0); // H.264 was not asked for
            assertThat(heard.acknowledged).hasSize(9);
            picture(link, 1, 0, 9, JPEG, 0);
            await().until(() -> track().published() == 2);
        }
    }

    @Test
    void aPictureBeforeTheOfferOrWithoutAHeaderIsRefused() throws Exception {
        var link = link(heard, "here");
        assertThatThrownBy(() -> picture(link, 1, 0, 1, JPEG, 0)).isInstanceOf(ProtocolException.class);
        var other = offering("door");
        assertThatThrownBy(() -> other.binary(Packet.buffer(3).writeZero(3), true, 0)).isInstanceOf(ProtocolException.class);
    }

    // --- states and settings

    @Test
    void aCameraThatTheEdgeHasLostIsLostHereWithItsCause() throws Exception {
        var link = offering("door");
        link.text(numbers("door"));
        try (var _ = track().subscribe(Runnable::run, () -> {})) {
            await().until(() -> track().state().phase().word().equals("starting"));
            link.text(new JsonObject("{\"type\":\"state\",\"camera\":0,\"state\":\"lost\",\"cause\":\"unplugged\"}"));
            await().until(() -> TrackState.lost("unplugged").equals(track().state()));
            passes(Duration.ofMillis(300));
            link.text(new JsonObject("{\"type\":\"state\",\"camera\":0,\"state\":\"live\"}"));
            await().until(() -> track().state().phase().word().equals("starting"));
            picture(link, 1, 0, 1, JPEG, 0);
            await().until(() -> track().state().isLive());
        }
    }

    @Test
    void statesThatChangeAllTheTimeAreFollowedFourTimesASecond() throws Exception {
        var link = offering("door");
        link.text(camera("door").put("type", "camera").put("settings", EdgeSettings.of("one", "")));
        link.text(camera("door").put("type", "camera").put("settings", EdgeSettings.of("two", "")));
        link.text(camera("door").put("type", "camera").put("settings", EdgeSettings.of("three", "")));
        assertThat(camera().settings().title()).isEqualTo("one");
        passes(Duration.ofMillis(250));
        link.check();
        assertThat(camera().settings().title()).isEqualTo("three");
        assertThatThrownBy(() -> {
            for (int i = 0; i < 100; i++) {
                link.text(camera("door").put("type", "camera"));
            }
        }).isInstanceOf(RefusedException.class);
    }

    @Test
    void aPictureMadeWithAnotherFilterIsForgottenAtOnce() throws Exception {
        var link = offering("door");
        link.text(numbers("door"));
        try (var _ = track().subscribe(Runnable::run, () -> {})) {
            picture(link, 1, 0, 1, JPEG, 0);
            await().until(() -> track().state().isLive());
            link.text(camera("door").put("type", "camera").put("settings", EdgeSettings.of("x", "gray")));
            assertThat(track().newest()).isNull();
            assertThat(camera().settings().filter()).isEqualTo("gray");
        }
    }

    @Test
    void aChangeIsTheEdgesToMakeAndToRefuse() throws Exception {
        var link = offering("door");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var changing = threads.submit(() -> camera().change(now -> SettingsPatch
                    .parse(new JsonObject().put("title", "Porch").put("fps", 5), filter -> filter).applyTo(now)));
            await().until(() -> !heard.of("command").isEmpty());
            var command = heard.of("command").getFirst();
            assertThat(command.getString("camera")).isEqualTo("door");
            assertThat(command.getJsonObject("settings").encode()).isEqualTo("{\"title\":\"Porch\",\"fps\":5.0}");
            link.text(new JsonObject().put("type", "answer").put("id", command.getValue("id")).put("settings",
                    EdgeSettings.of("Porch", "").put("fps", 5)));
            changing.get(20, TimeUnit.SECONDS);
            assertThat(camera().settings().title()).isEqualTo("Porch");
            var refused = threads.submit(() -> {
                camera().change(now -> now.with(CameraSetting.FILTER, "gray"));
                return "";
            });
            await().until(() -> heard.of("command").size() == 2);
            link.text(new JsonObject().put("type", "answer").put("id", heard.of("command").getLast().getValue("id"))
                    .put("error", new JsonObject().put("code", "read-only").put("message", "this edge takes no orders")));
            assertThatThrownBy(() -> refused.get(20, TimeUnit.SECONDS)).rootCause()
                    .isInstanceOf(IllegalArgumentException.class).hasMessage("this edge takes no orders");
        }
    }

    // --- time

    @Test
    void theEdgesClockIsLearntFromItsAnswers() throws Exception {
        var link = offering("door");
        link.check();
        var ping = heard.of("ping").getLast();
        passes(Duration.ofMillis(80));
        link.text(new JsonObject().put("type", "pong").put("t", ping.getValue("t")).put("serverTimeMicros",
                nowMicros.get() - 40_000 + 90_000_000));
        assertThat(camera().clockAheadSeconds()).isEqualTo(90);
        link.text(new JsonObject().put("type", "pong").put("t", 77).put("serverTimeMicros", 1));
        assertThat(camera().clockAheadSeconds()).isEqualTo(90);
        link.text(new JsonObject().put("type", "ping").put("t", "x"));
        assertThat(heard.texts.getLast().encode())
                .isEqualTo("{\"type\":\"pong\",\"t\":\"x\",\"serverTimeMicros\":" + nowMicros.get() + "}");
    }

    @Test
    void anEdgeThatSaysNothingIsGone() throws Exception {
        var link = offering("door");
        for (int i = 0; i < 40; i++) {
            link.check();
            passes(Duration.ofSeconds(1));
        }
        link.check();
        passes(Duration.ofMillis(1));
        assertThatThrownBy(link::check).isInstanceOf(RefusedException.class).extracting("reason")
                .isEqualTo(RefusedException.Reason.SILENT);
    }
}
