package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.auth.KeyStore;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Hub;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.RememberedSettings;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import dev.oriel.orient.OrientPlan;
import dev.oriel.source.LocalCamera;
import dev.oriel.source.SourceSupervisor;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicationsTest {
    private static final PublishedCamera.Plan PLAN = new PublishedCamera.Plan(true,
            new SourceSupervisor.Times(Duration.ofSeconds(1), Duration.ofSeconds(1)), MpegSettings.DEFAULT, Set.of(),
            OrientPlan.NONE);
    private static final CameraSettings SETTINGS = CameraSettings.titled("door");

    @TempDir
    Path data = Path.of("");

    private long nowNanos = Long.MAX_VALUE - 1000; // a clock may start anywhere
    private final Hub hub = new Hub(new Clocks(() -> 0, () -> nowNanos));
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final MemoryBudget memory = new MemoryBudget(() -> 64 << 20, System::nanoTime);
    private Publications.Rules rules = new Publications.Rules(Duration.ofSeconds(5), DuplicatePublisherPolicy.REPLACE, 32,
            Duration.ofHours(24));

    private Publications publications() {
        return new Publications(new Publications.Parts(hub, new KeyStore(data, Map.of(), InstantSource.system()), () -> rules,
                new Publications.Threads(timer, Runnable::run), new Clocks(() -> 0, () -> nowNanos),
                new Publications.Kept(name -> UnaryOperator.identity(),
                        name -> new LocalCamera.CameraMemory(new RememberedSettings())),
                PictureLimits.usual(), memory));
    }

    private static Sender sender(String owner) {
        return new Sender(null, owner);
    }

    /// An upload that has begun to show pictures.
    private static Upload published(Publications publications, String name, String owner) throws RefusedException {
        var upload = publications.open(name, sender(owner), why -> {});
        upload.bytes(Unpooled.wrappedBuffer(JPEG));
        return upload;
    }

    private static final byte[] JPEG = ByteBufUtil.decodeHexDump("ffd8ffc0000b080010001001011100ffda0008010100003f0000ffd9");

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void aCameraThatHasEndedIsListedUntilItIsReplacedAndAdmitsNobodyMeanwhile() throws Exception {
        try (var publications = publications()) {
            var first = publications.camera("door", PLAN, SETTINGS);
            assertThat(publications.end("door")).isTrue();
            assertThat(hub.camera("door").orElseThrow()).isSameAs(first);
            assertThat(publications.has("door")).isFalse();
            assertThatThrownBy(() -> publications.open("door", sender("here"), why -> {})).isInstanceOf(RefusedException.class)
                    .hasMessageContaining("no longer there");
            var next = publications.camera("door", PLAN, SETTINGS);
            assertThat(next).isNotSameAs(first);
            assertThat(hub.camera("door").orElseThrow()).isSameAs(next);
            publications.open("door", sender("here"), why -> {}).close();
        }
    }

    @Test
    void whatIsRemovedIsNoLongerListed() {
        try (var publications = publications()) {
            publications.camera("door", PLAN, SETTINGS);
            publications.remove("door");
            assertThat(hub.camera("door")).isEmpty();
            assertThat(publications.end("door")).isFalse();
        }
    }

    @Test
    void aPublishedCameraIsForgottenWhenItsTimeHasCome() throws Exception {
        try (var publications = publications()) {
            var upload = published(publications, "phone", "here");
            nowNanos += Duration.ofDays(2).toNanos();
            publications.forgetIdle();
            assertThat(hub.camera("phone")).as("somebody publishes it").isPresent();
            upload.close();
            nowNanos += Duration.ofHours(24).toNanos() - 1;
            publications.forgetIdle();
            assertThat(hub.camera("phone")).isPresent();
            nowNanos += 1;
            publications.forgetIdle();
            assertThat(hub.camera("phone")).isEmpty();
        }
    }

    @Test
    void aCameraOfTheSettingsIsNeverForgotten() throws Exception {
        try (var publications = publications()) {
            publications.camera("door", PLAN, SETTINGS);
            published(publications, "phone", "here").close();
            publications.camera("phone", PLAN, SETTINGS);
            nowNanos += Duration.ofDays(1000).toNanos();
            publications.forgetIdle();
            assertThat(hub.cameras()).hasSize(2);
        }
    }

    @Test
    void anOwnerHasAtMostSoManyNamesAndOthersHaveTheirs() throws Exception {
        rules = new Publications.Rules(Duration.ofSeconds(5), DuplicatePublisherPolicy.REPLACE, 3, Duration.ofHours(1));
        try (var publications = publications()) {
            for (int i = 0; i < 3; i++) {
                published(publications, "a-" + i, "a").close();
            }
            assertThatThrownBy(() -> publications.open("a-3", sender("a"), why -> {})).isInstanceOf(RefusedException.class)
                    .hasMessageContaining("ingest.names").extracting("reason").isEqualTo(RefusedException.Reason.NAMES);
            published(publications, "a-0", "a").close(); // one of its own again
            published(publications, "b-0", "b").close();
            nowNanos += Duration.ofHours(2).toNanos();
            publications.forgetIdle();
            published(publications, "a-3", "a").close();
        }
    }

    @Test
    void whoOpensSeveralAtOnceGetsNoMoreNames() throws Exception {
        rules = new Publications.Rules(Duration.ofSeconds(5), DuplicatePublisherPolicy.REPLACE, 1, Duration.ofHours(1));
        try (var publications = publications()) {
            var first = publications.open("a-0", sender("a"), why -> {});
            var second = publications.open("a-1", sender("a"), why -> {});
            first.bytes(Unpooled.wrappedBuffer(JPEG));
            assertThatThrownBy(() -> second.bytes(Unpooled.wrappedBuffer(JPEG))).isInstanceOf(RefusedException.class)
                    .extracting("reason").isEqualTo(RefusedException.Reason.NAMES);
            assertThat(hub.camera("a-1")).isEmpty();
        }
    }

    @Test
    void beyondHalfOfAllNumbersTheLongestIdleGoes() throws Exception {
        try (var publications = publications()) {
            for (int i = 0; i < 128; i++) {
                published(publications, "phone-" + i, "owner-" + i / 30).close();
                nowNanos += 1000;
            }
            assertThat(hub.cameras()).hasSize(128);
            var watching = published(publications, "phone-0", "owner-0");
            published(publications, "one-more", "z").close();
            assertThat(hub.cameras()).hasSize(128);
            assertThat(hub.camera("phone-0")).as("somebody publishes it").isPresent();
            assertThat(hub.camera("phone-1")).as("idle for longest").isEmpty();
            assertThat(hub.camera("phone-2")).isPresent();
            watching.close();
        }
    }

    @Test
    void thousandsOfNamesOneAfterAnotherUseUpNothing() throws Exception {
        rules = new Publications.Rules(Duration.ofSeconds(5), DuplicatePublisherPolicy.REPLACE, 192, Duration.ZERO);
        try (var publications = publications()) {
            for (int i = 0; i < 2000; i++) {
                published(publications, "phone-" + i, "here").close();
                publications.forgetIdle();
                nowNanos += Duration.ofSeconds(1).toNanos();
            }
            assertThat(hub.cameras()).isEmpty();
            assertThat(memory.heldBytes()).isZero();
        }
    }

    @Test
    void aNameAKeyAndAnAddressHaveSoManyUploadsAtOnce() throws Exception {
        try (var publications = publications()) {
            var open = new ArrayList<Upload>();
            for (int i = 0; i < PublisherCounts.MOST_OF_A_NAME; i++) {
                open.add(publications.open("phone", sender("a"), why -> {}));
            }
            assertThatThrownBy(() -> publications.open("phone", sender("b"), why -> {})).isInstanceOf(RefusedException.class)
                    .extracting("reason").isEqualTo(RefusedException.Reason.UPLOADS);
            for (int i = open.size(); i < 64; i++) {
                open.add(publications.open("phone-" + i, sender("a"), why -> {}));
            }
            assertThatThrownBy(() -> publications.open("phone-64", sender("a"), why -> {})).isInstanceOf(RefusedException.class)
                    .extracting("reason").isEqualTo(RefusedException.Reason.UPLOADS);
            publications.open("phone-64", sender("b"), why -> {}).close();
            open.forEach(Upload::close);
            publications.open("phone", sender("a"), why -> {}).close();
            assertThat(memory.heldBytes()).isZero();
        }
    }

    /// Scan data that never ends, as much as there is memory for; others are not disturbed.
    @Test
    void whatUploadsHoldIsBoundedTogether() throws Exception {
        try (var publications = publications()) {
            var good = published(publications, "good", "good");
            var refused = 0;
            for (int i = 0; i < 24; i++) {
                var upload = publications.open("endless-" + i, sender("a-" + i), why -> {});
                refused += endless(upload) ? 0 : 1;
            }
            assertThat(refused).isGreaterThan(15);
            assertThat(memory.heldBytes()).isLessThanOrEqualTo(64 << 20);
            good.bytes(Unpooled.wrappedBuffer(JPEG));
            good.close();
        }
        assertThat(memory.heldBytes()).isZero();
    }

    private static boolean endless(Upload upload) {
        var scan = new byte[64 * 1024];
        try {
            upload.bytes(Unpooled.wrappedBuffer(JPEG, 0, JPEG.length - 2));
            for (int i = 0; i < 250; i++) {
                upload.bytes(Unpooled.wrappedBuffer(scan));
            }
            return true;
        } catch (RefusedException e) {
            assertThat(e.reason()).isEqualTo(RefusedException.Reason.MEMORY);
            return false;
        }
    }

    /// Each reading of the connection makes a chunk, and each chunk has a buffer.
    @Test
    void packetsThatComeOneByOneHoldLittleMoreThanThemselves() throws Exception {
        try (var publications = publications()) {
            var upload = publications.open("tables", sender("a"), why -> {});
            upload.bytes(TsBytes.of(TsBytes.pat(), TsBytes.pmt(0x01, TsBytes.VIDEO), TsBytes.mpeg1KeyFrame()));
            upload.handOn();
            for (int i = 0; i < 10_000; i++) {
                upload.bytes(TsBytes.of(TsBytes.rest(TsBytes.VIDEO)));
                upload.handOn();
            }
            assertThat(memory.heldBytes()).isBetween(1L << 20, 6L << 20);
            for (int i = 0; i < 10_000; i++) { // more than is kept: without its key frame, the rest is of no use to anybody
                upload.bytes(TsBytes.of(TsBytes.rest(TsBytes.VIDEO)));
                upload.handOn();
            }
            assertThat(memory.heldBytes()).isLessThan(1L << 20);
            upload.close();
        }
        assertThat(memory.heldBytes()).isZero();
    }
}
