package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.oriel.frame.Jpeg;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Size;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import dev.oriel.v4l2.CameraFormat;
import dev.oriel.v4l2.EmulatedCameras;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A camera of this machine as a source, against the emulated device.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class V4l2SourceTest {
    private static final String[] WEBCAM = {"mode MJPG 1280x720 30", "mode MJPG 640x480 60 30", "mode YUYV 640x480 30"};

    @TempDir
    private Path directory;
    private final Track track = new Track("door", 0, new Clocks(() -> 1, () -> 0));
    private EmulatedCameras cameras;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        cameras = new EmulatedCameras(directory);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        track.forget();
        assertThat(cameras.openDescriptors()).isZero();
        assertThat(EmulatedCameras.mappings()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void jpegsPassByteForByte(boolean huffmanless) throws Exception {
        cameras.plug(0, "mode MJPG 1280x720 30", "unpaced", huffmanless ? "huffmanless" : "");
        FakeSink sink = FakeSink.of(20);
        source().run(sink);
        assertThat(sink.taken).hasSize(20);
        for (FakeSink.Taken taken : sink.taken) {
            assertThat(taken.jpeg()).isEqualTo(expected(taken.jpeg(), huffmanless));
        }
        var scan = Jpeg.scan(Unpooled.wrappedBuffer(sink.taken.getFirst().jpeg()));
        assertThat(scan.widthPixels() + "x" + scan.heightPixels()).isEqualTo("1280x720");
        assertThat(scan.hasHuffmanTables()).isEqualTo(!huffmanless);
    }

    @Test
    void uncompressedPicturesAreGivenAsTheyLie() throws Exception {
        cameras.plug(0, "mode YUYV 100x60 30", "stride 64", "unpaced");
        FakeSink sink = FakeSink.of(20);
        source().run(sink);
        assertThat(sink.outcomes).containsExactly("YUYV 100x60 at 30 fps");
        assertThat(sink.taken).hasSize(20).extracting(FakeSink.Taken::size).containsOnly("100x60");
    }

    @Test
    void capturedAtIsTheKernelsTimeStamp() throws Exception {
        cameras.plug(0, "mode MJPG 1280x720 30");
        FakeSink sink = FakeSink.of(5);
        long epochLessMonotonicMicros = System.currentTimeMillis() * 1000 - System.nanoTime() / 1000;
        source().run(sink);
        for (FakeSink.Taken taken : sink.taken) {
            long stampMicros = numbers(taken.jpeg()).getLong(18);
            assertThat(taken.capturedAtMicros() - stampMicros).isBetween(epochLessMonotonicMicros - 5000,
                    epochLessMonotonicMicros + 5000);
        }
    }

    @Test
    void theOutcomeIsTold() throws Exception {
        cameras.plug(0, WEBCAM);
        FakeSink sink = FakeSink.of(1);
        source().run(sink);
        assertThat(sink.outcomes).containsExactly("MJPEG 1280x720 at 30 fps");
        assertThat(sink.fps).isEqualTo(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unaskable H264 5 5", "unaskable H264 1 1", "unaskable H264 61 61", "unaskable H264 0 5",
        "unaskable YUYV 5 5", "unaskable YUYV 0 61", "formats end 5"})
    void aFormatThatCannotBeAskedAboutTakesNoOtherAway(String failure) throws Exception {
        cameras.plug(0, "mode H264 640x480 30", "mode MJPG 1280x720 30", "mode YUYV 640x480 30", failure);
        FakeSink sink = FakeSink.of(1);
        var source = source();
        source.run(sink);
        assertThat(sink.outcomes).containsExactly("MJPEG 1280x720 at 30 fps");
        assertThat(source.modes()).extracting(mode -> mode.size().toString()).contains("1280x720");
    }

    @Test
    void aCameraPulledOutWhileItIsAskedIsUnplugged() {
        cameras.plug(0, "mode MJPG 1280x720 30", "unaskable MJPG 19 19");
        assertThatThrownBy(() -> source().run(FakeSink.of(1))).isInstanceOf(LostException.class).hasMessage("unplugged");
    }

    @Test
    void settingsWinOverTheAddress() throws Exception {
        cameras.plug(0, WEBCAM);
        var settings = new CameraSettings("", new Size(640, 480), 60.0, 80, 0, Flip.NONE, "");
        FakeSink sink = new FakeSink(settings, 1);
        source(new V4l2Address("/dev/video0", CameraFormat.MJPEG, new Size(1280, 720), 30.0)).run(sink);
        assertThat(sink.outcomes).containsExactly("MJPEG 640x480 at 60 fps");
    }

    @Test
    void anOutcomeThatDiffersNamesTheWish() throws Exception {
        cameras.plug(0, WEBCAM);
        FakeSink sink = FakeSink.of(1);
        source(new V4l2Address("/dev/video0", null, new Size(1920, 1080), 60.0)).run(sink);
        assertThat(sink.outcomes).containsExactly("MJPEG 1280x720 at 30 fps (asked for 1920x1080 at 60 fps)");
    }

    @Test
    void causesBecomeTheWordsThatViewersSee() {
        assertThatThrownBy(() -> source().run(FakeSink.of(1))).isInstanceOf(LostException.class).hasMessage("no such device");
    }

    @Test
    void damagedAndOvertakenPicturesAreCountedForTheCamera() throws Exception {
        cameras.plug(0, "mode MJPG 640x480 30", "unpaced", "damaged 3");
        FakeSink sink = FakeSink.of(60);
        source().run(sink);
        long damaged = sink.counts().damaged();
        assertThat(damaged).isEqualTo((sink.taken.size() + damaged + sink.counts().overtaken()) / 3).isPositive();
    }

    @Test
    void damageIsToldAtMostOnceASecond() {
        var nanos = new AtomicLong();
        var counts = new FrameCounts();
        try (var log = new CapturedLog(DamageReport.class)) {
            var report = new DamageReport("/dev/video0", counts, nanos::get);
            for (int i = 1; i <= 45; i++) {
                counts.countInvalid();
                report.update(i, 0);
                nanos.addAndGet(Duration.ofMillis(50).toNanos());
            }
            assertThat(log.lines()).containsExactly(
                    "/dev/video0: 42 pictures damaged (a cable, a hub, or too little USB bandwidth)",
                    "/dev/video0: 40 pictures damaged (a cable, a hub, or too little USB bandwidth)");
        }
        assertThat(counts.damaged()).isEqualTo(45);
    }

    /// What comes out of the driver's memory is shaped and encoded, whatever the driver says of it.
    @ParameterizedTest
    @ValueSource(strings = {"MJPG", "YUYV"})
    void nonsenseOfADriverEndsTheRunOrIsPassedOver(String format) throws Exception {
        var settings = new CameraSettings("", null, 120.0, 80, 90, Flip.H, "");
        for (int seed = 1; seed <= 100; seed++) {
            cameras.plug(0, "mode " + format + " 160x120 30", "unpaced", "mutated " + seed);
            runInto(settings, 20);
        }
        assertThat(track.published()).isPositive();
    }

    @Test
    void jpegsThatAreCutOffAreCountedAndNeverPublished() throws Exception {
        cameras.plug(0, "mode MJPG 160x120 30", "unpaced", "short 3");
        var whole = new AtomicLong();
        var viewers = new AtomicReference<Subscription>();
        try (var viewer = track.subscribe(Runnable::run, () -> whole.addAndGet(takesWhole(viewers.get())))) {
            viewers.set(viewer);
            assertThat(runInto(CameraSettings.titled(""), 60).invalid()).isPositive();
        }
        assertThat(whole).hasValue(track.published());
    }

    private static int takesWhole(@Nullable Subscription viewer) {
        var frame = viewer == null ? null : viewer.take();
        if (frame == null) {
            return 0;
        }
        var jpeg = frame.content();
        try {
            return Jpeg.scan(jpeg).isComplete() ? 1 : 0;
        } catch (ProtocolException e) {
            return 0;
        } finally {
            jpeg.release();
            frame.release();
        }
    }

    /// Runs the camera until so many pictures are published or it fails with a cause.
    private FrameCounts runInto(CameraSettings settings, int enough) throws Exception {
        var counts = new FrameCounts();
        var listener = new CameraPipeline.Listener() {
            @Override
            public void opened(String outcome, double fps) {
            }

            @Override
            public void live() {
            }
        };
        var form = new CameraPipeline.Form(() -> settings, false, PictureLimits.usual());
        try (var sink = new CameraPipeline(track, form, listener, counts)) {
            var run = start(source(), sink);
            await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(1))
                    .until(() -> run.isDone() || sink.published() >= enough);
            sink.stop();
            try {
                run.get(10, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(LostException.class);
            }
        }
        return counts;
    }

    @Test
    void aHundredUnplugsAndReplugsLeakNothing() throws Exception {
        for (int cycle = 0; cycle < 100; cycle++) {
            cameras.plug(0, "mode MJPG 640x480 30", "unpaced", cycle % 2 == 0 ? "hangup" : "");
            FakeSink sink = FakeSink.of(Integer.MAX_VALUE);
            FutureTask<Void> run = start(sink);
            await().pollInterval(Duration.ofMillis(2)).until(() -> !sink.taken.isEmpty());
            cameras.unplug(0);
            assertThatThrownBy(() -> run.get(5, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class).cause()
                    .isInstanceOf(LostException.class).hasMessage("unplugged");
            nothingIsLeft();
        }
    }

    @Test
    void whatWasPulledOutStaysUnpluggedUntilItIsThereAgain() throws Exception {
        cameras.plug(0, "mode MJPG 640x480 30", "unpaced");
        var source = source();
        var sink = FakeSink.of(Integer.MAX_VALUE);
        var run = start(source, sink);
        await().pollInterval(Duration.ofMillis(2)).until(() -> !sink.taken.isEmpty());
        cameras.unplug(0);
        assertThatThrownBy(() -> run.get(5, TimeUnit.SECONDS)).cause().hasMessage("unplugged");
        for (int again = 0; again < 2; again++) {
            assertThatThrownBy(() -> source.run(FakeSink.of(1))).isInstanceOf(LostException.class).hasMessage("unplugged");
        }
        cameras.plug(0, "mode MJPG 640x480 30", "unpaced");
        source.run(FakeSink.of(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "silent"})
    @Tag("measured")
    void aStopIsObeyedWithin200Milliseconds(String fault) throws Exception {
        cameras.plug(0, "mode MJPG 640x480 30", fault);
        var stops = new ArrayList<Duration>();
        for (int round = 0; round < 5; round++) {
            FakeSink sink = FakeSink.of(Integer.MAX_VALUE);
            FutureTask<Void> run = start(sink);
            await().pollInterval(Duration.ofMillis(2)).until(() -> !sink.outcomes.isEmpty());
            long before = System.nanoTime();
            sink.stopped = true;
            run.get(5, TimeUnit.SECONDS);
            stops.add(Duration.ofNanos(System.nanoTime() - before));
        }
        assertThat(stops.stream().sorted().toList().get(2)).as("the middle of %s", stops).isLessThan(Duration.ofMillis(200));
    }

    @Test
    void everyRawFormatHasPixels() {
        var raw = EnumSet.complementOf(EnumSet.of(CameraFormat.MJPEG));
        assertThat(raw.stream().map(V4l2Source::pixels)).doesNotHaveDuplicates().hasSize(raw.size());
    }

    private V4l2Source source(V4l2Address address) {
        return new V4l2Source("door", address, cameras.posix(), DeviceControls.ControlMemory.NOTHING, TestMedia.CLOCKS);
    }

    private V4l2Source source() {
        return source(new V4l2Address("/dev/video0", null, null, null));
    }

    private FutureTask<Void> start(FakeSink sink) {
        return start(source(), sink);
    }

    private static FutureTask<Void> start(V4l2Source source, FrameSink sink) {
        FutureTask<Void> run = new FutureTask<>(() -> {
            source.run(sink);
            return null;
        });
        Thread.ofPlatform().name("v4l2-test").start(run);
        return run;
    }

    private static ByteBuffer numbers(byte[] jpeg) {
        return ByteBuffer.wrap(jpeg).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// What the emulated camera makes of a frame's number and time stamp, written independently of it.
    private static byte[] expected(byte[] jpeg, boolean huffmanless) {
        long number = numbers(jpeg).getLong(10);
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[]{-1, (byte) 0xd8, -1, (byte) 0xfe, 0, 22, 'E', 'M', 'U', 'L'});
        bytes.write(jpeg, 10, 16);
        bytes.writeBytes(new byte[]{-1, (byte) 0xc0, 0, 11, 8, 720 >> 8, (byte) 720, 1280 >> 8, (byte) 1280, 1, 1, 0x11, 0});
        if (!huffmanless) {
            bytes.writeBytes(new byte[]{-1, (byte) 0xc4, 0, 3, 0});
        }
        bytes.writeBytes(new byte[]{-1, (byte) 0xda, 0, 8, 1, 1, 0, 0, 63, 0});
        for (int i = 0; i < 5000 + number % 100; i++) {
            bytes.write((int) ((number * 31 + i) % 251));
        }
        bytes.writeBytes(new byte[]{-1, (byte) 0xd9});
        return bytes.toByteArray();
    }
}
