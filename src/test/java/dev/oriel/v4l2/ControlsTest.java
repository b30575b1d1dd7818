package dev.oriel.v4l2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlsTest {
    static final String[] WEBCAM = {"mode MJPG 640x480 30", "control 0x980900 1 0 255 1 128 0 Brightness",
        "control 0x98090c 2 0 1 1 1 0 White Balance, Automatic", "control 0x980918 3 0 2 1 2 0 Power Line Frequency",
        "entry 0x980918 0 Disabled", "entry 0x980918 2 60 Hz",
        "control 0x98091a 1 2800 6500 10 4600 0x10 White Balance Temperature",
        "control 0x980927 1 0 1 1 0 0x1 Disabled One", "control 0x9a0902 4 0 0 0 0 0x40 Reset",
        "control 0x9a0903 1 0 9 1 3 0x4 Fixed"};

    @TempDir
    Path directory;
    private EmulatedCameras cameras;

    @BeforeEach
    void plug() throws Exception {
        cameras = new EmulatedCameras(directory);
        cameras.plug(0, WEBCAM);
    }

    @Test
    void everythingThatTheDriverListsIsThere() throws CameraException {
        try (var device = Device.open(cameras.posix(), "/dev/video0")) {
            var list = new Controls(device).list();
            assertThat(list).extracting(Control::name).containsExactly("Brightness", "White Balance, Automatic",
                    "Power Line Frequency",
                    "White Balance Temperature", "Reset", "Fixed");
            assertThat(list.getFirst()).isEqualTo(
                    new Control(0x980900, "Brightness", Control.ControlType.INTEGER, 0, 255, 1, 128, java.util.List.of(), true,
                            true));
            assertThat(list.get(2).menu()).containsExactly(new Control.MenuItem(0, "Disabled"), new Control.MenuItem(2, "60 Hz"));
            assertThat(list.get(2).allows(1)).as("a gap of the menu").isFalse();
            assertThat(list.get(3).active()).isFalse();
            assertThat(list.get(5).writable()).isFalse();
        }
    }

    @Test
    void aValueIsReadAndSet() throws CameraException {
        try (var device = Device.open(cameras.posix(), "/dev/video0")) {
            var controls = new Controls(device);
            assertThat(controls.value(0x980900)).isEqualTo(128);
            controls.set(0x980900, 7);
            assertThat(controls.value(0x980900)).isEqualTo(7);
            assertThatThrownBy(() -> controls.set(0x980900, 300)).isInstanceOf(CameraException.class);
            assertThat(controls.find(0x123)).isEmpty();
        }
    }

    @Test
    void aDeviceWithoutControlsHasNone() throws CameraException {
        cameras.plug(1, "mode MJPG 640x480 30");
        try (var device = Device.open(cameras.posix(), "/dev/video1")) {
            assertThat(new Controls(device).list()).isEmpty();
        }
    }
}
