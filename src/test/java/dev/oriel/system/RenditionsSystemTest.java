package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.Oriel;
import dev.oriel.config.SettingsReader;
import dev.oriel.frame.Packet;
import dev.oriel.system.WallClient.Picture;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole server with a camera of 1920x1080 pixels, and real connections to it.
class RenditionsSystemTest {
    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<WallClient> clients = new ArrayList<>();
    private Oriel oriel;

    @BeforeEach
    void starts() throws Exception {
        var words = new LinkedHashMap<String, String>();
        words.put("server.port", "0");
        words.put("cameras.door.uri", "test:");
        words.put("cameras.door.size", "1920x1080");
        words.put("cameras.door.fps", "15");
        words.put("cameras.door.linger", "1s");
        var settings = SettingsReader.read(new SettingsReader.Inputs(words, Map.of(), folder, null), uri -> Map.of());
        oriel = new Oriel(settings, folder).start();
    }

    @AfterEach
    void leavesNothingBehind() {
        clients.forEach(WallClient::close);
        var track = oriel.hub().track("door");
        await().atMost(Duration.ofSeconds(10)).until(() -> track.subscriptions() == 0 && !track.wanted());
        await().atMost(Duration.ofSeconds(10)).until(() -> track.state().phase().word().equals("idle"));
        http.shutdownNow();
        oriel.close();
        await().atMost(Duration.ofSeconds(5)).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("oriel-codec-")
                        || thread.getName().startsWith("oriel-source-")));
    }

    private WallClient client(String... messages) {
        var client = new WallClient("ws://127.0.0.1:" + oriel.port() + "/api/cameras/door/live");
        clients.add(client);
        for (var message : messages) {
            client.send(new JsonObject(message));
        }
        return client;
    }

    private static String view(int width, int height) {
        return new JsonObject().put("type", "view").put("width", width).put("height", height).encode();
    }

    private static void got(WallClient client, int pictures) {
        int before = client.pictures().size();
        await().atMost(Duration.ofSeconds(60)).until(() -> client.pictures().size() >= before + pictures);
    }

    private static void assertRising(WallClient client) {
        var numbers = client.pictures().stream().map(Picture::sequence).toList();
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void eachRenditionIsEncodedAtMostOncePerFrameHoweverManyWatch() throws Exception {
        for (int width : new int[]{426, 640, 854}) {
            for (int i = 0; i < 2; i++) {
                client(view(width, width));
            }
        }
        for (var client : clients) {
            got(client, 8);
        }
        var encoded = metrics();
        long published = oriel.hub().track("door").published(); // after the metrics, so that it cannot be too few
        for (int width : new int[]{426, 640, 854}) {
            var rung = "oriel_frames_encoded_total{camera=\"door\",quality=\"80\",width=\"" + width + "\"}";
            assertThat(encoded).containsKey(rung);
            assertThat(Objects.requireNonNull(encoded.get(rung))).isBetween(8.0, (double) published);
        }
        clients.forEach(RenditionsSystemTest::assertRising);
    }

    private Map<String, Double> metrics() throws Exception {
        var found = new LinkedHashMap<String, Double>();
        for (var line : get("/metrics", HttpResponse.BodyHandlers.ofString()).body().lines().toList()) {
            int space = line.lastIndexOf(' ');
            if (!line.startsWith("#")) {
                found.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
            }
        }
        return found;
    }

    private <T> HttpResponse<T> get(String path, HttpResponse.BodyHandler<T> body) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + oriel.port() + path)).build(), body);
    }

    @Test
    void pictureIsNeverLargerThanTheViewAndChangesAreAnnounced() {
        var client = client();
        got(client, 3);
        for (int width : new int[]{640, 1920, 426, 854}) {
            client.send(new JsonObject(view(width, 4000)));
            await().atMost(Duration.ofSeconds(60)).until(() -> client.pictures().getLast().width() == width);
            int at = client.pictures().size();
            got(client, 5);
            assertThat(client.pictures().subList(at, at + 5)).allMatch(picture -> picture.width() == width);
        }
        assertRising(client);
        assertThat(client.pictures()).allSatisfy(picture -> {
            var said = Objects.requireNonNull(picture.said());
            assertThat(said.getInteger("width")).isEqualTo(picture.width());
            assertThat(said.getInteger("height")).isEqualTo(picture.height());
            assertThat(said.getString("reason")).isEqualTo(picture.width() == 1920 ? "source" : "view");
            assertThat(said.getValue("quality")).isEqualTo(picture.width() == 1920 ? null : (Integer) 80);
        });
        assertThat(client.texts("rendition").stream().map(one -> one.getInteger("width"))).containsExactly(1920, 640, 1920, 426,
                854);
    }

    @Test
    void viewersGetTheSourceForAWhileAfterACodecError() {
        var client = client(view(640, 640));
        await().atMost(Duration.ofSeconds(60)).until(() -> client.pictures().stream().anyMatch(one -> one.width() == 640));
        await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(60)).until(() -> {
            var tooHigh = Packet.buffer(1024).writeBytes(new NumberedJpegs(16, 16, 0).picture(1));
            oriel.hub().track("door").publish(tooHigh, 16, 65_535, FakeCamera.nowMicros());
            return failures() > 0;
        });
        await().atMost(Duration.ofSeconds(60)).until(() -> client.pictures().getLast().width() == 1920);
        await().atMost(Duration.ofSeconds(60)).until(() -> client.pictures().getLast().width() == 640);
        assertRising(client);
    }

    private double failures() throws Exception {
        return metrics().getOrDefault("oriel_frames_undecodable_total{camera=\"door\"}", 0.0);
    }

    @Test
    void viewerWithoutAViewGetsTheCamerasOwnBytes() throws Exception {
        var sharp = client("{\"type\":\"view\",\"mode\":\"sharp\"}");
        var silent = client();
        got(sharp, 10);
        got(silent, 10);
        assertThat(clients).allSatisfy(client -> assertThat(client.pictures()).allMatch(picture -> picture.width() == 1920));
        assertThat(metrics().keySet()).noneMatch(name -> name.startsWith("oriel_frames_encoded_total{"));
        assertThat(clients).allSatisfy(client -> assertThat(client.texts("rendition")).hasSize(1));
    }

    @Test
    void viewersThatAnswerNothingMakeNothingBeEncoded() throws Exception {
        var client = client(view(640, 360));
        got(client, 3);
        client.acknowledges(false);
        var rung = "oriel_frames_encoded_total{camera=\"door\",quality=\"80\",width=\"640\"}";
        var before = new double[1];
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofSeconds(2)).until(() -> {
            double now = Objects.requireNonNull(metrics().get(rung));
            boolean same = now == before[0];
            before[0] = now;
            return same;
        });
        assertThat(oriel.hub().track("door").state().isLive()).isTrue();
    }

    @Test
    void pausedViewerKeepsNothingRunning() {
        var client = client(view(640, 360));
        got(client, 3);
        client.send(new JsonObject("{\"type\":\"pause\"}"));
        await().atMost(Duration.ofSeconds(10)).until(() -> oriel.hub().track("door").state().phase().word().equals("idle"));
        client.send(new JsonObject("{\"type\":\"resume\"}"));
        got(client, 3);
        assertRising(client);
    }

    @Test
    void snapshotIsExactlyAsWideAsAsked() throws Exception {
        // The first loads FFmpeg, on this machine's disk perhaps for longer than a snapshot is waited for.
        await().atMost(Duration.ofSeconds(60)).until(
                () -> get("/api/cameras/door/snapshot.jpg?width=16", HttpResponse.BodyHandlers.ofByteArray())
                        .statusCode() == 200);
        for (int width : new int[]{16, 333, 1000, 1920, 5000}) {
            var answer = get("/api/cameras/door/snapshot.jpg?width=" + width, HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(ImageIO.read(new ByteArrayInputStream(answer.body())).getWidth()).isEqualTo(Math.min(width, 1920));
        }
        for (var bad : new String[]{"15", "0", "-1", "x", "100.5", "99999", "NaN", ""}) {
            var answer = get("/api/cameras/door/snapshot.jpg?width=" + bad, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(bad).isEqualTo(400);
            assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("message")).startsWith("width is a ");
        }
    }

    @Test
    void streamIsTheNextWidthOfTheLadder() throws Exception {
        var answer = get("/api/cameras/door/stream.mjpg?width=600&fps=10", HttpResponse.BodyHandlers.ofInputStream());
        try (var body = answer.body()) {
            var seen = new String(body.readNBytes(60_000), java.nio.charset.StandardCharsets.ISO_8859_1);
            int start = seen.indexOf("\u00ff\u00d8");
            var jpeg = seen.substring(start).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThat(ImageIO.read(new ByteArrayInputStream(jpeg)).getWidth()).isEqualTo(640);
        }
    }

    @Test
    void camerasOfAWallHaveViewsOfTheirOwn() {
        var client = new WallClient("ws://127.0.0.1:" + oriel.port() + "/api/live");
        clients.add(client);
        var watch = new JsonObject().put("name", "door").put("width", 426).put("height", 240).put("priority", "selected");
        client.send(new JsonObject().put("type", "watch").put("cameras", new JsonArray().add(watch)));
        got(client, 5);
        assertThat(client.pictures()).allMatch(picture -> picture.width() == 426);
        client.send(new JsonObject().put("type", "watch").put("cameras", new JsonArray().add(watch.put("priority", "off"))));
        await().atMost(Duration.ofSeconds(10)).until(() -> oriel.hub().track("door").state().phase().word().equals("idle"));
    }
}
