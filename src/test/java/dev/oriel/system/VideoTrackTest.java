package dev.oriel.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.oriel.frame.Codec;
import dev.oriel.hub.Camera;
import dev.oriel.hub.TrackState;
import dev.oriel.source.HlsEncoder;
import dev.oriel.source.HlsServer;
import dev.oriel.source.RtspServer;
import dev.oriel.testing.TakenVideo;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The H.264 of each kind of source, taken as it comes from a camera of a whole program, with and without pictures beside it.
class VideoTrackTest {
    private static final String WORDS = "-c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -g 15 -f mpegts";

    @TempDir
    Path folder = Path.of("");

    private final RunningOriel oriel = RunningOriel.with();

    @AfterEach
    void close() {
        oriel.close();
    }

    private Path film() throws IOException {
        return Files.write(folder.resolve("film.ts"), Publishing.recorded("320x240", 250, WORDS));
    }

    private Camera door() {
        return oriel.hub().camera("door").orElseThrow();
    }

    /// Watches first as a viewer of pictures does, of which each source learns what it gives.
    private void givesItsVideo() throws Exception {
        var camera = door();
        assertThat(camera.offered(Codec.H264)).as("before anybody has looked").isNull();
        try (var viewer = camera.track().subscribe(Runnable::run, () -> {})) {
            await().until(() -> viewer.availableBytes() > 0);
        }
        var track = requireNonNull(camera.offered(Codec.H264));
        try (var taken = TakenVideo.judged(track)) {
            await().until(() -> taken.count() > 20);
            long decoded = camera.counts().decoded();
            int packets = taken.count();
            await().until(() -> taken.count() > packets + 20);
            assertThat(camera.counts().decoded()).isEqualTo(decoded);
            assertThat(camera.track().state().phase()).isEqualTo(TrackState.Phase.LIVE);
            assertThat(requireNonNull(camera.pictureSize())).hasToString("320x240");
            try (var viewer = camera.track().subscribe(Runnable::run, () -> {})) {
                await().until(() -> viewer.availableBytes() > 0);
                assertThat(camera.counts().decoded()).isGreaterThan(decoded);
            }
            oriel.change("cameras.door.rotate", "90");
            assertThat(camera.offered(Codec.H264)).as("of a camera that is turned").isNull();
        }
        await().until(() -> !track.wanted());
    }

    @Test
    void aFile() throws Exception {
        oriel.change("cameras.door.uri", "file:" + film());
        givesItsVideo();
    }

    @Test
    void theOutputOfAProgram() throws Exception {
        oriel.change("cameras.door.uri", "exec:ffmpeg -v error -re -stream_loop -1 -i " + film() + " -c copy -f mpegts -");
        givesItsVideo();
    }

    @Test
    void rtsp() throws Exception {
        try (var server = RtspServer.start()) {
            oriel.change("cameras.door.uri", "rtsp://127.0.0.1:" + server.port() + "/h264");
            givesItsVideo();
        }
    }

    @Test
    void http() throws Exception {
        var film = Files.readAllBytes(film());
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "video/mp2t");
            exchange.sendResponseHeaders(200, 0);
            try (var body = exchange.getResponseBody()) {
                for (int at = 0; at < film.length; at += 1880) { // in about real time
                    body.write(film, at, Math.min(1880, film.length - at));
                    body.flush();
                    Thread.sleep(10_000L * 1880L / film.length);
                }
            } catch (IOException | InterruptedException e) {
                // The reader has left.
            }
        });
        server.setExecutor(Runnable::run);
        server.start();
        try {
            oriel.change("cameras.door.uri", "http://127.0.0.1:" + server.getAddress().getPort() + "/film.ts",
                    "cameras.door.linger", "20s");
            givesItsVideo();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void hls() throws Exception {
        try (var server = new HlsServer(folder);
                var _ = new HlsEncoder(folder, "-bf 0 -g 25 -keyint_min 25 -hls_time 1")) {
            HlsEncoder.awaitSegments(folder.resolve("live.m3u8"), 2);
            oriel.change("cameras.door.uri", server.url("/live.m3u8"), "cameras.door.linger", "20s");
            givesItsVideo();
        }
    }

    @Test
    void whatIsPublished() throws Exception {
        var publishing = new Publishing(oriel);
        oriel.change("cameras.door.uri", "publish:");
        try (var ffmpeg = Ffmpeg.picture("320x240", WORDS + " -method POST " + publishing.ingest("door"))) {
            await().atMost(Duration.ofSeconds(10)).until(() -> publishing.camera("door").getString("cause") == null);
            givesItsVideo();
            assertThat(ffmpeg.runs()).as(ffmpeg.said()).isTrue();
        }
    }

    /// A film of 720p30 in a loop, watched as JPEG and as H.264.
    @Test
    @Tag("measured")
    void itCostsAnEighthOfPicturesAtMost() throws Exception {
        var film = Files.write(folder.resolve("film.mp4"), Publishing.recorded("1280x720", 300,
                "-r 30 -c:v libx264 -preset veryfast -b:v 2700k -pix_fmt yuv420p -g 60 -bf 0 -movflags frag_keyframe -f mp4"));
        oriel.change("cameras.door.uri", "file:" + film + "?loop=true");
        double pictures;
        int shown;
        try (var viewer = TakenVideo.of(door().track())) {
            await().until(() -> viewer.count() > 60);
            int before = viewer.count();
            pictures = cpuSecondsOf(Duration.ofSeconds(8));
            shown = viewer.count() - before;
        }
        try (var viewer = TakenVideo.of(requireNonNull(door().offered(Codec.H264)))) {
            await().until(() -> viewer.count() > 60);
            int before = viewer.count();
            long decoded = door().counts().decoded();
            double video = cpuSecondsOf(Duration.ofSeconds(8));
            assertThat(door().counts().decoded()).isEqualTo(decoded);
            assertThat(viewer.count() - before).as("as many").isBetween((int) (0.95 * shown), (int) (1.05 * shown));
            System.out.println(
                    "H.264 took " + video + " s where " + shown + " pictures took " + pictures);
            assertThat(video).isLessThan(pictures / 8);
        }
    }

    /// Without the search for leaks, which writes down each use of a buffer: a fifth of what the video costs.
    private static double cpuSecondsOf(Duration time) throws InterruptedException {
        var machine = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        try {
            long before = machine.getProcessCpuTime();
            Thread.sleep(time);
            return (machine.getProcessCpuTime() - before) / 1e9;
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }
}
