package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Publishers that send what they should not, or vanish; a bystander goes on publishing and being watched.
class PublishHostileTest {
    private static final NumberedJpegs PICTURES = new NumberedJpegs(320, 240, 0);
    private static final int MOST_BYTES = 16 << 20;

    private final RunningOriel oriel = RunningOriel.with("cameras.good.uri", "publish:", "cameras.bad.uri", "publish:",
            "cameras.bad.linger", "0s", "ingest.silence", "30s", "limits.memory", "64M");
    private final Publishing publishing = new Publishing(oriel);

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

    @Test
    void aThousandSmallPicturesAtOnceAreAllAcknowledged() throws Exception {
        try (var bad = Publisher.full(oriel.port(), "bad"); var viewer = Viewer.connect(oriel.ws("/api/cameras/bad/live"))) {
            viewer.say("1");
            bad.demand(true);
            var all = ByteBuffer.allocate(1000 * 4000);
            for (int number = 1; number <= 1000; number++) {
                var jpeg = number % 10 == 0 ? new byte[]{1, 2, 3} : PICTURES.picture(number);
                all.put(RawConnection.frame(0x82, 0x80, Publisher.message(1, number, 0, jpeg)));
            }
            bad.connection().say(java.util.Arrays.copyOf(all.array(), all.position()));
            for (int number = 1; number <= 1000; number++) {
                assertThat(bad.acknowledged()).isEqualTo(number);
            }
            for (int number = 10; number <= 1000; number += 10) {
                assertThat(bad.text("error").getLong("seq")).isEqualTo(number);
            }
            assertThat(NumberedJpegs.number(viewer.next().picture())).isPositive();
            assertThat(bad.isOpen()).isTrue();
            assertOthersGoOn();
        }
    }

    @Test
    void theLargestPictureIsTakenAndALargerMessageIsClosedWith1009() throws Exception {
        var largest = new NumberedJpegs(320, 240, MOST_BYTES - 70_000).picture(3);
        try (var bad = Publisher.full(oriel.port(), "bad"); var viewer = Viewer.connect(oriel.ws("/api/cameras/bad/live"))) {
            viewer.say("1");
            bad.demand(true);
            bad.picture(3, 0, largest);
            assertThat(bad.acknowledged()).isEqualTo(3);
            assertThat(NumberedJpegs.number(viewer.next().picture())).isEqualTo(3);
            bad.connection()
                    .say(ByteBuffer.allocate(14).put((byte) 0x82).put((byte) 0xff).putLong(MOST_BYTES + 25L).putInt(0).array());
            assertThat(bad.closeCode()).isEqualTo(1009);
        }
        try (var bad = Publisher.bare(oriel.port(), "bad")) {
            bad.text("demand");
            bad.connection()
                    .say(ByteBuffer.allocate(14).put((byte) 0x82).put((byte) 0xff).putLong(MOST_BYTES + 1L).putInt(0).array());
            assertThat(bad.closeCode()).isEqualTo(1009);
        }
        try (var bad = Publisher.bare(oriel.port(), "bad")) {
            bad.text("demand");
            bad.say("{" + " ".repeat(5000) + "}");
            assertThat(bad.closeCode()).isEqualTo(1009);
        }
        assertOthersGoOn();
    }

    @Test
    void textsThatAreNotUnderstoodAreNamedAndTheConnectionLives() throws Exception {
        try (var bad = Publisher.full(oriel.port(), "bad")) {
            for (var text : new String[]{"1", "", "[]", "{}", "{\"type\":7}", "{\"type\":\"auth\",\"key\":[]}", "{\"type\":"}) {
                bad.say(text);
                var error = bad.text("error");
                assertThat(error.getString("code")).as(text).isEqualTo("not-understood");
                assertThat(error.containsKey("seq")).isFalse();
            }
            bad.say("{\"type\":\"something of a later version\"}");
            bad.say("{\"type\":\"ping\",\"t\":42}");
            var pong = bad.text();
            assertThat(pong.getInteger("t")).isEqualTo(42);
            assertThat(pong.getLong("serverTimeMicros")).isGreaterThan(1_600_000_000_000_000L);
            bad.say("{\"type\":\"auth\",\"key\":\"orielkey_wrong\"}"); // it was shown, though none was needed
            assertThat(bad.closeCode()).isEqualTo(4401);
        }
    }

