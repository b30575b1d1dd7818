package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.v4l2.EmulatedCameras;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cameras of this machine as a user meets them who has configured nothing, or asks them for what they cannot do; in a process of
/// its own.
class DevicesTest {
    private static final String MJPEG = "mode MJPG 320x240 30";

    @TempDir
    Path folder = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<OrielProcess> processes = new ArrayList<>();
    private Path library = Path.of("");

    @BeforeEach
    void build() throws IOException, InterruptedException {
        library = EmulatedCameras.library();
    }

    @AfterEach
    void close() {
        processes.forEach(OrielProcess::close);
    }

    private OrielProcess serve(String... words) throws IOException {
        var all = new ArrayList<>(List.of("serve", "--port", "0", "--set", "log.level=info"));
        all.addAll(List.of(words));
        var process = new OrielProcess(folder, Map.of("EMULATED_CAMERAS", folder.toString()),
                List.of("-Doriel.posix.library=" + library), all.toArray(String[]::new));
        processes.add(process);
        return process;
    }

    private void plug(int number, String... description) throws IOException {
        var draft = Files.write(folder.resolve("draft"), List.of(description));
        Files.move(draft, folder.resolve("video" + number), StandardCopyOption.ATOMIC_MOVE);
    }

    private void unplug(int number) throws IOException {
        Files.delete(folder.resolve("video" + number));
    }

