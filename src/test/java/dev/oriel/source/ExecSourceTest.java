package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
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
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo $$ > %s; exec sleep 60", "trap '' TERM; echo $$ > %s; while true; do sleep 1; done",
        "(sleep 60 & echo $! > %s); wait", "sh -c 'sh -c \"echo \\$\\$ > %s; sleep 60\"'; true",
        "printf G; echo $$ > %s; exec sleep 60", "setsid sh -c 'echo $$ > %s; exec sleep 60'",
        "setsid -f sh -c 'echo $$ > %s; exec sleep 60'; sleep 60", "setsid -f sh -c 'echo $$ > %s; exec sleep 60'",
        "(setsid nohup sh -c 'echo $$ > %s; exec sleep 60' > /dev/null 2>&1 &); sleep 60",
        "env -i setsid -w sh -c 'trap \"\" TERM; echo $$ > %s; sleep 60; sleep 60'; true", "sleep 60 & echo $! > %s; exit 3",
        "bash -mc 'sleep 60 & echo $! > %s; wait'"})
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

    @ParameterizedTest
    @ValueSource(strings = {"%s & exit 0", "(setsid %s &); exit 1", "sh -c '%s' & sh -c 'exit 2'"})
    void whatTheShellLeavesBehindIsShownUntilItsOutputEnds(String command) throws Exception {
        TestMedia.needs(TestMedia.installed("ffmpeg"), "ffmpeg");
        var sink = new RecordingSink(Integer.MAX_VALUE);
        var ffmpeg = "ffmpeg -loglevel info -stats -re -f lavfi -i testsrc2=size=160x120:rate=20 -frames:v 30 -f mjpeg -";
        assertThatThrownBy(() -> exec(command.formatted(ffmpeg)).run(sink)).isInstanceOf(LostException.class)
                .hasMessageStartingWith("ended with status ");
        assertThat(sink.shots).hasSize(30);
    }

    @Test
    void aLongLineOfStandardErrorIsCut() {
        assertThatThrownBy(() -> exec("head -c 50000000 /dev/zero | tr '\\0' x >&2; exit 3").run(new RecordingSink(1)))
                .isInstanceOf(LostException.class).hasMessage("ended with status 3: " + "x".repeat(200) + "…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "echo starting up; echo 'please wait'",
        "printf 'HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=B\r\n\r\n--B\r\n\r\n'",
        "printf '\n--B\r\n'", "printf 'G'; sleep 1; printf ' \377'", "head -c 40000 /dev/zero",
        "printf '\377\330\377'; head -c 3000 /dev/zero"})
    void picturesAreFoundBehindWhatComesBeforeThem(String before) throws Exception {
        TestMedia.needs(TestMedia.installed("ffmpeg"), "ffmpeg");
        var jpegs = new RecordingSink(5);
        exec(before + "; ffmpeg -v error -re -f lavfi -i testsrc2=size=160x120:rate=20 -f mjpeg -").run(jpegs);
        assertThat(jpegs.shots).hasSizeGreaterThanOrEqualTo(5); // two may come in one piece
        var packets = new RecordingSink(5);
        exec(before + "; ffmpeg -v error -re -f lavfi -i testsrc2=size=160x120:rate=20 -c:v mpeg1video -f mpegts -").run(packets);
        assertThat(packets.shots).hasSizeGreaterThanOrEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tail -c +100 clip.ts", "sed -n p clip.ts", "cat clip.m2ts", "sleep 1; cat clip.ts",
        "perl -e '$|=1; $/=\\1; print while <STDIN>' < clip.ts", "cat clip.mjpeg", "head -c 30000 clip.mjpeg; cat clip.mjpeg"})
    void aFinishedFileIsShownToItsEnd(String command) throws Exception {
        TestMedia.needs(TestMedia.installed("ffmpeg"), "ffmpeg");
        var make = "cd " + folder + "; I='-v error -f lavfi -i testsrc2=size=160x120:rate=20 -frames:v 20';"
                + " ffmpeg $I -c:v mpeg1video -f mpegts clip.ts; ffmpeg $I -c:v mpeg2video -f mpegts -mpegts_m2ts_mode 1 clip.m2ts;"
                + " ffmpeg $I clip.mjpeg; ";
        assertThat(new ProcessBuilder("sh", "-c", make).inheritIO().start().waitFor()).isZero();
        var sink = new RecordingSink(Integer.MAX_VALUE);
        assertThatThrownBy(() -> exec("cd " + folder + "; " + command).run(sink)).hasMessage("ended with status 0");
        assertThat(sink.shots).hasSizeGreaterThanOrEqualTo(18);
    }

    static Stream<Arguments> noPictures() {
        return Stream.of(arguments("echo hello", "text: \"hello\""),
                arguments("printf 'HTTP/1.1 401 Unauthorized\\r\\n\\r\\n'", "an HTTP answer: \"HTTP/1.1 401 Unauthorized\""),
                arguments("printf 'HTTP/1.1 200 OK\\r\\nContent-Type: text/html; charset=utf-8\\r\\n\\r\\n<html>'",
                        "an HTTP answer: \"HTTP/1.1 200 OK\", text/html"),
                arguments("echo '<!DOCTYPE html><title>Login</title>'", "a web page"),
                arguments("printf '\\000\\000\\000\\030ftypisom'", "an MP4 file"),
                arguments("printf '\\032\\105\\337\\243....'", "Matroska or WebM"),
                arguments("printf '\\000\\000\\000\\001\\147....'", "raw video without a container"),
                arguments("printf '\\211PNG\\r\\n\\032\\n'", "a PNG picture"), arguments("printf 'FLV\\001....'", "FLV"),
                arguments("head -c 70000 /dev/zero", "bytes that begin with 00 00 00 00"),
                arguments("echo rtsp://me:pw@host/", "text: \"rtsp://me:***@host/\""));
    }

    @ParameterizedTest
    @MethodSource("noPictures")
    void whatIsNoPictureIsNamed(String command, String what) {
        assertThatThrownBy(() -> exec(command).run(new RecordingSink(1))).isInstanceOf(LostException.class)
                .hasMessage("its output is neither MJPEG nor MPEG-TS, but " + what);
    }

    @Test
    void aContainerThatNobodyCanReadIsNamedAtOnce() {
        assertThatThrownBy(() -> exec("printf '\\000\\000\\000\\030ftypisom'; sleep 60").run(new RecordingSink(1)))
                .hasMessage("its output is neither MJPEG nor MPEG-TS, but an MP4 file");
    }

    @Test
    void rpicamThatIsNotInstalledIsSaid() {
        var source = new LibcameraSource(0, folder.toString(), TestMedia.CLOCKS);
        assertThatThrownBy(() -> source.run(new RecordingSink(1))).isInstanceOf(LostException.class)
                .hasMessageStartingWith("rpicam-vid is not installed: ");
    }

    @Test
    void rpicamIsAskedForWhatTheSettingsSay() throws Exception {
        var program = Files.createFile(folder.resolve("libcamera-vid"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        var settings = new CameraSettings("", new Size(1280, 720), 15.0, 70, 0, Flip.NONE, "");
        assertThat(String.join(" ", new LibcameraSource(1, "/nowhere:" + folder, TestMedia.CLOCKS).command(settings)))
                .isEqualTo(program + " --camera 1 --codec mjpeg --timeout 0 --nopreview --flush --quality 70"
                        + " --width 1280 --height 720 --framerate 15.00 --output -");
    }

    private static ExecSource exec(String command) {
        return new ExecSource(command, TestMedia.CLOCKS);
    }
}
