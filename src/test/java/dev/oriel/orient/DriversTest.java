package dev.oriel.orient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.v4l2.EmulatedCameras;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Drivers against devices that the kernel's calls lead to: an I2C bus and V4L2 controls of the emulation, and real commands.
class DriversTest {
    private static final AxisRange HALF_TURN = new AxisRange(-90, 90);

    @TempDir
    Path directory;
    private EmulatedCameras cameras;

    @BeforeEach
    void begin() throws Exception {
        cameras = new EmulatedCameras(directory);
    }

    // --- I2C

    private List<String> written() throws IOException {
        var log = directory.resolve("i2c-1.log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    private PanTiltHat hat() {
        return new PanTiltHat(new I2cBus(cameras.posix(), "/dev/i2c-1", PanTiltHat.ADDRESS), PanTiltHat.Pulses.USUAL,
                PanTiltHat.Pulses.USUAL);
    }

    @Test
    void theHatsRegistersAreWrittenOnTheBus() throws IOException {
        Files.createFile(directory.resolve("i2c-1"));
        var hat = hat();
        hat.move(new Pose(90, -90, 1));
        hat.rest();
        hat.light(java.util.Collections.nCopies(8, new PixelColour(255, 0, 1, 2)));
        hat.close();
        assertThat(written()).containsExactly("15 0 2 15", "15 1 3 575", "15 3 3 2324", "15 0 2 12",
                "15 5 8 " + "ff000102".repeat(8), "15 37 8 " + "00".repeat(32), "15 69 8 " + "00".repeat(8) + "01", "15 78 2 1");
    }

    @Test
    void aBusThatIsNotThereIsNamedWithTheRemedyAndTriedAgain() throws IOException {
        var hat = hat();
        assertThatThrownBy(() -> hat.move(Pose.AHEAD)).isInstanceOf(IOException.class).hasMessageContaining("/dev/i2c-1")
                .hasMessageContaining("raspi-config");
        Files.writeString(directory.resolve("i2c-1"), "denied\n");
        assertThatThrownBy(() -> hat.move(Pose.AHEAD)).hasMessageContaining("add the user to the group i2c");
        Files.writeString(directory.resolve("i2c-1"), "deaf\n");
        assertThatThrownBy(() -> hat.move(Pose.AHEAD)).hasMessageContaining("0x15").hasMessageContaining("does not answer");
        Files.writeString(directory.resolve("i2c-1"), "");
        hat.move(Pose.AHEAD);
        hat.close();
        assertThat(written()).containsExactly("15 0 2 15", "15 1 3 1449", "15 3 3 1449");
    }

    // --- V4L2

    private List<String> set() throws IOException {
        return Files.readAllLines(directory.resolve("video0.values"));
    }

    private V4l2PanTilt motors(Map<Axis, AxisRange> ranges, Map<Axis, Integer> named) {
        return new V4l2PanTilt(cameras.posix(), "/dev/video0", ranges, named, Pose.AHEAD);
    }

    @Test
    void theStandardControlsCountSecondsOfArc() throws IOException {
        cameras.plug(0, "mode MJPG 640x480 30", "control 0x9a0908 1 -36000 36000 3600 0 0 Pan, Absolute",
                "control 0x9a0909 1 -36000 36000 3600 0 0 Tilt, Absolute", "control 0x9a090d 1 100 500 1 100 0 Zoom, Absolute");
        var motors = motors(Map.of(Axis.PAN, HALF_TURN, Axis.TILT, HALF_TURN, Axis.ZOOM, new AxisRange(1, 5)), Map.of());
        motors.move(new Pose(4.2, -20, 3));
        motors.move(new Pose(4.2, -20, 3));
        motors.close();
        assertThat(set()).containsExactlyInAnyOrder("0x9a0908 14400", "0x9a0909 -36000", "0x9a090d 300");
    }

    @Test
    void controlsOfTheSettingsGoFromOneEndToTheOther() throws IOException {
        cameras.plug(0, "mode MJPG 640x480 30", "control 0x980900 1 0 255 1 128 0 Brightness");
        var motors = motors(Map.of(Axis.PAN, HALF_TURN, Axis.TILT, HALF_TURN), Map.of(Axis.PAN, 0x980900));
        motors.move(new Pose(-90, 0, 1));
        motors.move(new Pose(0, 0, 1));
        motors.move(new Pose(90, 0, 1));
        motors.close();
        assertThat(set()).containsExactly("0x980900 0", "0x980900 128", "0x980900 255");
    }

    @Test
    void whereOnlyTheRelativeControlExistsTheWayIsTold() throws IOException {
        cameras.plug(0, "mode MJPG 640x480 30", "control 0x9a0904 1 -7200 7200 1 0 0x40 Pan, Relative");
        var motors = motors(Map.of(Axis.PAN, HALF_TURN, Axis.TILT, HALF_TURN), Map.of());
        motors.move(new Pose(1, 0, 1));
        motors.move(new Pose(-1, 0, 1));
        motors.close();
        assertThat(set()).containsExactly("0x9a0904 3600", "0x9a0904 -7200");
    }

    @Test
    void aCameraWithoutMotorsAndOneThatIsGoneAreSaidSo() throws IOException {
        cameras.plug(0, "mode MJPG 640x480 30");
        var motors = motors(Map.of(Axis.PAN, HALF_TURN), Map.of());
        assertThatThrownBy(() -> motors.move(Pose.AHEAD)).hasMessage("/dev/video0: its driver has no control that turns it");
        cameras.unplug(0);
        assertThatThrownBy(() -> motors.move(Pose.AHEAD)).hasMessage("/dev/video0: no such device");
        assertThat(cameras.openDescriptors()).isZero();
    }

    // --- pictures

    @Test
    void picturesLookFromTheBeginningWhereTheCameraIsTakenToLook() {
        var view = new VirtualPanTilt();
        var plan = new OrientPlan(OrientDriver.SIMULATED, Map.of(Axis.PAN, HALF_TURN, Axis.TILT, HALF_TURN), new Pose(10, 5, 1),
                120,
                Set.of(Axis.PAN), Duration.ofSeconds(10), 60, new OrientHardware("", 575, 2325, "", Map.of()));
        try (var mover = Movers.make(plan, new Movers.TurnedCamera("door", ""), view, Map.of(), all -> {}, null)) {
            assertThat(mover.orientation().now()).isEqualTo(new Pose(10, 5, 1));
            assertThat(view.pose()).as("mounted the other way round").isEqualTo(new Pose(-10, 5, 1));
        }
        try (var mover = Movers.make(plan, new Movers.TurnedCamera("door", ""), view, Map.of(), all -> {},
                new Pose(33, 100, 1))) {
            assertThat(mover.orientation().now()).as("where it stood before").isEqualTo(new Pose(33, 90, 1));
        }
    }

    // --- commands

    @Test
    void aCommandGetsTheAnglesAndItsWordsAreToldWhereItFails() throws IOException {
        var file = directory.resolve("angles");
        var good = new ExecPanTilt("echo {pan} {tilt} {zoom} >> " + file);
        good.move(new Pose(12.345, -7, 2));
        assertThat(file).hasContent("12.35 -7.00 2.00");
        assertThatThrownBy(() -> new ExecPanTilt("echo no motor; exit 3").move(Pose.AHEAD))
                .hasMessage("the command that turns this camera ended with status 3: no motor");
    }
}
