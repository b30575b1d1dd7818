package dev.oriel.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.ffmpeg.AllowedGraph;
import dev.oriel.frame.FrameHeader;
import dev.oriel.http.TlsPolicy;
import dev.oriel.hub.TrackState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// An edge against a relay that does what the test says.
class RelayPushTest {
    private static final byte[] PICTURE = picture();

    private final ScriptedRelay relay = ScriptedRelay.start();
    private final TestEdge edge = new TestEdge();

    private static byte[] picture() {
        var bytes = new byte[5000];
        new Random(1).nextBytes(bytes);
        bytes[0] = (byte) 0xff;
        bytes[1] = (byte) 0xd8;
        return bytes;
    }

    @AfterEach
    void close() {
        edge.close();
        relay.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private ScriptedRelay.Link connected() throws InterruptedException {
        edge.start(TestEdge.plan(relay.address()));
        var link = relay.link();
        soon().until(edge.push()::isConnected);
        return link;
    }

    /// Everything that was sent before has been heard and answered.
    private static void settle(ScriptedRelay.Link link) throws InterruptedException {
        link.send(new JsonObject().put("type", "ping").put("t", "settled"));
        link.next("pong");
    }

    // --- what is offered and shown

    @Test
    void offerIsTheFirstWordAndTheKeyStandsInTheHandshake() throws Exception {
        edge.camera("door");
        edge.camera("bus-far");
        var link = connected();
        assertThat(link.path).isEqualTo("/below/api/edge");
        assertThat(link.authorization).isEqualTo("Bearer " + TestEdge.KEY);
        var offer = link.next();
        assertThat(offer.getString("type")).isEqualTo("offer");
        assertThat(offer.getString("edge")).isEqualTo(TestEdge.ID);
        assertThat(offer.getJsonArray("cameras")).hasSize(1);
        assertThat(link.next().getString("type")).isEqualTo("hello");
        soon().untilAsserted(() -> assertThat(edge.said()).containsExactly("pushing door to 127.0.0.1:" + relay.port()));
        assertThat(edge.said().toString()).doesNotContain(TestEdge.KEY);
    }

    @Test
    void nothingIsWantedOrSentBeforeTheRelayWatches() throws Exception {
        var door = edge.camera("door");
        var link = connected();
        settle(link);
        assertThat(door.track().wanted()).isFalse();
        door.publish(PICTURE);
        settle(link);
        assertThat(link.binaryBytes()).isZero();

        link.watch("door", true);
        var shown = link.picture();
        assertThat(door.track().wanted()).isTrue();
        assertThat(Arrays.copyOfRange(shown, FrameHeader.LENGTH, shown.length)).isEqualTo(PICTURE);
        assertThat(shown[0]).isEqualTo((byte) FrameHeader.JPEG);

        link.watch("door", false);
        settle(link);
        assertThat(door.track().wanted()).isFalse();
        long before = link.binaryBytes();
        door.publish(PICTURE);
        settle(link);
        assertThat(link.binaryBytes()).isEqualTo(before);
    }

    @Test
    void picturesComeAnnouncedAndEachIsNewer() throws Exception {
        var door = edge.camera("door");
        var link = connected();
        link.watch("door", true);
        soon().until(door.track()::wanted);
        long last = -1;
        for (int i = 0; i < 20; i++) {
            door.publish(PICTURE);
            long sequence = Unpooled.wrappedBuffer(link.picture()).getUnsignedInt(4);
            assertThat(sequence).isGreaterThan(last);
            last = sequence;
        }
        assertThat(link.binaryBytes()).isEqualTo(20L * (PICTURE.length + 2 * FrameHeader.LENGTH));
    }

    @Test
    void onlyOfferedAndAcceptedCamerasAreShown() throws Exception {
        edge.camera("door");
        var vault = edge.camera("vault");
        var yard = edge.camera("yard");
        relay.refuse("yard", "name-taken");
        edge.start(TestEdge.plan(relay.address(), new TlsPolicy.Verify(), false, Set.of("door", "yard")));
        var link = relay.link();
        assertThat(link.next().getJsonArray("cameras")).hasSize(2);
        soon().untilAsserted(() -> assertThat(edge.said()).anyMatch(line -> line.startsWith("yard: not shown by ")));
        for (var name : new String[]{"vault", "yard", "", "../../etc/passwd"}) {
            link.watch(name, true);
            assertThat(link.next("error").getString("code")).isEqualTo("no-such-camera");
        }
        vault.publish(PICTURE);
        yard.publish(PICTURE);
        settle(link);
        assertThat(vault.track().wanted()).isFalse();
        assertThat(yard.track().wanted()).isFalse();
        assertThat(link.binaryBytes()).isZero();
    }

    @Test
    void camerasThatComeGoAndChangeAreTold() throws Exception {
        var door = edge.camera("door");
        var link = connected();
        link.next("offer");
        door.track().state(TrackState.lost("unplugged"));
        var change = link.next("camera");
        assertThat(change.getString("cause")).isEqualTo("unplugged");
        edge.camera("yard");
        assertThat(link.next("offer").getJsonArray("cameras")).hasSize(2);
        link.watch("door", true);
        soon().until(door.track()::wanted);
        edge.hub.remove("door");
        assertThat(link.next("offer").getJsonArray("cameras")).hasSize(1);
        soon().until(() -> !door.track().wanted());
    }

    @Test
    void cameraThatTheRelayTakesAwayIsNoLongerShown() throws Exception {
        var door = edge.camera("door");
        var link = connected();
        link.watch("door", true);
        soon().until(door.track()::wanted);
        link.send(new JsonObject().put("type", "error").put("code", "other-publisher").put("message", "x").put("name", "door"));
        soon().until(() -> !door.track().wanted());
    }

    @Test
    void changedPlanOffersAnewAndConnectsAnewOnlyWhereItMust() throws Exception {
        edge.camera("door");
        edge.camera("yard");
        var link = connected();
        link.next("offer");
        edge.push().plan(new RelayPlan(edge.push().plan().relay(), edge.push().plan().key(), new TlsPolicy.Verify(), true,
                Set.of("yard")));
        var offer = link.next("offer").getJsonArray("cameras");
        assertThat(offer).hasSize(1);
        assertThat(offer.getJsonObject(0).getJsonArray("capabilities")).isEmpty();
        assertThat(relay.attempts()).isEqualTo(1);

        edge.push().plan(TestEdge.plan(relay.address() + "/elsewhere"));
        assertThat(link.closed()).isEqualTo(1001);
        assertThat(relay.link().path).isEqualTo("/below/elsewhere/api/edge");
    }

    // --- commands

    private static JsonObject command(int id, String camera, JsonObject settings) {
        return new JsonObject().put("type", "command").put("id", id).put("camera", camera).put("command", "settings")
                .put("settings", settings);
    }

    @Test
    void settingsAreChangedAndAnswered() throws Exception {
        var door = edge.camera("door");
        var link = connected();
        link.send(command(7, "door", new JsonObject().put("title", "Front").put("rotate", 180)));
        var answer = link.next("answer");
        assertThat(answer.getInteger("id")).isEqualTo(7);
        assertThat(answer.getJsonObject("settings").getString("title")).isEqualTo("Front");
        assertThat(door.settings().rotate()).isEqualTo(180);
        assertThat(link.next("camera").getJsonObject("settings").getInteger("rotate")).isEqualTo(180);
    }

    @Test
    void commandsAreJudgedAsAStrangersAre() throws Exception {
        AllowedGraph.problem("hflip"); // loads the libraries: before, a graph of FFmpeg's is judged when it is applied
        var door = edge.camera("door");
        var link = connected();
        var before = door.settings();
        for (var bad : new JsonObject[]{new JsonObject().put("filter", "ffmpeg='movie=/etc/passwd'"),
            new JsonObject().put("filter", "ffmpeg=movie=/etc/passwd"), new JsonObject().put("uri", "file:/etc/passwd"),
            new JsonObject().put("title", "x".repeat(101)), new JsonObject().put("quality", "high"),
            new JsonObject().put("size", "99999x1")}) {
            link.send(command(1, "door", bad));
            var error = link.next("answer").getJsonObject("error");
            assertThat(error).as(bad.encode()).isNotNull();
            assertThat(error.getString("code")).isEqualTo("bad-request");
        }
        link.send(command(2, "vault", new JsonObject()));
        assertThat(link.next("answer").getJsonObject("error").getString("code")).isEqualTo("no-such-camera");
        link.send(command(3, "door", new JsonObject()).put("command", "exec"));
        assertThat(link.next("answer").getJsonObject("error").getString("code")).isEqualTo("unknown-command");
        door.failToKeep();
        link.send(command(4, "door", new JsonObject().put("title", "y")));
        assertThat(link.next("answer").getJsonObject("error")).isEqualTo(
                new JsonObject().put("code", "not-kept").put("message", "the disk is full"));
        assertThat(door.settings()).isEqualTo(before);
        assertThat(link.isOpen()).isTrue();
    }

    @Test
    void readOnlyEdgeRefusesEveryChange() throws Exception {
        var door = edge.camera("door");
        edge.start(TestEdge.plan(relay.address(), new TlsPolicy.Verify(), true, Set.of()));
        var link = relay.link();
        soon().until(edge.push()::isConnected);
        link.send(command(1, "door", new JsonObject().put("title", "x")));
        assertThat(link.next("answer").getJsonObject("error").getString("code")).isEqualTo("read-only");
        assertThat(door.settings().title()).isEqualTo("door");
    }

    // --- a relay that means harm

    /// What a hostile relay does.
    enum Harm {
        TEXT_THAT_IS_NO_JSON, DEEP_JSON, LONG_MESSAGE, ENDLESS_MESSAGE, ENDLESS_FRAGMENTS, BINARY_GARBAGE, WRONG_TYPES, NO_TYPE,
        COMMAND_WITHOUT_NUMBER, ACCEPTED_NUMBERS, BROKEN_FRAME, FLOOD_OF_TEXTS, FLOOD_OF_PINGS, FLOOD_OF_ACKNOWLEDGEMENTS
    }

    @ParameterizedTest
    @EnumSource(Harm.class)
    void hostileRelayEndsItsOwnConnectionOnly(Harm harm) throws Exception {
        var door = edge.camera("door");
        var link = connected();
        link.watch("door", true);
        soon().until(door.track()::wanted);
        harm(link, harm);
        assertThat(link.closed()).isIn(1002, 1003, 1006, 1009, 4429);
        soon().until(() -> !door.track().wanted());
        var next = relay.link(); // it comes again
        next.next("offer");
        next.watch("door", true);
        soon().until(door.track()::wanted);
    }

    private static void harm(ScriptedRelay.Link link, Harm harm) {
        switch (harm) {
            case TEXT_THAT_IS_NO_JSON -> link.sendText("movie=/etc/passwd");
            case DEEP_JSON -> link.sendText("{\"type\":" + "[".repeat(30_000));
            case LONG_MESSAGE -> link.sendText("{\"type\":\"" + "x".repeat(70_000) + "\"}");
            case ENDLESS_MESSAGE ->
                link.sendRaw(Unpooled.buffer().writeByte(0x81).writeByte(127).writeLong(1L << 40).writeZero(5000));
            case ENDLESS_FRAGMENTS -> link.sendRaw(fragments(1000, 1000));
            case BINARY_GARBAGE -> link.send(Unpooled.buffer().writeZero(77));
            case WRONG_TYPES -> link.sendText("{\"type\":\"watch\",\"cameras\":7}");
            case NO_TYPE -> link.sendText("{}");
            case COMMAND_WITHOUT_NUMBER -> link.sendText("{\"type\":\"command\",\"id\":\"x\"}");
            case ACCEPTED_NUMBERS -> link.send(new JsonObject().put("type", "accepted").put("cameras", new JsonArray().add(1)));
            case BROKEN_FRAME -> link.sendRaw(Unpooled.copiedBuffer("\u00f3\u00ff\u00ff\u00ff", StandardCharsets.ISO_8859_1));
            case FLOOD_OF_TEXTS -> flood(link, () -> link.sendText("{\"type\":\"x\"}"));
            case FLOOD_OF_PINGS -> flood(link, () -> link.send(new JsonObject().put("type", "ping").put("t", 1)));
            case FLOOD_OF_ACKNOWLEDGEMENTS -> flood(link, () -> link.send(Unpooled.buffer().writeZero(5)));
        }
    }

    private static void flood(ScriptedRelay.Link link, Runnable message) {
        for (int i = 0; i < 100_000 && link.isOpen(); i++) {
            message.run();
        }
    }

    private static ByteBuf fragments(int count, int bytes) {
        var all = Unpooled.buffer().writeByte(1).writeByte(126).writeShort(bytes).writeZero(bytes);
        for (int i = 0; i < count; i++) {
            all.writeByte(0).writeByte(126).writeShort(bytes).writeZero(bytes);
        }
        return all;
    }

    @Test
    void unknownWordsOfALaterVersionAreNothing() throws Exception {
        edge.camera("door");
        var link = connected();
        link.sendText("{\"type\":\"orient\",\"camera\":\"door\"}");
        link.sendText("{\"type\":\"watch\",\"cameras\":[{\"name\":\"door\",\"codecs\":[\"av1\"],\"hologram\":true}]}");
        link.sendText("{\"type\":\"error\",\"code\":\"x\"}");
        settle(link);
        assertThat(link.isOpen()).isTrue();
    }

    @Test
    void commandsBeyondSixteenAreRefused() throws Exception {
        edge.camera("door");
        var link = connected();
        for (int i = 0; i < 200; i++) {
            link.send(command(i, "door", new JsonObject().put("title", "t" + i)));
        }
        for (int i = 0; i < 200; i++) {
            var answer = link.next("answer");
            if (answer.containsKey("error")) {
                assertThat(answer.getJsonObject("error").getString("code")).isEqualTo("too-many");
            }
        }
        assertThat(link.isOpen()).isTrue();
    }

    // --- silence and ends

    @Test
    void silentRelayIsGivenUpAfterFortySeconds() throws Exception {
        edge.camera("door");
        var link = connected();
        settle(link);
        edge.aheadNanos.set(Duration.ofSeconds(39).toNanos());
        link.next("ping"); // which is answered
        settle(link);
        edge.aheadNanos.addAndGet(Duration.ofSeconds(41).toNanos());
        assertThat(link.closed()).isEqualTo(1001);
        assertThat(relay.link().next("offer")).isNotNull();
        soon().untilAsserted(() -> assertThat(edge.said()).anyMatch(line -> line.contains("has fallen silent")));
    }

    @Test
    void silentRelayThatWatchesIsGivenUpAfterSixSeconds() throws Exception {
        var door = edge.camera("door");
        var link = connected();
        link.watch("door", true);
        soon().until(door.track()::wanted);
        link.next("ping"); // the edge has noticed that it is watched
        settle(link);
        edge.aheadNanos.addAndGet(Duration.ofSeconds(7).toNanos());
        assertThat(link.closed()).isEqualTo(1001);
        soon().until(() -> !door.track().wanted());
    }

    @Test
    void relayThatAnswersNoOfferIsGivenUp() throws Exception {
        relay.answersNoOffers();
        edge.start(TestEdge.plan(relay.address()));
        var link = relay.link();
        link.next("hello");
        edge.aheadNanos.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThat(link.closed()).isEqualTo(1003);
    }

    @Test
    void edgeThatEndsSaysSo() throws Exception {
        var door = edge.camera("door");
        var link = connected();
        link.watch("door", true);
        soon().until(door.track()::wanted);
        edge.push().close();
        assertThat(link.closed()).isEqualTo(1001);
        assertThat(door.track().wanted()).isFalse();
    }

    @Test
    void lostConnectionIsOpenedAgainAndSaidOnce() throws Exception {
        edge.camera("door");
        for (int i = 0; i < 3; i++) {
            var link = i == 0 ? connected() : relay.link();
            link.next("offer");
            soon().until(edge.push()::isConnected);
            link.cut();
        }
        relay.link().next("offer");
        soon().untilAsserted(() -> assertThat(edge.said()).hasSize(7));
        var place = "127.0.0.1:" + relay.port();
        assertThat(edge.said().subList(0, 3)).containsExactly("pushing door to " + place, "no connection to " + place
                + ": the connection has ended; it is tried again for as long as this runs", "pushing door to " + place);
    }

    @Test
    void relayThatEndsIsWaitedForAndComesBackAtTheSamePlace() throws Exception {
        edge.camera("door");
        var link = connected();
        link.send(new JsonObject().put("type", "bye").put("code", 1001).put("reason", "the server goes away").put("reconnect",
                true));
        link.close(1001, "the server goes away");
        link.closed();
        int port = relay.port();
        relay.close();
        soon().untilAsserted(() -> assertThat(edge.said()).anyMatch(line -> line.contains("refuses connections")));
        try (var again = ScriptedRelay.startAt(port)) {
            assertThat(again.link().next("offer")).isNotNull();
            soon().until(edge.push()::isConnected);
        }
    }
}
