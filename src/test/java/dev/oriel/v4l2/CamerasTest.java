package dev.oriel.v4l2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a machine's cameras are found to be.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CamerasTest {

    @Test
    void camerasAreListedAndEverythingElseIsPassedOver(@TempDir Path directory) throws IOException, InterruptedException {
        var cameras = new EmulatedCameras(directory);
        cameras.plug(0, "card Desk camera", "driver uvcvideo", "bus usb-1", "mode MJPG 1280x720 30 15",
                "mode YUYV 160x120-640x480/16x8 1-60");
        cameras.plug(1, "caps metadata");
        cameras.plug(2, "caps output");
        cameras.plug(3, "caps m2m capture");
        cameras.plug(4, "denied");
        cameras.plug(5, "unopenable");
        cameras.plug(6, "mode H264 640x480 30");
        cameras.plug(7, "driver bcm2835-isp", "mode YUYV 640x480 30");
        var found = Cameras.list(cameras.posix());
        assertThat(found).extracting(Cameras.Found::path).containsExactly("/dev/video0", "/dev/video4", "/dev/video5",
                "/dev/video6");
        assertThat(found).extracting(Cameras.Found::isUsable).containsExactly(true, false, false, false);
        assertThat(found).extracting(Cameras.Found::cause).containsExactly(null,
                "no permission: add the user to group video", "busy: used by another program",
                "gives H.264 only, which Oriel cannot show yet");
        var desk = found.getFirst();
        assertThat(desk).extracting(Cameras.Found::card, Cameras.Found::driver, Cameras.Found::busInfo)
                .containsExactly("Desk camera", "uvcvideo", "usb-1");
        assertThat(desk.modes()).extracting(mode -> mode.code() + " " + mode.sizes() + " " + mode.rates())
                .containsExactly("MJPG 1280x720 [30, 15]", "YUYV 160x120-640x480 [1-60]");
        assertThat(cameras.openDescriptors()).isZero();
    }

    @Test
    void aFormatThatCannotBeAskedAboutIsOfferedWithoutItsSizes(@TempDir Path directory) throws IOException, InterruptedException {
        var cameras = new EmulatedCameras(directory);
        cameras.plug(0, "mode H264 640x480 30", "mode MJPG 1280x720 30", "unaskable H264 5 1", "formats end 61");
        cameras.plug(1, "mode H264 640x480 30", "unaskable H264 0 61");
        var found = Cameras.list(cameras.posix());
        assertThat(found.getFirst().modes()).extracting(mode -> mode.code() + " " + mode.sizes().isUntold() + " " + mode.rates())
                .containsExactly("H264 true []", "MJPG false [30]");
        assertThat(found.getFirst().cause()).isNull();
        assertThat(found.getLast().cause()).isEqualTo("gives H.264 only, which Oriel cannot show yet");
        assertThat(cameras.openDescriptors()).isZero();
    }

    @Test
    void aDeviceThatFailsAtTheFirstQuestionIsNotSaidToOfferNothing(@TempDir Path directory)
            throws IOException, InterruptedException {
        var cameras = new EmulatedCameras(directory);
        cameras.plug(0, "formats end 5");
        assertThat(Cameras.list(cameras.posix())).extracting(Cameras.Found::cause)
                .containsExactly("the device failed: VIDIOC_ENUM_FMT: Input/output error");
    }
}
