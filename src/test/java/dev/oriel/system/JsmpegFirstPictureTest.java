package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How long the first viewer of a camera that nobody watched waits for a picture. The limit is generous for machines under load; on
/// a quiet one it is below a second, see docs/benchmarks/first-light.md.
@Tag("measured")
class JsmpegFirstPictureTest {
    private static final Duration LIMIT = Duration.ofSeconds(3);
    /// Far from the next key frame of what is published here, which may be ten seconds away.
    private static final Duration LIMIT_WHERE_PUBLISHED = Duration.ofSeconds(6);

    @TempDir
    private Path folder;

    private static Duration untilTheFirstPicture(RunningOriel oriel) throws Exception {
        long beganNanos = System.nanoTime();
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/cam/jsmpeg"))) {
            var first = viewer.next();
            assertThat(first.picture()[0]).isEqualTo((byte) 0x47);
            return Duration.ofNanos(first.atNanos() - beganNanos);
        }
    }

    private static void assertFirstPictureComesSoon(String uri) throws Exception {
        try (var oriel = RunningOriel.with("cameras.cam.uri", uri)) {
            assertThat(untilTheFirstPicture(oriel)).isLessThan(LIMIT);
        }
    }

    @Test
    void ofATestPicture() throws Exception {
        assertFirstPictureComesSoon("test:");
    }

    @Test
    void ofAFileWithKeyFramesFarApart() throws Exception {
        var clip = Files.write(folder.resolve("clip.ts"), Publishing.recorded("640x480", 100, Publishing.H264 + "0"));
        assertFirstPictureComesSoon("file:" + clip + "?loop=true");
    }

    @Test
    void ofWhatSomebodyPublishes() throws Exception {
        for (var words : new String[]{Publishing.MPEG1, Publishing.H264 + "0", Publishing.MJPEG}) {
            try (var oriel = RunningOriel.with("cameras.cam.uri", "publish:");
                    var ffmpeg = Ffmpeg.picture("640x480", words + " -method POST " + new Publishing(oriel).ingest("cam"))) {
                await().atMost(Duration.ofSeconds(10)).until(() -> new Publishing(oriel).state("cam").cause() == null);
                assertThat(untilTheFirstPicture(oriel)).isLessThan(LIMIT_WHERE_PUBLISHED);
                assertThat(ffmpeg.runs()).as(ffmpeg.said()).isTrue();
            }
        }
    }
}
