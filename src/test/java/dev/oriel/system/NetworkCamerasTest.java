package dev.oriel.system;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.http.HandServer;
import dev.oriel.http.ServerCertificate;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Cameras behind HTTP, from their socket to the track.
@Timeout(120)
class NetworkCamerasTest {
    private static final Duration DELAY = Duration.ofMillis(200);
    private static final NumberedJpegs PICTURES = new NumberedJpegs(320, 180, 0);

    @TempDir
    Path folder = Path.of("");

    private static boolean snapshot(OutputStream out) throws IOException {
        var picture = PICTURES.picture(1);
        out.write(("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: " + picture.length + "\r\n\r\n").getBytes(
                US_ASCII));
        out.write(picture);
        return true;
    }

    private static Track track(RunningOriel oriel, String name) {
        return oriel.hub().camera(name).orElseThrow().track();
    }

    private static void awaitState(Track track, TrackState state) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(track.state()).isEqualTo(state));
    }

    @Test
    void agesAddUpOverSeveralMachines() throws Exception {
        try (var oriel = RunningOriel.with();
                var link = new SlowLink(oriel.port(), new SlowLink.Shape(1e9, DELAY, 1 << 20), () -> _ -> {})) {
            oriel.camera("door").runAt(10);
            // It watches itself, as another machine would.
            oriel.change("cameras.far.uri", "http://127.0.0.1:" + link.port() + "/api/cameras/door/stream.mjpg");
            try (var watching = track(oriel, "far").subscribe(Runnable::run, () -> {})) {
                await().until(() -> watching.track().newest() != null);
                long ageMicros = FakeCamera.nowMicros() - requireNonNull(watching.track().newest()).capturedAtMicros();
                assertThat(Duration.ofNanos(ageMicros * 1000)).isBetween(DELAY, Duration.ofMinutes(1));
            }
        }
    }

    @Test
    void theSettingForCertificatesIsAppliedWhileRunning() throws Exception {
        var certificate = new ServerCertificate(folder);
        try (var camera = new HandServer(certificate.context(), (_, out) -> snapshot(out));
                var oriel = RunningOriel.with("cameras.door.uri", "https://me:secret@127.0.0.1:" + camera.port() + "/");
                var watching = track(oriel, "door").subscribe(Runnable::run, () -> {})) {
            awaitState(watching.track(), TrackState.LIVE);
            oriel.change("cameras.door.tls", "verify");
            awaitState(watching.track(), TrackState.lost("certificate not trusted"));
            oriel.change("cameras.door.tls", "sha256:" + certificate.sha256());
            awaitState(watching.track(), TrackState.LIVE);
        }
    }

    @Test
    void aSnapshotCameraThatFailsForLongIsLostWithItsReason() throws Exception {
        var broken = new AtomicBoolean();
        try (var camera = new HandServer((_, out) -> {
            if (broken.get()) {
                out.write("HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
                return true;
            }
            return snapshot(out);
        });
                var oriel = RunningOriel.with("cameras.door.uri", camera.url("/snap.jpg"), "cameras.door.silence", "2s");
                var watching = track(oriel, "door").subscribe(Runnable::run, () -> {})) {
            await().until(() -> watching.track().published() > 8);
            assertThat(watching.track().state()).isEqualTo(TrackState.LIVE);
            broken.set(true);
            awaitState(watching.track(), TrackState.lost("error in the server (5xx)"));
            broken.set(false);
            awaitState(watching.track(), TrackState.LIVE);
        }
    }
}
