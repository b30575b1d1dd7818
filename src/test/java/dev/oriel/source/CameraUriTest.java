package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.hub.CameraSetting;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CameraUriTest {

    @Test
    void testPictureTakesOptions() {
        var uri = CameraUri.parse("test:?size=1280x720&fps=30");
        assertThat(uri.scheme()).isEqualTo("test");
        assertThat(uri.common()).containsOnly(Map.entry("size", "1280x720"), Map.entry("fps", "30"));
    }

    @ParameterizedTest
    @EnumSource
    void eachSettingButTheTitleIsAnOption(CameraSetting setting) {
        var address = "test:?" + setting.key() + "=" + setting.words().example();
        if (setting == CameraSetting.TITLE) {
            assertThatThrownBy(() -> CameraUri.parse(address)).hasMessageContaining("unknown option");
        } else {
            assertThat(CameraUri.parse(address).common()).containsOnly(Map.entry(setting.key(), setting.words().example()));
        }
    }

    @Test
    void deviceHasAPathAndItsOwnOption() {
        var uri = CameraUri.parse("v4l2:/dev/video0?format=mjpeg&fps=15");
        assertThat(uri.target()).isEqualTo("/dev/video0");
        assertThat(uri.options()).containsOnly(Map.entry("format", "mjpeg"));
        assertThat(uri.common()).containsOnly(Map.entry("fps", "15"));
    }

    @Test
    void cameraOnTheNetworkKeepsItsOwnQuery() {
        var uri = CameraUri.parse("rtsp://me:pw@camera/s?channel=1&fps=5&subtype=0");
        assertThat(uri.target()).isEqualTo("rtsp://me:pw@camera/s?channel=1&subtype=0");
        assertThat(uri.common()).containsOnly(Map.entry("fps", "5"));
    }

    @Test
    void optionsBehindTheHashLeaveTheQueryAlone() {
        var uri = CameraUri.parse("http://camera/video?fps=5#fps=2&rotate=180");
        assertThat(uri.target()).isEqualTo("http://camera/video?fps=5");
        assertThat(uri.common()).containsOnly(Map.entry("fps", "2"), Map.entry("rotate", "180"));
    }

    @Test
    void aLoopOverHttpStandsBehindTheHash() {
        var own = CameraUri.parse("http://camera/video?loop=true&x=1");
        assertThat(own.target()).isEqualTo("http://camera/video?loop=true&x=1");
        assertThat(own.options()).isEmpty();
        var looped = CameraUri.parse("https://camera/clip.mp4?loop=3#loop=true");
        assertThat(looped.target()).isEqualTo("https://camera/clip.mp4?loop=3");
        assertThat(looped.options()).containsOnly(Map.entry("loop", "true"));
    }

    @Test
    void commandMayHoldAQuestionMark() {
        assertThat(CameraUri.parse("exec:fetch 'http://x/?a=b'").target()).isEqualTo("fetch 'http://x/?a=b'");
        assertThat(CameraUri.parse("exec:fetch -?rotate=90").common()).containsOnly(Map.entry("rotate", "90"));
    }

    @Test
    void passwordsAreMasked() {
        assertThat(CameraUri.parse("rtsp://me:p%40w@camera/s").masked()).isEqualTo("rtsp://me:***@camera/s");
        assertThat(CameraUri.parse("http://camera/s?user=a&password=b").masked())
                .isEqualTo("http://camera/s?user=a&password=***");
    }

    @Test
    void aPasswordThatIsNotEncodedIsExplainedAndNotShown() {
        for (var wrong : new String[]{"rtsp://admin:se/cret@camera/s", "rtsp://admin:se?cret@camera/s",
            "http://admin:se#cret@camera/s",
            "rtsp://admin:12x/se/cret@camera/s", "rtsp://admin:my secret@camera/s", "rtsp://admin:se/cr@et@camera:554/s?fps=2"}) {
            assertThatThrownBy(() -> CameraUri.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("%2F for /").hasMessageNotContaining("cret");
        }
        for (var wrong : new String[]{"http://camera/s?pw=ab#secret", "http://camera/s?pw=ab#secret=1",
            "http://camera/s#fps=%secret"}) {
            assertThatThrownBy(() -> CameraUri.parse(wrong)).as(wrong).hasMessageNotContaining("secret");
        }
    }

    @Test
    void addressesThatAreAsTheyShouldBeAreTaken() {
        for (var right : new String[]{"rtsp://admin:p@ss@camera/s", "rtsp://admin:p%2Fw@camera/s", "http://camera:8080/x@y",
            "http://camera/x?mail=a@b", "http://[fe80::1]:8080/x@y", "http://admin:pw@camera/path@2x.jpg",
            "http://camera#fps=2"}) {
            assertThat(CameraUri.parse(right).target()).isNotEmpty();
        }
    }

    @Test
    void wrongAddressesSayWhatIsAllowed() {
        for (var wrong : new String[]{"", "door", "ftp://x", "rtsp:camera", "rtsp://", "http://me:pw@/x", "http://a b/", "v4l2:",
            "v4l2:video0",
            "v4l2:/dev/video0?format=h264", "file:", "exec:", "libcamera:front", "test:?colour=red", "file:a?loop=maybe",
            "test:x",
            "rtsp://x/?transport=carrier-pigeon", "test:?fps=%zz"}) {
            assertThatThrownBy(() -> CameraUri.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> CameraUri.parse("rtsp://me:secret@")).hasMessageNotContaining("secret");
    }

    @Test
    void aPublishedCameraHasNoSourceOfItsOwn() {
        assertThat(CameraUri.parse("publish:").isPublished()).isTrue();
        assertThat(CameraUri.parse("publish:?rotate=180").isPublished()).isTrue();
        assertThat(CameraUri.parse("test:").isPublished()).isFalse();
        assertThatThrownBy(() -> CameraUri.parse("publish:door")).hasMessageContaining("publish: alone");
    }

    @Test
    void encryptedStreamsComeOverTcpOnly() {
        assertThat(CameraUri.parse("rtsps://camera/s?transport=tcp").options()).containsOnly(Map.entry("transport", "tcp"));
        assertThat(CameraUri.parse("rtsp://camera/s?transport=udp").options()).containsOnly(Map.entry("transport", "udp"));
        assertThatThrownBy(() -> CameraUri.parse("rtsps://camera/s?transport=udp")).hasMessageContaining("past the encryption");
    }

    @Test
    void aStreamOfTheNetworkHasAHost() {
        for (var wrong : new String[]{"rtsp:camera", "rtsp://", "rtsp:///s", "rtsp://me:pw@", "rtsp://a b/s", "rtsps://"}) {
            assertThatThrownBy(() -> CameraUri.parse(wrong)).as(wrong).hasMessageStartingWith("allowed: a host, such as rtsp");
        }
    }
}
