package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.ffmpeg.Pictures;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Jpeg;
import dev.oriel.frame.Packet;
import dev.oriel.hub.CameraSetting;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.DemandLevel;
import dev.oriel.hub.Flip;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Size;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CameraPipelineTest {
    private static final CameraSettings PLAIN = CameraSettings.titled("");

    private final FrameCounts counts = new FrameCounts();
    private final Track track = new Track("a", 3, new Clocks(() -> 5_000_000, () -> 0));
    private final Subscription subscription = track.subscribe(Runnable::run, () -> {});
    private final List<String> told = new ArrayList<>();
    private CameraSettings settings = PLAIN;

    @AfterEach
    void nothingIsLeft() {
        subscription.close();
        track.forget();
    }

    @Test
    void aJpegPassesByteForByte() throws IOException {
        var jpeg = Pictures.quartersJpeg(320, 240);
        var bytes = ByteBufUtil.getBytes(jpeg);
        try (var pipeline = pipeline(false)) {
            pipeline.jpeg(jpeg, 4_000_000);
            var frame = taken();
            assertThat(bytes(frame)).isEqualTo(bytes);
            assertThat(frame.header()).isEqualTo(new FrameHeader(FrameHeader.JPEG, 3, 1, 4_000_000, 320, 240, 1_000_000));
            frame.release();
            assertThat(pipeline.published()).isOne();
            assertThat(told).containsExactly("live");
        }
        track.forget();
        assertThat(jpeg.refCnt()).isZero();
    }

    @Test
    void aSizeThatTheDeviceDoesNotHaveIsNoReasonToEncode() throws IOException {
        settings = with(new Size(640, 480), 0, Flip.NONE, null);
        var jpeg = Pictures.quartersJpeg(320, 240);
        var bytes = ByteBufUtil.getBytes(jpeg);
        try (var pipeline = pipeline(false)) {
            pipeline.jpeg(jpeg, 0);
            var frame = taken();
            assertThat(bytes(frame)).isEqualTo(bytes);
            frame.release();
        }
    }

    @Test
    void aSourceThatScalesDoes() throws IOException {
        settings = with(new Size(160, 120), 0, Flip.NONE, null);
        try (var pipeline = pipeline(true)) {
            pipeline.jpeg(Pictures.quartersJpeg(320, 240), 0);
            assertThat(look(taken())).isEqualTo("160x120 red green blue white");
        }
    }

    @Test
    void settingsApplyToTheNextFrame() throws IOException {
        try (var pipeline = pipeline(false)) {
            pipeline.jpeg(Pictures.quartersJpeg(320, 240), 0);
            assertThat(look(taken())).isEqualTo("320x240 red green blue white");
            settings = with(null, 90, Flip.NONE, null);
            pipeline.jpeg(Pictures.quartersJpeg(320, 240), 1);
            assertThat(look(taken())).isEqualTo("240x320 blue red white green");
            settings = with(null, 90, Flip.V, null);
            pipeline.jpeg(Pictures.quartersJpeg(320, 240), 2);
            assertThat(look(taken())).isEqualTo("240x320 white green blue red");
            settings = PLAIN;
            pipeline.jpeg(Pictures.quartersJpeg(320, 240), 3);
            assertThat(look(taken())).isEqualTo("320x240 red green blue white");
        }
    }

    @Test
    void uncompressedPicturesAreEncoded() throws IOException {
        try (var arena = Arena.ofConfined(); var picture = Pictures.quarters(arena, 320, 240); var pipeline = pipeline(false)) {
            pipeline.picture(picture, 0);
            var fine = taken();
            settings = new CameraSettings("", null, null, 20, 180, Flip.NONE, "");
            pipeline.picture(picture, 1);
            var coarse = taken();
            assertThat(coarse.contentBytes()).isLessThan(fine.contentBytes());
            assertThat(look(fine)).isEqualTo("320x240 red green blue white");
            assertThat(look(coarse)).isEqualTo("320x240 white blue green red");
        }
    }

    @Test
    void aPictureIsEncodedForThoseWhoTakeJpegsOnly() throws IOException {
        subscription.wanting(false);
        try (var arena = Arena.ofConfined();
                var picture = Pictures.quarters(arena, 320, 240);
                var pipeline = pipeline(true);
                var relay = track.relay(DemandLevel.FULL, Runnable::run, () -> {})) {
            pipeline.picture(picture, 1);
            assertThat(counts.encoded()).isZero();
            var decoded = Objects.requireNonNull(relay.take());
            assertThat(decoded.hasContent()).isFalse();
            assertThat(decoded.picture()).isNotNull();
            assertThat(decoded.header().widthPixels()).isEqualTo(320);
            decoded.release();

            subscription.wanting(true);
            pipeline.picture(picture, 2);
            assertThat(counts.encoded()).isOne();
            var both = Objects.requireNonNull(relay.take());
            assertThat(both.hasContent()).isTrue();
            assertThat(both.picture()).as("for relays, so that none decodes").isNotNull();
            both.release();
            taken().release();
        }
        try (var arena = Arena.ofConfined(); var picture = Pictures.quarters(arena, 320, 240); var pipeline = pipeline(true)) {
            pipeline.picture(picture, 3);
            var alone = taken();
            assertThat(alone.picture()).as("of use to nobody").isNull();
            alone.release();
        }
    }

    @Test
    void missingHuffmanTablesAreAdded() throws IOException {
        var whole = Pictures.quartersJpeg(320, 240);
        try (var pipeline = pipeline(false)) {
            var stripped = withoutHuffmanTables(whole);
            assertThat(Jpeg.scan(stripped).hasHuffmanTables()).isFalse();
            pipeline.jpeg(stripped, 0);
            var frame = taken();
            assertThat(frame.contentBytes()).isEqualTo(whole.readableBytes());
            assertThat(look(frame)).isEqualTo("320x240 red green blue white");
            assertThat(stripped.refCnt()).isZero();
        } finally {
            whole.release();
        }
    }

    @Test
    void whatIsNoJpegIsCountedAndDropped() throws IOException {
        settings = with(null, 90, Flip.NONE, null);
        try (var pipeline = pipeline(false)) {
            var text = Packet.buffer(10).writeBytes(new byte[10]);
            pipeline.jpeg(text, 0);
            var broken = Pictures.quartersJpeg(320, 240);
            int frame = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(new byte[]{(byte) 0xff, (byte) 0xc0}), broken);
            broken.setByte(frame + 4, 99); // bits a sample
            pipeline.jpeg(broken, 1);
            var cut = Pictures.quartersJpeg(320, 240);
            pipeline.jpeg(cut.writerIndex(cut.writerIndex() - 400), 2);
            assertThat(counts.invalid()).isEqualTo(3);
            assertThat(pipeline.published()).isZero();
            assertThat(text.refCnt() + broken.refCnt() + cut.refCnt()).isZero();
        }
    }

    @Test
    void keepsToTheRate() throws IOException {
        settings = with(null, 0, Flip.NONE, 10.0);
        try (var pipeline = pipeline(false)) {
            for (int i = 0; i < 30; i++) {
                pipeline.jpeg(Pictures.quartersJpeg(32, 32), i * 1_000_000L / 30);
            }
            assertThat(pipeline.published()).isEqualTo(10);
            assertThat(counts.dropped()).isEqualTo(20);
        }
    }

    @Test
    void aFilterIsAppliedBeforeAnythingIsPublished() throws IOException {
        settings = PLAIN.with(CameraSetting.FILTER, "gray,crop=w=0.5");
        try (var pipeline = pipeline(false)) {
            pipeline.jpeg(Pictures.quartersJpeg(320, 240), 1);
            assertThat(Objects.requireNonNull(track.newest()).widthPixels()).isEqualTo(160);
        }
    }

    @Test
    void motionIsMeasuredOnlyAsLongAsAFilterLooks() throws IOException {
        settings = PLAIN.with(CameraSetting.FILTER, "motion");
        try (var pipeline = pipeline(false)) {
            pipeline.jpeg(Pictures.quartersJpeg(320, 240), 1);
            pipeline.jpeg(Pictures.quartersJpeg(320, 240), 2);
            assertThat(counts.motionRatio()).isZero();
            settings = PLAIN;
            pipeline.jpeg(Pictures.quartersJpeg(320, 240), 3);
            assertThat(counts.motionRatio()).isNaN();
            settings = PLAIN.with(CameraSetting.FILTER, "motion");
            pipeline.jpeg(Pictures.quartersJpeg(320, 240), 4);
            pipeline.jpeg(Pictures.quartersJpeg(320, 240), 5);
            assertThat(counts.motionRatio()).isZero();
        }
        assertThat(counts.motionRatio()).isNaN();
    }

    /// The settings change while a picture that passes as it is has been begun.
    @Test
    void aPictureThatWasBegunWithAnotherFilterIsNotPublished() throws IOException {
        var asked = new int[1];
        var form = new CameraPipeline.Form(() -> ++asked[0] < 3 ? PLAIN : PLAIN.with(CameraSetting.FILTER, "pixelate=1"), false,
                PictureLimits.usual());
        try (var pipeline = new CameraPipeline(track, form, listener(), counts)) {
            pipeline.jpeg(Pictures.quartersJpeg(320, 240), 1); // the first answer is the run's own
            assertThat(track.newest()).isNull();
            pipeline.jpeg(Pictures.quartersJpeg(320, 240), 2);
            assertThat(track.newest()).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nosuch", "blur=9", "gray,", "ffmpeg='movie=x'"})
    void aFilterThatCannotBeHadEndsTheRunAndShowsNothing(String filter) throws IOException {
        settings = PLAIN.with(CameraSetting.FILTER, filter);
        try (var pipeline = pipeline(false)) {
            assertThatThrownBy(() -> pipeline.jpeg(Pictures.quartersJpeg(320, 240), 1)).isInstanceOf(ShapingException.class)
                    .hasMessageContaining("filter: column ");
            assertThat(track.newest()).isNull();
        }
    }

    @Test
    void aFilterThatFailsEndsTheRunInTheEndAndShowsNothing() throws IOException {
        settings = PLAIN.with(CameraSetting.FILTER, "resize=16384:16384");
        try (var pipeline = pipeline(false)) {
            assertThatThrownBy(() -> pipeline.jpeg(Pictures.quartersJpeg(320, 240), 1)).hasMessageContaining("limits.pixels");
            assertThat(track.newest()).isNull();
        }
    }

    @Test
    void nothingIsPublishedAfterTheStop() throws IOException {
        var jpeg = Pictures.quartersJpeg(32, 32);
        try (var arena = Arena.ofConfined(); var picture = Pictures.quarters(arena, 32, 32); var pipeline = pipeline(false)) {
            pipeline.stop();
            pipeline.jpeg(jpeg, 0);
            pipeline.picture(picture, 0);
            assertThat(pipeline.stopped()).isTrue();
            assertThat(track.published()).isZero();
            assertThat(jpeg.refCnt()).isZero();
        }
    }

    private CameraPipeline pipeline(boolean scales) {
        return new CameraPipeline(track, new CameraPipeline.Form(() -> settings, scales, PictureLimits.usual()), listener(),
                counts);
    }

    private CameraPipeline.Listener listener() {
        return new CameraPipeline.Listener() {
            @Override
            public void opened(String outcome, double fps) {
                told.add(outcome + " " + fps);
            }

            @Override
            public void live() {
                told.add("live");
            }
        };
    }

    private Packet taken() {
        return Objects.requireNonNull(subscription.take());
    }

    private static byte[] bytes(Packet frame) {
        var jpeg = frame.content();
        try {
            return ByteBufUtil.getBytes(jpeg);
        } finally {
            jpeg.release();
        }
    }

    private static String look(Packet frame) throws IOException {
        var jpeg = frame.content();
        try {
            return frame.header().widthPixels() + "x" + frame.header().heightPixels() + " " + Pictures.corners(jpeg);
        } finally {
            jpeg.release();
            frame.release();
        }
    }

    private static ByteBuf withoutHuffmanTables(ByteBuf jpeg) {
        var result = Packet.buffer(jpeg.readableBytes());
        int at = jpeg.readerIndex();
        result.writeBytes(jpeg, at, 2);
        at += 2;
        while (jpeg.getUnsignedByte(at + 1) != 0xda) {
            int length = 2 + jpeg.getUnsignedShort(at + 2);
            if (jpeg.getUnsignedByte(at + 1) != 0xc4) {
                result.writeBytes(jpeg, at, length);
            }
            at += length;
        }
        return result.writeBytes(jpeg, at, jpeg.writerIndex() - at);
    }

    private static CameraSettings with(@Nullable Size size, int rotate, Flip flip, @Nullable Double fps) {
        return new CameraSettings("", size, fps, 90, rotate, flip, "");
    }
}
