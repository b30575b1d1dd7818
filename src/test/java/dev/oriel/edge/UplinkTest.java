package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.oriel.auth.KeyStore;
import dev.oriel.frame.Packet;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.DemandLevel;
import dev.oriel.hub.Hub;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.RememberedSettings;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import dev.oriel.orient.OrientPlan;
import dev.oriel.source.LocalCamera;
import dev.oriel.source.SourceSupervisor;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UplinkTest {
    private static final byte[] JPEG = ByteBufUtil.decodeHexDump("ffd8ffc0000b080010001001011100ffda0008010100003f0000ffd9");
    private static final byte[] HUGE = ByteBufUtil.decodeHexDump("ffd8ffc0000b08ffffffff01011100ffda0008010100003f0000ffd9");
    private static final long NOW_MICROS = 1_700_000_000_000_000L;

    @TempDir
    Path data = Path.of("");

    private DuplicatePublisherPolicy rule = DuplicatePublisherPolicy.REPLACE;
    private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 1000);
    private final AtomicLong nowMicros = new AtomicLong(NOW_MICROS);
    private final Hub hub = new Hub(new Clocks(nowMicros::get, nowNanos::get));
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final MemoryBudget memory = new MemoryBudget(() -> 1 << 20, System::nanoTime);
    private final Publications publications = new Publications(
            new Publications.Parts(hub, new KeyStore(data, Map.of(), InstantSource.system()),
                    () -> new Publications.Rules(Duration.ofSeconds(5), rule, 32, Duration.ofHours(24)),
                    new Publications.Threads(timer, Runnable::run), new Clocks(nowMicros::get, nowNanos::get),
                    new Publications.Kept(name -> UnaryOperator.identity(),
                            name -> new LocalCamera.CameraMemory(new RememberedSettings())),
                    PictureLimits.usual(), memory));
    private final Heard heard = new Heard();

    /// What a publisher hears.
    private static final class Heard implements Uplink.Connection {
        final List<Long> acknowledged = new CopyOnWriteArrayList<>();
        final List<String> texts = new CopyOnWriteArrayList<>();
        final List<RefusedException.Reason> cuts = new CopyOnWriteArrayList<>();
        final AtomicInteger pings = new AtomicInteger();

        @Override
        public void acknowledge(long number) {
            acknowledged.add(number);
        }

        @Override
        public void say(String text) {
            texts.add(text);
        }

        @Override
        public void ping() {
            pings.incrementAndGet();
        }

        @Override
        public void cut(RefusedException why) {
            cuts.add(why.reason());
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }
    }

    @AfterEach
    void stop() {
        publications.close();
        timer.shutdownNow();
        assertThat(memory.heldBytes()).isZero();
    }

    private Uplink uplink(boolean hasHeaders) throws RefusedException {
        publications.camera("door", new PublishedCamera.Plan(true,
                new SourceSupervisor.Times(Duration.ofSeconds(7), Duration.ofSeconds(5)), MpegSettings.DEFAULT, Set.of(),
                OrientPlan.NONE),
                CameraSettings.titled("door"));
        return publications.openUplink("door", new Sender(null, "here"), hasHeaders, heard);
    }

    private void passes(Duration time) {
        nowNanos.addAndGet(time.toNanos());
        nowMicros.addAndGet(time.toNanos() / 1000);
    }

    private static ByteBuf bare(byte[] picture) {
        return Packet.buffer(picture.length).writeBytes(picture);
    }

    private static ByteBuf full(long number, long capturedAtMicros, byte[] picture) {
        int at = Packet.HEADROOM - 24;
        return Packet.buffer(picture.length).setIndex(at, at).writeByte(1).writeByte(0).writeShort(24).writeInt((int) number)
                .writeLong(capturedAtMicros).writeLong(0).writeBytes(picture);
    }

    @Test
    void captureTimesThatCannotBeTrueCountAsTheArrival() {
        assertThat(Uplink.captured(NOW_MICROS - 40_000, NOW_MICROS)).isEqualTo(NOW_MICROS - 40_000);
        assertThat(Uplink.captured(NOW_MICROS, NOW_MICROS)).isEqualTo(NOW_MICROS);
        assertThat(Uplink.captured(NOW_MICROS - 10_000_000, NOW_MICROS)).isEqualTo(NOW_MICROS - 10_000_000);
        for (long wrong : new long[]{0, NOW_MICROS + 1, NOW_MICROS - 10_000_001, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThat(Uplink.captured(wrong, NOW_MICROS)).as("%d", wrong).isEqualTo(NOW_MICROS);
        }
    }

    @Test
    void aPictureGoesToTheTrackWithItsPublishersTime() throws Exception {
        try (var uplink = uplink(true)) {
            var track = hub.camera("door").orElseThrow().track();
            try (var subscription = track.subscribe(Runnable::run, () -> {})) {
                uplink.message(full(3, NOW_MICROS - 25_000, JPEG), true);
                assertThat(heard.acknowledged).containsExactly(3L);
                await().until(() -> track.newest() != null);
                var frame = subscription.take();
                assertThat(frame).isNotNull();
                assertThat(frame.header().capturedAtMicros()).isEqualTo(NOW_MICROS - 25_000);
                assertThat(frame.header().widthPixels()).isEqualTo(16);
                frame.release();
            }
        }
    }

    @Test
    void everyPictureIsAcknowledgedAndTheRefusedOnesAreNamed() throws Exception {
        try (var uplink = uplink(true)) {
            uplink.message(full(3, 0, JPEG), true);
            uplink.message(full(3, 0, JPEG), true);
            uplink.message(full(4, 0, new byte[100]), true);
            uplink.message(full(5, 0, HUGE), true);
            uplink.message(full(6, 0, JPEG), false);
            uplink.message(full(7, 0, new byte[0]), true);
            assertThat(heard.acknowledged).containsExactly(3L, 3L, 4L, 5L, 6L, 7L);
            assertThat(heard.texts.subList(1, heard.texts.size())).satisfiesExactly(
                    text -> assertThat(text).startsWith("{\"type\":\"error\",\"seq\":3,\"code\":\"bad-sequence\",\"message\":\""),
                    text -> assertThat(text).startsWith("{\"type\":\"error\",\"seq\":4,\"code\":\"bad-picture\""),
                    text -> assertThat(text).startsWith("{\"type\":\"error\",\"seq\":5,\"code\":\"too-many-pixels\"")
                            .contains("limits.pixels"),
                    text -> assertThat(text).startsWith("{\"type\":\"error\",\"seq\":6,\"code\":\"too-much-memory\"")
                            .contains("limits.memory"),
                    text -> assertThat(text).startsWith("{\"type\":\"error\",\"seq\":7,\"code\":\"bad-picture\""));
        }
    }

    @Test
    void aPictureThatTheSourceCannotShowIsNamedByItsNumber() throws Exception {
        try (var uplink = uplink(false)) {
            var track = hub.camera("door").orElseThrow().track();
            try (var _ = track.subscribe(Runnable::run, () -> {})) {
                uplink.message(bare(JPEG), true);
                uplink.message(bare(java.util.Arrays.copyOf(JPEG, JPEG.length - 4)), true); // its markers tell
                await().until(() -> heard.texts.getLast().contains("\"seq\":2,\"code\":\"bad-picture\""));
                uplink.message(bare(java.util.Arrays.copyOf(JPEG, JPEG.length - 2)), true); // only decoding tells
                await().until(() -> heard.texts.getLast().contains("\"seq\":3,\"code\":\"bad-picture\""));
            }
        }
    }

    @Test
    void aPictureThatComesWhileNobodyWatchesIsNeverShown() throws Exception {
        try (var uplink = uplink(false)) {
            var track = hub.camera("door").orElseThrow().track();
            uplink.message(bare(JPEG), true);
            assertThat(memory.heldBytes()).isEqualTo(PublisherMemory.BASE_BYTES);
            try (var subscription = track.subscribe(Runnable::run, () -> {})) {
                await().until(() -> hub.camera("door").orElseThrow().track().state().phase().word().equals("starting"));
                uplink.message(bare(JPEG), true);
                await().until(() -> subscription.availableBytes() > 0);
                assertThat(track.published()).isEqualTo(1);
            }
        }
    }

    @Test
    void demandFollowsTheViewersAndTheirWishes() throws Exception {
        try (var uplink = uplink(true)) {
            var track = hub.camera("door").orElseThrow().track();
            var first = track.subscribe(Runnable::run, () -> {});
            assertThat(heard.texts).hasSize(2).last().asString()
                    .isEqualTo("{\"type\":\"demand\",\"watched\":true,\"codecs\":[\"jpeg\"]}");
            first.level(DemandLevel.of(640, 10));
            assertThat(heard.texts).hasSize(2);
            passes(Duration.ofMillis(250));
            uplink.check();
            assertThat(heard.texts).hasSize(3).last().asString().contains("\"width\":640,\"maxFps\":10,");
            first.close();
            passes(Duration.ofSeconds(5)); // as long as it may be silent
            uplink.message(full(1, 0, JPEG), true);
            passes(Duration.ofSeconds(2));
            uplink.check();
            assertThat(heard.texts).hasSize(4).last().asString().contains("\"watched\":false");
        }
    }

    @Test
    void silenceCountsOnlyWhileThePublisherKnowsThatSomebodyWatches() throws Exception {
        try (var uplink = uplink(true)) {
            passes(Duration.ofSeconds(14));
            uplink.check();
            var track = hub.camera("door").orElseThrow().track();
            try (var _ = track.subscribe(Runnable::run, () -> {})) {
                passes(Duration.ofSeconds(5));
                uplink.heard(false); // a pong is no picture
                uplink.check();
                passes(Duration.ofMillis(1));
                assertThatThrownBy(uplink::check).isInstanceOf(RefusedException.class).extracting("reason")
                        .isEqualTo(RefusedException.Reason.SILENT);
            }
        }
    }

    @Test
    void aPublisherThatNobodyWatchesIsAskedAndGoneAfterTwoUnansweredPings() throws Exception {
        try (var uplink = uplink(true)) {
            for (int i = 0; i < 10; i++) {
                passes(Duration.ofSeconds(15));
                uplink.check();
                uplink.heard(false);
            }
            assertThat(heard.pings).hasValue(10);
            passes(Duration.ofSeconds(15));
            uplink.check();
            passes(Duration.ofSeconds(15));
            uplink.check();
            passes(Duration.ofSeconds(15));
            assertThatThrownBy(uplink::check).isInstanceOf(RefusedException.class);
            await().until(() -> "no publisher".equals(hub.camera("door").orElseThrow().track().state().cause()));
        }
    }

    @Test
    void theServersClockIsToldAndTextsThatAreNotUnderstoodAreNamedWithoutANumber() throws Exception {
        try (var uplink = uplink(true)) {
            uplink.ping(17);
            assertThat(heard.texts).last().asString()
                    .isEqualTo("{\"type\":\"pong\",\"t\":17,\"serverTimeMicros\":" + NOW_MICROS + "}");
            uplink.notUnderstood("not a JSON object");
            assertThat(heard.texts).last().asString()
                    .isEqualTo("{\"type\":\"error\",\"code\":\"not-understood\",\"message\":\"not a JSON object\"}");
        }
    }

    @Test
    void aSecondUplinkTakesThePlaceOfTheFirst() throws Exception {
        try (var first = uplink(true);
                var second = publications.openUplink("door", new Sender(null, "there"), true, new Heard())) {
            assertThat(heard.cuts).containsExactly(RefusedException.Reason.SECOND);
            first.message(full(1, 0, JPEG), true);
            assertThat(heard.acknowledged).containsExactly(1L);
            second.message(full(1, 0, JPEG), true);
        }
    }

    private Uplink another() throws RefusedException {
        return publications.openUplink("door", new Sender(null, "there"), true, new Heard());
    }

    @Test
    void whoeverVanishedIsReplacedAtOnceThoughOthersHaveTakenThePlaceFromEachOther() throws Exception {
        try (var _ = uplink(true); var second = another()) {
            passes(Duration.ofSeconds(2));
            second.heard(false);
            try (var third = another()) {
                passes(Duration.ofSeconds(1));
                third.heard(false);
                assertThatThrownBy(this::another).isInstanceOf(RefusedException.class);
                passes(Duration.ofMillis(2001));
                another().close();
            }
        }
    }

    @Test
    void nonsenseOfSomebodyElseIsNothingToWhoeverWatches() throws Exception {
        try (var uplink = uplink(true)) {
            var track = hub.camera("door").orElseThrow().track();
            try (var _ = track.subscribe(Runnable::run, () -> {})) {
                uplink.message(full(1, 0, JPEG), true);
                await().until(() -> track.state().isLive());
                var upload = publications.open("door", new Sender(null, "there"), why -> {});
                assertThatThrownBy(() -> upload.bytes(Unpooled.wrappedBuffer(new byte[3000])))
                        .isInstanceOf(RefusedException.class);
                timer.submit(() -> {}).get(); // what was begun for its sake is done
                assertThat(track.state().isLive()).isTrue();
                assertThat(track.newest()).isNotNull();
            }
        }
    }

    @Test
    void whereTheFirstKeepsItsPlaceItsSenderComesBackWhenItDoesNotAnswer() throws Exception {
        rule = DuplicatePublisherPolicy.REFUSE;
        try (var _ = uplink(true)) {
            passes(Duration.ofSeconds(3));
            assertThatThrownBy(() -> publications.openUplink("door", new Sender(null, "there"), true, new Heard()))
                    .isInstanceOf(RefusedException.class);
            assertThat(heard.pings).as("asked for the sake of a stranger").hasValue(0);
            assertThatThrownBy(() -> publications.openUplink("door", new Sender(null, "here"), true, new Heard()))
                    .isInstanceOfSatisfying(RefusedException.class,
                            refused -> assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(2)));
            assertThat(heard.pings).hasValue(1);
            assertThat(heard.cuts).isEmpty();
            passes(Duration.ofSeconds(2));
            try (var back = publications.openUplink("door", new Sender(null, "here"), true, new Heard())) {
                assertThat(heard.cuts).containsExactly(RefusedException.Reason.SECOND);
                back.message(full(1, 0, JPEG), true);
            }
        }
    }

    @Test
    void whereTheFirstKeepsItsPlaceAnAnswerKeepsIt() throws Exception {
        rule = DuplicatePublisherPolicy.REFUSE;
        try (var first = uplink(true)) {
            passes(Duration.ofSeconds(3));
            assertThatThrownBy(() -> publications.openUplink("door", new Sender(null, "here"), true, new Heard()))
                    .isInstanceOf(RefusedException.class);
            first.heard(false);
            passes(Duration.ofSeconds(3));
            assertThatThrownBy(() -> publications.openUplink("door", new Sender(null, "here"), true, new Heard()))
                    .isInstanceOf(RefusedException.class);
            assertThat(heard.cuts).isEmpty();
        }
    }
}
