package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.observe.LoggedLines;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Edges that send what they should not; a bystander goes on publishing and being watched.
class EdgeHostileTest {
    private static final NumberedJpegs PICTURES = new NumberedJpegs(320, 240, 0);
    private static final byte[] BOMB = ByteBufUtil.decodeHexDump("ffd8ffc0000b08ea60ea6001011100ffda0008010100003f0000ffd9");
    private static final int MOST_BYTES = 16 << 20;

    private final RunningOriel oriel = RunningOriel.with("cameras.good.uri", "publish:", "limits.memory", "64M");

    @AfterEach
    void close() {
        oriel.close();
    }

    /// Publishes and watches a camera of its own, once.
    private void assertOthersGoOn() throws Exception {
        try (var good = Publisher.full(oriel.port(), "good");
                var viewer = Viewer.connect(oriel.ws("/api/cameras/good/live"))) {
            viewer.say("1");
            good.demand(true);
            good.picture(1, 0, PICTURES.picture(1));
            assertThat(good.acknowledged()).isEqualTo(1);
            assertThat(NumberedJpegs.number(viewer.next().picture())).isEqualTo(1);
        }
    }

    private long heldBytes() throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            var metric = Pattern.compile("oriel_memory_held_bytes\\{kind=\"uploads\"} (\\S+)")
                    .matcher(connection.answer("GET", "/metrics").body());
            return metric.find() ? (long) Double.parseDouble(metric.group(1)) : -1;
        }
    }

    private EdgeClient bad() throws Exception {
        var bad = EdgeClient.offering(oriel.port(), List.of("bad"));
        bad.numbers("bad");
        return bad;
    }

    @Test
    void picturesThatLieAreLeftOutAndTheConnectionLives() throws Exception {
        try (var log = new LoggedLines();
                var bad = bad();
                var viewer = Viewer.connect(oriel.ws("/api/cameras/bad/live"))) {
            viewer.say("1");
            bad.watch("bad", true);
            bad.picture(0, 1, BOMB);
            bad.picture(0, 2, new byte[]{1, 2, 3});
            bad.picture(0, 3, new byte[0]);
            bad.picture(9, 4, PICTURES.picture(4));
            bad.frame(RawConnection.BINARY, bad.message(2, 0, 5, PICTURES.picture(5)));
            bad.frame(RawConnection.BINARY, bad.message(77, 0, 6, PICTURES.picture(6)));
            bad.picture(0, 7, PICTURES.picture(7));
            bad.picture(0, 7, PICTURES.picture(8)); // the same number again
            for (int number = 1; number <= 7; number++) {
                assertThat(bad.acknowledged().number()).isEqualTo(number);
            }
            assertThat(NumberedJpegs.number(viewer.next().picture())).isEqualTo(7);
            assertThat(bad.isOpen()).isTrue();
            assertThat(log.with("WARN bad: a picture of ", " was left out: ")).hasSize(1);
        }
        assertOthersGoOn();
    }

    @Test
    void textsThatNobodyAskedForAreNothing() throws Exception {
        try (var bad = bad()) {
            for (var text : new String[]{"{\"type\":\"answer\",\"id\":1,\"settings\":{}}", "{\"type\":\"answer\"}",
                "{\"type\":\"pong\",\"t\":5,\"serverTimeMicros\":1}", "{\"type\":\"state\",\"camera\":77,\"state\":\"live\"}",
                "{\"type\":\"camera\",\"name\":\"good\"}", "{\"type\":\"something later\",\"x\":[[[]]]}",
                "{\"type\":\"cameras\",\"cameras\":[{\"index\":1,\"name\":\"good\"}]}"}) {
                bad.say(new JsonObject(text));
            }
            bad.picture(1, 1, PICTURES.picture(1));
            assertThat(bad.acknowledged().number()).isEqualTo(1);
            assertThat(bad.isOpen()).isTrue();
            assertThat(oriel.hub().camera("good").orElseThrow().settings().title()).isEqualTo("good");
        }
        assertOthersGoOn();
    }

    private int closedAfter(byte[] frames) throws Exception {
        try (var bad = bad()) {
            try {
                bad.connection().say(frames);
            } catch (IOException e) {
                // it was cut off before it had said all
            }
            return bad.closeCode();
        }
    }

    private int closedAfterText(String text) throws Exception {
        return closedAfter(RawConnection.frame(0x81, 0x80, text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatBreaksTheFormEndsTheConnectionWithACodeThatSaysSo() throws Exception {
        var tenThousand = new JsonArray();
        for (int i = 0; i < 10_000; i++) {
            tenThousand.add(new JsonObject().put("name", "c" + i));
        }
        assertThat(closedAfterText(EdgeClient.offer(EdgeClient.ID, tenThousand).encode())).isEqualTo(1003);
        assertThat(closedAfterText("{\"type\":\"offer\",\"x\":\"" + "x".repeat(300_000) + "\"}")).isEqualTo(1009);
        assertThat(closedAfterText("{\"type\":" + "[".repeat(200_000))).isEqualTo(1003);
        assertThat(closedAfterText("[]")).isEqualTo(1003);
        assertThat(closedAfterText("{\"type\":\"cameras\"}")).isEqualTo(1003);
        assertThat(closedAfterText("{\"type\":\"state\",\"camera\":\"x\"}")).isEqualTo(1003);
        assertThat(closedAfterText(EdgeClient.camera("bad").put("type", "camera").put("settings", 7).encode())).isEqualTo(1003);
        assertThat(closedAfter(RawConnection.frame(0x82, 0x80, new byte[3]))).isEqualTo(1003);
        var head = ByteBuffer.allocate(40).put((byte) 1).put((byte) 0).putShort((short) 0xffff).array();
        assertThat(closedAfter(RawConnection.frame(0x82, 0x80, head))).isEqualTo(1003);
        assertThat(closedAfter(ByteBuffer.allocate(14).put((byte) 0x82).put((byte) 0xff).putLong(MOST_BYTES + 25L).putInt(0)
                .array())).isEqualTo(1009);
        assertOthersGoOn();
    }

    @Test
    void picturesBeforeTheOfferEndTheConnection() throws Exception {
        try (var bad = EdgeClient.open(oriel.port())) {
            bad.picture(0, 1, PICTURES.picture(1));
            assertThat(bad.closeCode()).isEqualTo(1003);
        }
        assertOthersGoOn();
    }

    private static byte[] many(String text, int count) {
        var frame = RawConnection.frame(0x81, 0x80, text.getBytes(StandardCharsets.UTF_8));
        var all = ByteBuffer.allocate(frame.length * count);
        for (int i = 0; i < count; i++) {
            all.put(frame);
        }
        return all.array();
    }

    @Test
    void floodsEndTheConnection() throws Exception {
        assertThat(closedAfter(many(EdgeClient.offer(EdgeClient.ID, List.of("bad")).encode(), 200))).isEqualTo(4429);
        assertThat(closedAfter(many(EdgeClient.camera("bad").put("type", "camera").encode(), 500))).isEqualTo(4429);
        assertThat(closedAfter(many("{\"type\":\"x\"}", 20_000))).isEqualTo(4429);
        assertOthersGoOn();
    }

    @Test
    void unfinishedMessagesTogetherHoldNoMoreThanTheirShare() throws Exception {
        var bad = new ArrayList<EdgeClient>();
        try {
            for (int i = 0; i < 8; i++) {
                var one = EdgeClient.open(oriel.port());
                bad.add(one);
                one.say(EdgeClient.offer("%032x".formatted(i), List.of("bad-" + i)));
                one.text("accepted");
            }
            for (var one : bad) {
                one.connection()
                        .say(ByteBuffer.allocate(14).put((byte) 0x82).put((byte) 0xff).putLong(MOST_BYTES).putInt(0).array());
                one.connection().say(new byte[7 << 20]);
            }
            await().until(() -> heldBytes() > 16 << 20);
            assertThat(heldBytes()).isLessThanOrEqualTo(32 << 20);
        } finally {
            for (var one : bad) {
                one.close();
            }
        }
        await().until(() -> heldBytes() == 0);
        assertOthersGoOn();
    }
}
