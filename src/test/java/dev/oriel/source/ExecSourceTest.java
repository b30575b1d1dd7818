package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecSourceTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void motionJpeg() throws Exception {
        TestMedia.needs(TestMedia.installed("ffmpeg"), "ffmpeg");
        var sink = new RecordingSink(10);
        exec("ffmpeg -v error -f lavfi -i testsrc2=size=320x240:rate=30 -f mjpeg -").run(sink);
        assertThat(sink.shots).hasSizeGreaterThanOrEqualTo(10);
        assertThat(sink.told).containsExactly("MJPEG 320x240");
    }

    @Test
    void transportStream() throws Exception {
        TestMedia.needs(TestMedia.installed("ffmpeg"), "ffmpeg");
        var sink = new RecordingSink(10);
        exec("ffmpeg -v error -re -f lavfi -i testsrc2=size=320x240:rate=30 -c:v libx264 -tune zerolatency -g 15 -f mpegts -")
                .run(sink);
        assertThat(sink.shots).hasSizeGreaterThanOrEqualTo(10).allMatch(shot -> shot.size().equals("320x240"));
        assertThat(sink.told.getFirst()).startsWith("H.264 320x240");
    }

    @Test
    void theCauseIsTheLastLineOfStandardError() {
        assertThatThrownBy(
                () -> exec("echo first >&2; echo no camera on rtsp://me:pw@host/ >&2; exit 3").run(new RecordingSink(1)))
                .isInstanceOf(LostException.class).hasMessage("ended with status 3: no camera on rtsp://me:***@host/");
        assertThatThrownBy(() -> exec("grab() { echo me/s3cret was refused >&2; return 3; }; grab --pass s3cret").run(
                new RecordingSink(1))).hasMessage("ended with status 3: me/*** was refused");
        assertThatThrownBy(() -> exec("true").run(new RecordingSink(1))).hasMessage("ended with status 0");
        assertThatThrownBy(() -> exec("kill -9 $$").run(new RecordingSink(1))).hasMessage("ended by signal 9");
        assertThatThrownBy(() -> exec("echo hello; sleep 60").run(new RecordingSink(1)))
                .hasMessage("its output is neither MJPEG nor MPEG-TS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo $$ > %s; exec sleep 60", "trap '' TERM; echo $$ > %s; while true; do sleep 1; done",
        "(sleep 60 & echo $! > %s); wait", "sh -c 'sh -c \"echo \\$\\$ > %s; sleep 60\"'; true",
        "printf G; echo $$ > %s; exec sleep 60"})
    void stopEndsEverythingThatItStarted(String command) throws Exception {
        var pidFile = folder.resolve("pid");
        var sink = new RecordingSink(1);
        var source = exec(command.formatted(pidFile));
        var ended = new CountDownLatch(1);
        Thread.ofPlatform().start(() -> {
            try {
                source.run(sink);
            } catch (IOException | InterruptedException _) {
                // Either is an end.
            }
            ended.countDown();
        });
        await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(pidFile) && Files.readString(pidFile).endsWith("\n"));
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        assertThat(ProcessHandle.of(pid)).isPresent();
        sink.stop();
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        await().atMost(Duration.ofSeconds(10)).until(() -> ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void rpicamThatIsNotInstalledIsSaid() {
        var source = new LibcameraSource(0, folder.toString(), TestMedia::clock);
        assertThatThrownBy(() -> source.run(new RecordingSink(1))).isInstanceOf(LostException.class)
                .hasMessageStartingWith("rpicam-vid is not installed: ");
    }

    @Test
    void rpicamIsAskedForWhatTheSettingsSay() throws Exception {
        var program = Files.createFile(folder.resolve("libcamera-vid"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        var settings = new CameraSettings("", new Size(1280, 720), 15.0, 70, 0, Flip.NONE, "");
        assertThat(String.join(" ", new LibcameraSource(1, "/nowhere:" + folder, TestMedia::clock).command(settings)))
                .isEqualTo(program + " --camera 1 --codec mjpeg --timeout 0 --nopreview --flush --quality 70"
                        + " --width 1280 --height 720 --framerate 15.00 --output -");
    }

    private static ExecSource exec(String command) {
        return new ExecSource(command, TestMedia::clock);
    }
}