    private HttpResponse<byte[]> ask(String method, String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + processes.getLast().port() + path))
                .method(method, BodyPublishers.ofString(body)).build();
        return client.send(request, BodyHandlers.ofByteArray());
    }

    private JsonObject json(String path) throws IOException, InterruptedException {
        return new JsonObject(new String(ask("GET", path, "").body(), StandardCharsets.UTF_8));
    }

    private Map<String, JsonObject> cameras() throws IOException, InterruptedException {
        return json("/api/cameras").getJsonArray("cameras").stream().map(JsonObject.class::cast)
                .collect(Collectors.toMap(camera -> camera.getString("name"), camera -> camera));
    }

    private String cause(String name) throws IOException, InterruptedException {
        return json("/api/cameras/" + name).getString("cause");
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100));
    }

    private boolean shows(String name) throws IOException, InterruptedException {
        return ask("GET", "/api/cameras/" + name + "/snapshot.jpg", "").statusCode() == 200;
    }

    // --- nothing configured

    @Test
    void aCameraWhosePicturesCannotBeShownIsListedWithTheCause() throws Exception {
        plug(0, "card Door Cam", "bus usb-1", "mode H264 1280x720 30", "mode HEVC 1280x720 30");
        plug(1, "card Door Cam", "bus usb-1", "caps metadata");
        plug(2, "card Door Cam", "bus usb-1", "mode MPEG 1280x720 30");
        plug(3, "card unicam", "bus platform:csi", "mode pRAA 1640x1232 30");
        plug(4, "card ISP", "bus platform:isp", "caps multiplanar", MJPEG);
        var oriel = serve();
        assertThat(oriel.said()).contains("door-cam");
        soon().until(() -> oriel.said().contains("Note: "));
        soon().until(() -> cameras().values().stream().filter(camera -> "lost".equals(camera.getString("state"))).count() == 3);
        assertThat(cameras()).containsOnlyKeys("door-cam", "unicam", "isp", "test");
        assertThat(cause("door-cam"))
                .isEqualTo("gives H.264 and H.265 only, which Oriel cannot show yet");
        assertThat(cause("unicam"))
                .isEqualTo("gives raw Bayer pictures only, which Oriel cannot show yet"
                        + " (cameras of a Raspberry Pi: libcamera:0)");
        assertThat(cause("isp")).isEqualTo("not supported: ISP gives multi-planar pictures only");
        assertThat(oriel.said())
                .contains("Note: Door Cam (/dev/video0): gives H.264 and H.265 only, which Oriel cannot show yet");
        assertThat(shows("test")).isTrue();
    }

    @Test
    void otherFilesOfADeviceThatCanBeUsedAreNoCameras() throws Exception {
        plug(0, "card Door Cam", "bus usb-1", "mode H264 1280x720 30");
        plug(1, "card Door Cam", "bus usb-1", MJPEG);
        plug(2, "card Infrared", "bus usb-1", "mode Z16\u00a0 640x480 30");
        serve();
        assertThat(cameras()).containsOnlyKeys("door-cam");
        assertThat(shows("door-cam")).isTrue();
    }

    @Test
    void aCameraThatComesLaterIsServedInPlaceOfTheTestPicture() throws Exception {
        var oriel = serve();
        assertThat(cameras()).containsOnlyKeys("test");
        plug(3, "card Desk camera", MJPEG);
        soon().until(() -> cameras().keySet().equals(Set.of("desk-camera")));
        assertThat(shows("desk-camera")).isTrue();
        assertThat(oriel.said()).contains("desk-camera: found at /dev/video3");
        plug(4, "card Desk camera", "bus usb-2", MJPEG);
        soon().until(() -> cameras().keySet().equals(Set.of("desk-camera", "desk-camera-2")));
        assertThat(shows("desk-camera-2")).isTrue();
        assertThat(shows("desk-camera")).isTrue();
    }

    @Test
    void theTestPictureStaysForAsLongAsSomebodyWatchesIt() throws Exception {
        var oriel = serve();
        try (var viewer = Viewer.connect(URI.create("ws://127.0.0.1:" + oriel.port() + "/api/cameras/test/live"))) {
            viewer.say("1");
            viewer.next();
            plug(0, "card Desk camera", MJPEG);
            soon().until(() -> cameras().containsKey("desk-camera"));
            assertThat(shows("desk-camera")).isTrue();
            viewer.say("1");
            viewer.next();
            assertThat(cameras()).containsKey("test");
        }
        soon().until(() -> cameras().keySet().equals(Set.of("desk-camera")));
    }

    @Test
    void aCameraKeepsItsNameUnderAnotherNumberAndInAnotherSocket() throws Exception {
        plug(0, "card Desk camera", "bus usb-1", MJPEG);
        plug(1, "card Desk camera", "bus usb-2", MJPEG);
        var oriel = serve();
        assertThat(cameras()).containsOnlyKeys("desk-camera", "desk-camera-2");
        unplug(1);
        plug(5, "card Desk camera", "bus usb-2", MJPEG);
        soon().until(() -> oriel.said().contains("settings read anew"));
        assertThat(shows("desk-camera-2")).isTrue();
        unplug(5);
        plug(6, "card Desk camera", "bus usb-3", MJPEG);
        soon().until(() -> shows("desk-camera-2"));
        assertThat(cameras()).containsOnlyKeys("desk-camera", "desk-camera-2");
        assertThat(shows("desk-camera")).isTrue();
        unplug(6);
        soon().until(() -> !shows("desk-camera-2"));
        assertThat(cameras()).as("what was pulled out is still listed").containsKey("desk-camera-2");
    }

    // --- what a device can do

    private JsonObject desk() throws IOException, InterruptedException {
        return json("/api/cameras/desk");
    }

    private int patch(String body) throws IOException, InterruptedException {
        return ask("PATCH", "/api/cameras/desk/settings", body).statusCode();
    }

    @Test
    void theDevicesModesAndWhatItGaveAreTold() throws Exception {
        plug(0, "mode MJPG 1280x720 30 25", "mode MJPG 640x480 60 30", "mode YUYV 160x120-800x600/16x8 1-15",
                "mode H264 1920x1080 30");
        serve("--camera", "desk=v4l2:/dev/video0");
        assertThat(desk().containsKey("modes")).isFalse();
        assertThat(desk().containsKey("given")).isFalse();
        assertThat(shows("desk")).isTrue();
        assertThat(desk().getJsonArray("modes")).isEqualTo(new JsonArray(
                """
                        [{"size":"1280x720","fps":[30,25]},{"size":"800x600","fps":[15,10,5,1]},{"size":"640x480","fps":[60,30,15,10,5,1]},
                         {"size":"640x360","fps":[15,10,5,1]},{"size":"320x240","fps":[15,10,5,1]}]"""));
        assertThat(desk().getJsonObject("given")).isEqualTo(new JsonObject().put("size", "1280x720").put("fps", 30));
        assertThat(patch("{\"size\":\"16384x1\",\"fps\":200}")).isEqualTo(400);
        assertThat(patch("{\"size\":\"2000x2000\",\"fps\":200}")).isEqualTo(200);
        soon().until(() -> shows("desk") && desk().getJsonObject("given") != null && desk().getString("state").equals("live"));
    }

    @Test
    void theOldSizeReturnsForEverybodyWhereTheDeviceCannotDoTheNewOne() throws Exception {
        plug(0, "mode MJPG 1280x720 30", "mode MJPG 640x480 30", "bandwidth 640x480");
        var words = new String[]{"--camera", "desk=v4l2:/dev/video0?size=640x480"};
        var oriel = serve(words);
        try (var viewer = Viewer.connect(URI.create("ws://127.0.0.1:" + oriel.port() + "/api/cameras/desk/live"))) {
            viewer.say("1");
            viewer.next();
            assertThat(patch("{\"size\":\"1280x720\",\"title\":\"Desk\"}")).isEqualTo(200);
            soon().until(() -> "640x480".equals(json("/api/cameras/desk/settings").getString("size")));
            viewer.say("1");
            viewer.next();
            soon().until(() -> "live".equals(desk().getString("state")));
            assertThat(desk().getString("cause")).startsWith("size 1280x720 was taken back: not enough USB bandwidth");
            assertThat(json("/api/cameras/desk/settings").getString("title")).isEqualTo("Desk");
        }
        assertThat(oriel.said()).containsOnlyOnce("cannot be had");
        var kept = folder.resolve("oriel-data/cameras.json");
        soon().until(() -> !Files.readString(kept).contains("1280x720"));
        oriel.close();
        Files.writeString(kept, "{\"desk\":{\"size\":\"1280x720\"}}");
        serve(words);
        assertThat(shows("desk")).as("with what was kept for another device").isTrue();
        soon().until(() -> !Files.readString(kept).contains("1280x720"));
    }

    @Test
    void aSizeOfTooManyPixelsIsRefusedWhateverTheSource() throws Exception {
        plug(0, "mode MJPG 640x480 30");
        for (var uri : List.of("test:?size=320x240", "v4l2:/dev/video0",
                "exec:ffmpeg -v error -re -f lavfi -i testsrc2=s=160x120:r=10 -f mjpeg -")) {
            var oriel = serve("--camera", "desk=" + uri);
            assertThat(patch("{\"size\":\"16384x16384\"}")).isEqualTo(400);
            assertThat(shows("desk")).isTrue();
            oriel.close();
        }
        serve("--camera", "desk=publish:");
        assertThat(patch("{\"size\":\"16384x16384\"}")).isEqualTo(400);
    }
}
