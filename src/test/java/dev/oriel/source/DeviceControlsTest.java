package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.hub.ImageControl;
import dev.oriel.observe.LoggedLines;
import dev.oriel.v4l2.CameraException;
import dev.oriel.v4l2.Device;
import dev.oriel.v4l2.EmulatedCameras;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceControlsTest {
    private static final String[] WEBCAM = {"mode MJPG 640x480 30", "control 0x980900 1 0 255 1 128 0 Brightness",
        "control 0x98090c 2 0 1 1 1 0 White Balance, Automatic", "control 0x980918 3 0 2 1 2 0 Power Line Frequency",
        "entry 0x980918 0 Disabled", "entry 0x980918 2 60 Hz",
        "control 0x98091a 1 2800 6500 10 4600 0x10 White Balance Temperature",
        "control 0x9a0903 1 0 9 1 3 0x4 Fixed"};

    @TempDir
    Path directory;
    private EmulatedCameras cameras;
    private Map<String, Integer> kept = new TreeMap<>();
    private DeviceControls controls;

    @BeforeEach
    void plug() throws Exception {
        cameras = new EmulatedCameras(directory);
        cameras.plug(0, WEBCAM);
        controls = new DeviceControls("door", "/dev/video0", cameras.posix(),
                new DeviceControls.ControlMemory(() -> kept, values -> kept = new TreeMap<>(values)));
    }

    private Integer value(String name) throws IOException {
        return controls.list().stream().filter(control -> control.name().equals(name)).map(ImageControl::value).findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsSetIsKeptAndSetAgainOnADeviceThatForgotIt() throws IOException {
        controls.change(Map.of("Brightness", 200, "power_line_frequency", 0));
        assertThat(value("Brightness")).isEqualTo(200);
        assertThat(kept).isEqualTo(Map.of("Brightness", 200, "Power Line Frequency", 0));
        cameras.unplug(0);
        assertThatThrownBy(() -> controls.list()).hasMessage("no such device");
        cameras.plug(0, WEBCAM);
        assertThat(value("Brightness")).as("plugged in anew").isEqualTo(128);
        apply();
        assertThat(value("Brightness")).isEqualTo(200);
        assertThat(value("Power Line Frequency")).isZero();
    }

    private void apply() throws CameraException {
        try (var device = Device.open(cameras.posix(), "/dev/video0")) {
            controls.apply(device);
        }
    }

    @Test
    void theDefaultIsNotKept() throws IOException {
        controls.change(Map.of("Brightness", 200));
        var back = new HashMap<String, Integer>();
        back.put("Brightness", null);
        controls.change(back);
        assertThat(value("Brightness")).isEqualTo(128);
        assertThat(kept).isEmpty();
    }

    @Test
    void everyProblemIsToldAndNothingIsChanged() throws IOException {
        assertThatThrownBy(() -> controls.change(
                new TreeMap<>(Map.of("Brightness", 300, "Contrast", 1, "Fixed", 4, "Power Line Frequency", 1,
                        "White Balance, Automatic", 0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Brightness: allowed: 0 to 255, not 300; Power Line Frequency: allowed: 0 (Disabled), 2 (60 Hz), not 1; "
                                + "Fixed: it can only be looked at; Contrast: its device has no such control");
        assertThat(value("White Balance, Automatic")).isEqualTo(1);
        assertThat(kept).isEmpty();
    }

    @Test
    void oneThatTheDeviceRefusesIsNamedAndTheOthersAreSetAndKept() throws IOException {
        assertThatThrownBy(() -> controls.change(Map.of("White Balance Temperature", 3000, "Brightness", 9)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("White Balance Temperature: its device refuses that: ");
        assertThat(value("Brightness")).isEqualTo(9);
        assertThat(kept).isEqualTo(Map.of("Brightness", 9));
        var back = new HashMap<String, Integer>();
        back.put("White Balance Temperature", null);
        back.put("Brightness", null);
        controls.change(back);
        assertThat(value("Brightness")).as("nothing is asked of one that another takes care of").isEqualTo(128);
        assertThat(kept).isEmpty();
    }

    @Test
    void oneThatTheDeviceRefusesCostsTheOthersNothing() throws IOException {
        kept.putAll(Map.of("Brightness", 999, "Power Line Frequency", 0, "Gone", 1));
        try (var log = new LoggedLines()) {
            apply();
            assertThat(log.with("WARN door: Brightness cannot be set to 999: ")).hasSize(1);
        }
        assertThat(value("Power Line Frequency")).isZero();
        assertThat(value("Brightness")).isEqualTo(128);
    }
}