    /// 1000 texts and 4096 bytes of pictures each that are no pictures, until the server listens no more.
    @Test
    void aPublisherThatReadsNothingIsNotReadFromAndHoldsLittle() throws Exception {
        try (var bad = RawConnection.narrow(oriel.port())) {
            assertThat(bad.upgrade("/api/cameras/bad/publish").status()).isEqualTo(101);
            var sent = new AtomicLong();
            var flood = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        bad.frame(RawConnection.BINARY, PICTURES.picture(1));
                        sent.incrementAndGet();
                        Thread.sleep(Duration.ofMillis(1)); // fewer than are too many
                    }
                } catch (IOException | InterruptedException e) {
                    // it was closed
                }
            });
            assertOthersGoOn();
            await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(20)).until(() -> heldBytes() < 1 << 20);
            long[] before = {-1};
            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(60))
                    .until(() -> before[0] == (before[0] = sent.get()));
            assertThat(flood.isAlive()).as("it waits to be read").isTrue();
            assertOthersGoOn();
            flood.interrupt();
        }
    }

    @Test
    void unfinishedPicturesTogetherHoldNoMoreThanTheirShare() throws Exception {
        var bad = new java.util.ArrayList<Publisher>();
        try {
            for (int i = 0; i < 12; i++) {
                var one = Publisher.full(oriel.port(), "bad-" + i);
                bad.add(one);
                one.text("demand");
            }
            for (var one : bad) {
                one.connection()
                        .say(ByteBuffer.allocate(14).put((byte) 0x82).put((byte) 0xff).putLong(MOST_BYTES).putInt(0).array());
                one.connection().say(new byte[6 << 20]);
            }
            await().until(() -> heldBytes() > 16 << 20);
            assertThat(heldBytes()).isLessThanOrEqualTo(32 << 20);
            var refused = bad.getLast();
            refused.connection().say(new byte[10 << 20]);
            assertThat(refused.text("error").getString("code")).isIn("too-much-memory", "bad-header");
            bad.removeFirst().close();
        } finally {
            for (var one : bad) {
                one.close();
            }
        }
        await().until(() -> heldBytes() == 0);
        assertOthersGoOn();
    }

    @Test
    void aNewConnectionReplacesOneThatVanishedAtOnce() throws Exception {
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/bad/live")); var vanished = Publisher.full(oriel.port(), "bad")) {
            vanished.demand(true);
            vanished.picture(100, 0, PICTURES.picture(1));
            viewer.say("1");
            viewer.next();
            viewer.say("1");
            try (var again = Publisher.full(oriel.port(), "bad")) {
                assertThat(again.text().getBoolean("watched")).isTrue();
                again.picture(1, 0, PICTURES.picture(2)); // its own numbers
                assertThat(NumberedJpegs.number(viewer.next().picture())).isEqualTo(2);
            }
        }
    }

    @Test
    void aRevokedKeyEndsWithACodeThatSaysSo() throws Exception {
        var key = publishing.key("phone");
        try (var bad = Publisher.full(oriel.port(), "bad", "Authorization: Bearer " + key);
                var identified = Publisher.full(oriel.port(), "good")) {
            bad.text("demand");
            identified.say("{\"type\":\"auth\",\"key\":\"" + key + "\"}");
            identified.say("{\"type\":\"ping\",\"t\":1}");
            identified.text("pong");
            publishing.keys().revoke("phone");
            assertThat(bad.closeCode()).isEqualTo(4401);
            assertThat(identified.closeCode()).isEqualTo(4401);
        }
    }
}
