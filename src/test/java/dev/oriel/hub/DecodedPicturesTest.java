package dev.oriel.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.frame.Codec;
import dev.oriel.frame.DecodedPicture;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Packet;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A track whose source gives decoded pictures, encoded only for those who take JPEGs.
class DecodedPicturesTest {
    private final Track track = new Track("door", 0, new Clocks(() -> 0, () -> 0));
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger due = new AtomicInteger();

    private final class Fake implements DecodedPicture {
        Fake() {
            open.incrementAndGet();
        }

        @Override
        public DecodedPicture share() {
            return new Fake();
        }

        @Override
        public long bytes() {
            return 10;
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }

    @AfterEach
    void everyPictureIsClosed() {
        track.forget();
        assertThat(open).hasValue(0);
    }

    private static ByteBuf jpeg() {
        return Packet.buffer(4).writeInt(0);
    }

    private void publish(boolean encoded) {
        track.publish(encoded ? jpeg() : null, new Fake(), 640, 360, 1);
    }

    private Subscription viewer() {
        return track.subscribe(Runnable::run, () -> {});
    }

    private Subscription relay() {
        return track.relay(DemandLevel.FULL, Runnable::run, () -> {});
    }

    private static @Nullable Boolean content(Subscription subscription) {
        var packet = subscription.take();
        if (packet == null) {
            return null;
        }
        boolean has = packet.hasContent();
        packet.release();
        return has;
    }

    @Test
    void aPictureThatWasNotEncodedIsForRelaysOnly() {
        try (var viewer = viewer(); var relay = relay()) {
            publish(false);
            assertThat(content(viewer)).isNull();
            assertThat(viewer.availableBytes()).isZero();
            assertThat(content(relay)).isFalse();
            assertThat(content(relay)).isNull();
        }
        assertThat(track.published()).isEqualTo(1);
        assertThat(track.counts().encoded()).isZero();
        assertThat(track.counts().publishedBytes()).isZero();
        assertThat(Objects.requireNonNull(track.newest()).widthPixels()).isEqualTo(640);
    }

    @Test
    void nobodyIsGivenAnOlderJpegWhereTheNewestPictureHasNone() {
        publish(true);
        publish(false);
        try (var viewer = viewer()) {
            assertThat(content(viewer)).isNull();
            publish(true);
            assertThat(content(viewer)).isTrue();
            assertThat(viewer.skipped()).isEqualTo(1);
        }
    }

    @Test
    void theNewestPictureIsEncodedLater() {
        try (var relay = relay()) {
            publish(false);
            assertThat(content(relay)).isFalse();
            try (var viewer = viewer()) {
                track.fill(jpeg(), new Fake(), header());
                assertThat(content(viewer)).isTrue();
                assertThat(content(relay)).as("the same picture again").isNull();
                assertThat(track.counts().encoded()).isEqualTo(1);
                assertThat(track.published()).isEqualTo(1);
            }
        }
    }

    private FrameHeader header() {
        return Objects.requireNonNull(track.newest());
    }

    @Test
    void whatWasEncodedTooLateIsDropped() {
        publish(false);
        var before = header();
        publish(false);
        var late = jpeg();
        track.fill(late, new Fake(), before);
        assertThat(late.refCnt()).isZero();
        track.forget();
        var gone = jpeg();
        track.fill(gone, null, before);
        assertThat(gone.refCnt()).isZero();
        assertThat(track.counts().encoded()).isZero();
    }

    @Test
    void whatCannotBePublishedForWantOfMemoryIsReleased() {
        var isShort = new AtomicBoolean();
        LongSupplier clock = () -> {
            if (isShort.get()) {
                throw new OutOfMemoryError("as it were");
            }
            return 0;
        };
        for (var clocks : List.of(new Clocks(clock, () -> 0), new Clocks(() -> 0, clock))) { // one is asked for the header, one for the packet
            isShort.set(false);
            var poor = new Track("door", 0, clocks);
            poor.publish(null, new Fake(), 640, 360, 1);
            var of = Objects.requireNonNull(poor.newest());
            var jpegs = List.of(jpeg(), jpeg());
            isShort.set(true);
            assertThatThrownBy(() -> poor.publish(jpegs.getFirst(), new Fake(), 640, 360, 2))
                    .isInstanceOf(OutOfMemoryError.class);
            assertThat(jpegs.getFirst().refCnt()).isZero();
            assertThat(open).as("the newest alone").hasValue(1);
            try {
                poor.fill(jpegs.getLast(), new Fake(), of);
            } catch (OutOfMemoryError _) {
                assertThat(open).hasValue(1);
            }
            poor.forget();
            assertThat(jpegs.getLast().refCnt()).isZero();
            assertThat(open).hasValue(0);
        }
    }

    @Test
    void aPartOfAVideoThatIsSplitIsReleasedWhereMemoryEndsInItsMidst() {
        var left = new AtomicInteger(1);
        var stream = new Track("door", 0, Codec.MPEG_TS, new Clocks(() -> 0, () -> {
            if (left.getAndDecrement() == 0) {
                throw new OutOfMemoryError("as it were");
            }
            return 0;
        }));
        int bytes = 2 * Codec.MPEG_TS.mostBytes();
        var content = Packet.buffer(bytes).writeZero(bytes);
        assertThatThrownBy(() -> stream.publish(content, true)).isInstanceOf(OutOfMemoryError.class);
        assertThat(content.refCnt()).isZero();
        assertThat(stream.counts().heldBytes()).isZero();
    }

    @Test
    void eachFurtherDemandForJpegsIsTold() {
        track.onContentDue(due::incrementAndGet);
        try (var _ = relay()) {
            assertThat(track.wantsPictures()).isTrue();
            assertThat(track.wantsContent()).isFalse();
            assertThat(due).hasValue(0);
            try (var viewer = viewer(); var _ = viewer()) {
                assertThat(due).hasValue(2);
                viewer.wanting(false);
                assertThat(track.wantsContent()).isTrue();
            }
            assertThat(track.wantsContent()).isFalse();
        }
        assertThat(track.wantsPictures()).isFalse();
        assertThat(track.wanted()).isFalse();
    }

    @Test
    void aViewerThatHasNotChosenYetHasNothingEncoded() {
        track.onContentDue(due::incrementAndGet);
        try (var viewer = track.listen(Runnable::run, () -> {})) {
            viewer.undecided(true);
            viewer.wanting(true);
            assertThat(track.wanted()).isTrue();
            assertThat(track.wantsContent()).isFalse();
            publish(false);
            assertThat(content(viewer)).as("nothing that it could show").isNull();
            publish(true);
            assertThat(content(viewer)).as("encoded for another").isTrue();
            viewer.undecided(false);
            assertThat(track.wantsContent()).isTrue();
            assertThat(due).hasValue(1);
        }
    }
}
