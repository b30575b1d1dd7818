package dev.oriel.v4l2;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.time.Clocks;
import dev.oriel.time.SystemClocks;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A device from its opening to its end, against the emulated camera.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CaptureTest {
    private static final String PATH = "/dev/video0";
    private static final int WAIT_MILLIS = 5000;

    @TempDir
    private Path directory;
    private EmulatedCameras cameras;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        cameras = new EmulatedCameras(directory);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(cameras.openDescriptors()).isZero();
        assertThat(EmulatedCameras.mappings()).isZero();
    }

    @Test
    void rawPicturesComeWithTheDriversStride() throws IOException {
        cameras.plug(0, "mode YUYV 100x60 30", "stride 64", "unpaced");
        try (Device device = Device.open(cameras.posix(), PATH)) {
            Mode mode = device.negotiate(Wish.OPEN);
            assertThat(mode).isEqualTo(new Mode(CameraFormat.YUYV, 100, 60, 256, 30));
            try (Capture capture = Capture.start(device, mode, new CaptureClock(SystemClocks.BOTH)); Shot shot = taken(capture)) {
                MemorySegment bytes = shot.bytes();
                assertThat(bytes.byteSize()).isEqualTo(256 * 60);
                int first = bytes.get(ValueLayout.JAVA_BYTE, 0) & 0xff;
                assertThat(bytes.get(ValueLayout.JAVA_BYTE, 59 * 256 + 99 * 2) & 0xff).isEqualTo((first + 59 + 99) % 256);
                assertThat(bytes.get(ValueLayout.JAVA_BYTE, 200) & 0xff).as("padding").isEqualTo(0xee);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"damaged 3", "empty 3", "short 3"})
    void brokenFramesAreCountedAndNeverGiven(String fault) throws IOException {
        cameras.plug(0, "mode YUYV 64x48 30", "unpaced", fault);
        try (Device device = Device.open(cameras.posix(), PATH);
                Capture capture = Capture.start(device, device.negotiate(Wish.OPEN), new CaptureClock(SystemClocks.BOTH))) {
            int given = 0;
            for (int i = 0; i < 30; i++) {
                try (Shot shot = capture.take(WAIT_MILLIS)) {
                    assertThat(shot == null || shot.bytes().byteSize() == 64 * 48 * 2).isTrue();
                    given += shot == null ? 0 : 1;
                }
            }
            long all = given + capture.droppedFrames() + capture.lostFrames();
            assertThat(given).isPositive();
            assertThat(capture.lostFrames()).isEqualTo(all / 3);
        }
    }

    @ParameterizedTest
    @CsvSource({"overlong 3", "empty 3"})
    void aJpegOfNoOrOfMoreBytesThanItsBufferIsCountedAndNeverGiven(String fault) throws IOException {
        cameras.plug(0, "mode MJPG 64x48 30", "unpaced", fault);
        try (Device device = Device.open(cameras.posix(), PATH);
                Capture capture = Capture.start(device, device.negotiate(Wish.OPEN), new CaptureClock(SystemClocks.BOTH))) {
            int given = 0;
            for (int i = 0; i < 30; i++) {
                try (Shot shot = capture.take(WAIT_MILLIS)) {
                    assertThat(shot == null || number(shot) % 3 != 0).isTrue();
                    given += shot == null ? 0 : 1;
                }
            }
            assertThat(capture.lostFrames()).isEqualTo((given + capture.droppedFrames() + capture.lostFrames()) / 3);
        }
    }

    /// Nothing that a driver can say may do more than end the run with a cause.
    @ParameterizedTest
    @CsvSource({"MJPG, mutated", "YUYV, mutated", "MJPG, absurd", "YUYV, absurd"})
    void nonsenseOfADriverIsACauseAndNeverACrash(String format, String fault) throws IOException {
        int taken = 0;
        int refused = 0;
        for (int seed = 1; seed <= 80; seed++) {
            cameras.plug(0, "mode " + format + " 160x120-640x480/16x8 5-60", "unpaced", fault + " " + seed);
            try (Device device = Device.open(cameras.posix(), PATH);
                    Capture capture = Capture.start(device, device.negotiate(Wish.OPEN), new CaptureClock(SystemClocks.BOTH))) {
                for (int i = 0; i < 40; i++) {
                    try (Shot shot = capture.take(1)) {
                        taken += shot == null ? 0 : 1;
                        sum(shot);
                    }
                }
            } catch (CameraException e) {
                assertThat(e).hasMessageNotContainingAny("null", "Exception");
                refused++;
            }
            Cameras.list(cameras.posix());
        }
        assertThat(taken).isPositive();
        assertThat(refused).isPositive();
        nothingIsLeft();
    }

    private static long sum(@Nullable Shot shot) {
        long sum = 0;
        for (long i = 0; shot != null && i < shot.bytes().byteSize(); i += 7) {
            sum += shot.bytes().get(ValueLayout.JAVA_BYTE, i);
        }
        return sum;
    }

    @Test
    void onlyTheNewestOfWaitingFramesIsTaken() throws IOException {
        cameras.plug(0, "mode MJPG 64x48 30", "unpaced");
        try (Device device = Device.open(cameras.posix(), PATH);
                Capture capture = Capture.start(device, device.negotiate(Wish.OPEN), new CaptureClock(SystemClocks.BOTH));
                Shot shot = taken(capture)) {
            assertThat(number(shot)).isEqualTo(capture.droppedFrames() + 1).isGreaterThan(1);
        }
    }

    @Test
    void theKernelsTimeStampBecomesWallClockTime() throws IOException {
        cameras.plug(0, "mode MJPG 64x48 30");
        var clock = new CaptureClock(new Clocks(() -> 1_700_000_000_000_000L, System::nanoTime));
        try (Device device = Device.open(cameras.posix(), PATH);
                Capture capture = Capture.start(device, device.negotiate(Wish.OPEN), clock)) {
            long before = System.nanoTime() / 1000;
            try (Shot shot = taken(capture)) {
                long after = System.nanoTime() / 1000;
                long stampMicros = micros(shot);
                assertThat(stampMicros).isBetween(before, after);
                long ageMicros = 1_700_000_000_000_000L - shot.capturedAtMicros();
                assertThat(ageMicros).isBetween(0L, after - stampMicros);
            }
        }
    }

    @Test
    void aTimeStampOfAnotherKindIsReplacedByThePresent() throws IOException {
        cameras.plug(0, "mode MJPG 64x48 30", "stamps unknown");
        var clock = new CaptureClock(new Clocks(() -> 42, System::nanoTime));
        try (Device device = Device.open(cameras.posix(), PATH);
                Capture capture = Capture.start(device, device.negotiate(Wish.OPEN), clock);
                Shot shot = taken(capture)) {
            assertThat(shot.capturedAtMicros()).isEqualTo(42);
        }
    }

    @Test
    void clocksAreComparedAnewForEachFrame() {
        List<Long> epoch = new ArrayList<>(List.of(5_000_000L, 9_000_000L));
        var clock = new CaptureClock(new Clocks(epoch::removeFirst, () -> 1_000_000_000L));
        assertThat(clock.epochMicros(990_000)).isEqualTo(4_990_000);
        assertThat(clock.epochMicros(990_000)).isEqualTo(8_990_000);
    }

    @ParameterizedTest
    @CsvSource({"1000001", "-20000000"})
    void impossibleTimeStampsAreReplacedByThePresent(long stampMicros) {
        assertThat(new CaptureClock(new Clocks(() -> 7, () -> 1_000_000_000L)).epochMicros(stampMicros)).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"denied | no permission: add the user to group video",
        "unopenable | busy: used by another program", "busy | busy: used by another program",
        "nobandwidth | not enough USB bandwidth: another camera on the same USB controller takes it; "
                + "use MJPEG, a smaller size or a lower rate",
        "caps metadata | not a capture device", "caps output | not a capture device",
        "caps m2m capture | not a capture device: Emulated camera converts pictures in memory",
        "caps multiplanar | not supported: Emulated camera gives multi-planar pictures only",
        "mode H264 640x480 30 | gives H.264 only, which Oriel cannot show yet"})
    void failuresHaveACauseThatAPersonUnderstands(String fault, String cause) {
        String mode = fault.startsWith("mode") ? "" : "mode MJPG 640x480 30";
        cameras.plug(0, mode, fault);
        assertThatThrownBy(this::takeOne).isInstanceOf(CameraException.class).hasMessage(cause);
    }

    @Test
    void aDeviceThatIsNotThereIsCalledSo() {
        assertThatThrownBy(this::takeOne).isInstanceOf(CameraException.class).hasMessage("no such device");
    }

    @Test
    void aFileThatIsNoDeviceIsCalledSo() {
        assertThatThrownBy(() -> Device.open(Posix.cLibrary(), "/dev/null")).isInstanceOf(CameraException.class)
                .hasMessage("not a capture device");
        assertThatThrownBy(() -> Device.open(Posix.cLibrary(), "/nowhere")).hasMessage("no such device");
    }

    @Test
    void aCameraInUseByAnotherIsBusy() throws IOException {
        cameras.plug(0, "mode MJPG 640x480 30");
        try (Device device = Device.open(cameras.posix(), PATH);
                Capture capture = Capture.start(device, device.negotiate(Wish.OPEN), new CaptureClock(SystemClocks.BOTH))) {
            assertThatThrownBy(this::takeOne).hasMessage("busy: used by another program");
            assertThat(capture.lostFrames()).isZero();
        }
        takeOne();
    }

    @ParameterizedTest
    @CsvSource({"unplug", "hangup"})
    void aCameraThatIsPulledOutWhileItStreamsIsUnplugged(String how) throws IOException {
        cameras.plug(0, "mode MJPG 640x480 30", how);
        try (Device device = Device.open(cameras.posix(), PATH);
                Capture capture = Capture.start(device, device.negotiate(Wish.OPEN), new CaptureClock(SystemClocks.BOTH))) {
            taken(capture).close();
            cameras.unplug(0);
            assertThatThrownBy(() -> capture.take(WAIT_MILLIS)).isInstanceOf(CameraException.class).hasMessage("unplugged");
        }
    }

    @Test
    void aSilentCameraGivesNothingWithinTheTime() throws IOException {
        cameras.plug(0, "mode MJPG 640x480 30", "silent");
        try (Device device = Device.open(cameras.posix(), PATH);
                Capture capture = Capture.start(device, device.negotiate(Wish.OPEN), new CaptureClock(SystemClocks.BOTH))) {
            assertThat(capture.take(20)).isNull();
        }
    }

    @Test
    void aDriverThatTellsNoSizesIsAskedAndBelieved() throws IOException {
        cameras.plug(0, "mode MJPG 800x600 20", "untold");
        try (Device device = Device.open(cameras.posix(), PATH)) {
            assertThat(device.negotiate(new Wish(null, 1280, 720, 0)).outcome(new Wish(null, 1280, 720, 0)))
                    .startsWith("MJPEG 800x600").endsWith("(asked for 1280x720)");
        }
    }

    private void takeOne() throws IOException {
        try (Device device = Device.open(cameras.posix(), PATH);
                Capture capture = Capture.start(device, device.negotiate(Wish.OPEN), new CaptureClock(SystemClocks.BOTH));
                Shot shot = taken(capture)) {
            assertThat(shot).isNotNull();
        }
    }

    private static Shot taken(Capture capture) throws CameraException {
        return Objects.requireNonNull(capture.take(WAIT_MILLIS), "no frame in time");
    }

    private static long number(Shot shot) {
        return shot.bytes().get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN), 10);
    }

    private static long micros(Shot shot) {
        return shot.bytes().get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN), 18);
    }
}
