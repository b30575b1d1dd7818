package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.bus.RedisServer;
import dev.oriel.testing.FreePorts;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a camera's mask hides is in no form of its pictures, under no address, on no port and under no key of the bus.
@Timeout(120)
class MaskedCameraTest {
    /// Hides all of the picture.
    private static final String MASK = "pixelate=1";
    private static final Duration COMES_WITHIN = Duration.ofSeconds(20);
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(40);
    private static final int COMPRESSION_NOISE = 12;
    private static final int FRAME_HEADER_BYTES = 24;

    @TempDir
    Path folder = Path.of("");

    private final HttpClient http = HttpClient.newHttpClient();

    private static void assertMasked(String form, BufferedImage image) {
        int least = 255;
        int most = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int green = image.getRGB(x, y) >> 8 & 0xff;
                least = Math.min(least, green);
                most = Math.max(most, green);
            }
        }
        assertThat(most - least).as(form).isLessThan(COMPRESSION_NOISE);
    }

    private static void assertMasked(String form, byte[] jpeg) throws IOException {
        var image = ImageIO.read(new ByteArrayInputStream(jpeg));
        assertThat(image).as(form).isNotNull();
        assertMasked(form, image);
    }

    /// A real decoder looks at a piece of MPEG.
    private void assertMaskedVideo(String form, String format, Viewer viewer) throws Exception {
        var file = folder.resolve("video.bin");
        Files.write(file, new byte[0]);
        for (int i = 0; i < 30; i++) {
            Files.write(file, viewer.next().picture(), java.nio.file.StandardOpenOption.APPEND);
        }
        try (var ffmpeg = Ffmpeg.start("ffmpeg", "-y -v error -f " + format + " -i " + file + " -frames:v 3 "
                + folder.resolve("video%d.png"))) {
            assertThat(ffmpeg.ended()).as(form + ": " + ffmpeg.said()).isZero();
        }
        for (int i = 1; i <= 3; i++) {
            assertMasked(form, ImageIO.read(folder.resolve("video" + i + ".png").toFile()));
        }
    }

    private byte[] get(URI address) throws IOException, InterruptedException {
        var answer = http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(address.toString()).isEqualTo(200);
        return answer.body();
    }

    private byte[] firstPart(URI address) throws IOException, InterruptedException {
        try (var body = http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofInputStream()).body()) {
            var head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                head.append((char) body.read());
            }
            return body.readNBytes(Integer.parseInt(head.toString().replaceAll("(?s).*Content-Length: (\\d+).*", "$1")));
        }
    }

    private void assertAllFormsMasked(RunningOriel oriel, int socketPort, int relayPort) throws Exception {
        for (var path : List.of("/api/cameras/cam/snapshot.jpg", "/api/cameras/cam/snapshot.jpg?width=160")) {
            assertMasked(path, get(oriel.http(path)));
        }
        for (var path : List.of("/api/cameras/cam/stream.mjpg", "/api/cameras/cam/stream.mjpg?width=160&fps=5")) {
            assertMasked(path, firstPart(oriel.http(path)));
        }
        for (var path : List.of("/api/cameras/cam/live", "/websocket")) {
            try (var viewer = Viewer.connect(oriel.ws(path))) {
                viewer.say("more");
                assertMasked(path, viewer.next().picture());
            }
        }
        try (var viewer = Viewer.connect(oriel.ws("/ws"))) {
            viewer.say("1");
            assertMasked("/ws", Base64.getDecoder().decode(viewer.next().words()));
        }
        for (var path : List.of("/api/cameras/cam/live", "/api/live")) {
            try (var viewer = Viewer.connect(oriel.ws(path), "oriel.v1")) {
                viewer.say(
                        "{\"type\":\"watch\",\"cameras\":[{\"name\":\"cam\",\"width\":320,\"height\":240,\"priority\":\"visible\"}]}");
                var message = viewer.next();
                while (message.text() != null || message.bytes().length <= FRAME_HEADER_BYTES) {
                    message = viewer.next();
                }
                assertMasked(path, Arrays.copyOfRange(message.picture(), FRAME_HEADER_BYTES, message.picture().length));
            }
        }
        for (var address : List.of(oriel.ws("/api/cameras/cam/jsmpeg"), URI.create("ws://127.0.0.1:" + relayPort + "/"))) {
            try (var viewer = Viewer.connect(address)) {
                assertMaskedVideo(address.getPath(), "mpegts", viewer);
            }
        }
        try (var viewer = Viewer.connect(oriel.ws("/api/cameras/cam/jsmpeg?format=es"))) {
            assertMaskedVideo("jsmpeg?format=es", "mpegvideo", viewer);
        }
        try (var viewer = Viewer.connect(URI.create("ws://127.0.0.1:" + socketPort + "/"))) {
            viewer.next(); // its header
            assertMaskedVideo("pistreaming", "mpegvideo", viewer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Publishing.MPEG1, Publishing.MJPEG, Publishing.H264})
    void whateverIsPublishedIsMaskedInEveryForm(String codec) throws Exception {
        int httpPort = FreePorts.next();
        int socketPort = FreePorts.next();
        int relayPort = FreePorts.next();
        try (var oriel = RunningOriel.with("cameras.cam.uri", "publish:", "cameras.cam.filter", MASK, "compat.pistreaming.port",
                Integer.toString(socketPort), "compat.pistreaming.httpPort", Integer.toString(httpPort), "compat.jsmpeg.outPort",
                Integer.toString(relayPort), "compat.jsmpeg.inPort", Integer.toString(FreePorts.next()),
                "compat.jsmpeg.camera", "cam");
                var ffmpeg = Ffmpeg.picture("320x240", codec + " -method POST " + new Publishing(oriel).ingest("cam"))) {
            await().atMost(COMES_WITHIN).ignoreExceptions()
                    .until(() -> get(oriel.http("/api/cameras/cam/snapshot.jpg")).length > 0);
            assertAllFormsMasked(oriel, socketPort, relayPort);
            assertThat(ffmpeg.runs()).as(ffmpeg.said()).isTrue();
        }
    }

    @Test
    void aMaskThatComesWhilePeopleWatchHidesWhatIsKeptForThoseWhoJoin() throws Exception {
        try (var oriel = RunningOriel.with("cameras.cam.uri", "publish:");
                var ffmpeg = Ffmpeg.picture("320x240",
                        Publishing.MPEG1 + " -method POST " + new Publishing(oriel).ingest("cam"))) {
            await().atMost(COMES_WITHIN).ignoreExceptions()
                    .until(() -> get(oriel.http("/api/cameras/cam/snapshot.jpg")).length > 0);
            try (var player = Viewer.connect(oriel.ws("/api/cameras/cam/jsmpeg"))) {
                player.next();
                assertThat(filter(oriel, MASK)).isEqualTo(200);
                assertMasked("snapshot.jpg", get(oriel.http("/api/cameras/cam/snapshot.jpg")));
                try (var joins = Viewer.connect(oriel.ws("/api/cameras/cam/jsmpeg"))) {
                    assertMaskedVideo("jsmpeg", "mpegts", joins);
                }
                assertThat(filter(oriel, "nosuch")).isEqualTo(400);
                assertMasked("snapshot.jpg", get(oriel.http("/api/cameras/cam/snapshot.jpg")));
            }
            assertThat(ffmpeg.runs()).as(ffmpeg.said()).isTrue();
        }
    }

    private int filter(RunningOriel oriel, String filter) throws IOException, InterruptedException {
        var body = new JsonObject().put("filter", filter).encode();
        return http.send(HttpRequest.newBuilder(oriel.http("/api/cameras/cam/settings"))
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)).build(), BodyHandlers.discarding()).statusCode();
    }

    @Test
    void aFilterThatFailsCostsThePicturesAndNotTheMask() throws Exception {
        try (var oriel = RunningOriel.with("cameras.cam.uri", "test:?size=320x240&fps=20", "cameras.cam.filter",
                "resize=16000:16000," + MASK);
                var viewer = Viewer.connect(oriel.ws("/api/cameras/cam/live"))) {
            viewer.say("more");
            await().atMost(COMES_WITHIN).until(() -> oriel.hub().camera("cam").orElseThrow().track().state().phase().word()
                    .equals("lost"));
            assertThat(oriel.hub().camera("cam").orElseThrow().track().state().cause()).contains("limits.pixels");
            assertThat(oriel.hub().camera("cam").orElseThrow().track().published()).isZero();
            assertThat(filter(oriel, MASK)).isEqualTo(200);
            assertMasked("live", viewer.next().picture());
        }
    }

    @Test
    void aLockedFilterCannotBeTakenAway() throws Exception {
        try (var oriel = RunningOriel.with("cameras.cam.uri", "test:?size=320x240", "cameras.cam.filter", MASK,
                "cameras.cam.locked",
                "filter")) {
            assertThat(filter(oriel, "")).isEqualTo(400);
            assertMasked("snapshot.jpg", get(oriel.http("/api/cameras/cam/snapshot.jpg")));
        }
    }

    @Test
    void whatIsOnTheBusIsMasked() throws Exception {
        try (var redis = RedisServer.start()) {
            var recorder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1", "-cp",
                    System.getProperty("java.class.path"), "dev.oriel.Main", "record", "--bus", redis.url(), "--camera",
                    "cam=test:?size=320x240&filter=pixelate%3D1", "--data", folder.toString(), "--set", "bus.plain=true", "--set",
                    "compat.hello-websocket=true").directory(folder.toFile()).inheritIO().start();
            try {
                for (var key : List.of("oriel:jpeg:cam", "image", "oriel:frame:cam")) {
                    await().atMost(STARTS_WITHIN).until(() -> redis.bytes(key) != null);
                    var bytes = Objects.requireNonNull(redis.bytes(key));
                    int header = key.contains("frame") ? FRAME_HEADER_BYTES : 0;
                    assertMasked(key, Arrays.copyOfRange(bytes, header, bytes.length));
                }
            } finally {
                recorder.destroyForcibly().waitFor();
            }
        }
    }
}
