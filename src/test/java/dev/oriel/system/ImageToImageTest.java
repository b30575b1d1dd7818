package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.testing.FreePorts;
import io.vertx.core.json.JsonObject;
import java.awt.Color;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// image-to-image-ws's two ports.
class ImageToImageTest {
    private static final byte[] PICTURE = ProcessTest.picture(400, 300, Color.RED);

    @TempDir
    Path folder;

    private final int port = FreePorts.next();
    private final int httpPort = FreePorts.next();

    private RunningOriel started(String... more) {
        var settings = new String[more.length + 4];
        System.arraycopy(new String[]{"compat.image-to-image.port", "" + port, "compat.image-to-image.httpPort", "" + httpPort},
                0,
                settings, 0, 4);
        System.arraycopy(more, 0, settings, 4, more.length);
        return RunningOriel.on(folder, settings);
    }

    private Viewer connect(String path) {
        return Viewer.connect(URI.create("ws://127.0.0.1:" + port + path));
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).header("Accept", "text/html").build(),
                BodyHandlers.ofString());
    }

    private static void assertGray(byte[] jpeg, int width, int height) throws IOException {
        var image = ProcessTest.decoded(jpeg);
        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
        var pixel = new Color(image.getRGB(width - 3, height - 3));
        assertThat(Math.abs(pixel.getRed() - pixel.getGreen())).isLessThan(6);
    }

    @Test
    void withoutKeysPicturesComeBackGrayAndSmallOnAnyPath() throws Exception {
        try (var oriel = started(); var client = connect("/"); var other = connect("/whatever?it=is")) {
            client.say(PICTURE);
            assertGray(client.next().picture(), 40, 30);
            other.say(PICTURE);
            assertGray(other.next().picture(), 40, 30);
            assertThat(oriel.port()).isPositive();
        }
    }

    @Test
    void aBadPictureOrATextIsAnsweredAndTheNextPictureComesBack() throws Exception {
        try (var oriel = started(); var client = connect("/")) {
            client.say(new byte[]{1, 2, 3});
            var error = new JsonObject(client.next().words());
            assertThat(error.getString("type")).isEqualTo("error");
            assertThat(error.getInteger("seq")).isEqualTo(1);
            client.say("hello");
            assertThat(new JsonObject(client.next().words()).containsKey("seq")).isFalse();
            client.say(PICTURE);
            assertGray(client.next().picture(), 40, 30);
            assertThat(oriel.port()).isPositive();
        }
    }

    @Test
    void itsOwnFileOfSettingsAppliesAlsoWhileRunning() throws Exception {
        Files.writeString(folder.resolve(".env"),
                "SERVER_WIDTH=80\nSERVER_HEIGHT=60\nCLIENT_WIDTH=320\nCLIENT_JPG_COMPRESSION=0.6\n");
        try (var oriel = started(); var client = connect("/")) {
            client.say(PICTURE);
            assertGray(client.next().picture(), 80, 60);
            var page = get(httpPort, "/client.html").body();
            assertThat(page).contains("data-width=\"320\"", "data-height=\"300\"", "data-quality=\"0.6\"", "data-port=\"" + port)
                    .doesNotContain("##");
            Files.writeString(folder.resolve(".env"), "SERVER_WIDTH=64\nSERVER_HEIGHT=20\n");
            oriel.change();
            client.say(PICTURE);
            assertGray(client.next().picture(), 64, 20);
            assertThat(get(httpPort, "/client.html").body()).contains("data-width=\"400\"");
        }
    }

    @Test
    void itsFileCountsForNothingWhileThesePortsAreOff() {
        try {
            Files.writeString(folder.resolve(".env"), "HTTP_PORT=nonsense\nHOST=nowhere.invalid\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        try (var oriel = RunningOriel.on(folder)) {
            assertThat(oriel.port()).isPositive();
        }
    }

    @Test
    void thePageIsServedThereAndNothingElse() throws Exception {
        try (var oriel = started()) {
            var page = get(httpPort, "/client.html");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Security-Policy").orElse("")).contains("script-src 'sha256-",
                    "connect-src ws://*:" + port);
            for (var path : new String[]{"/", "/.env", "/api/cameras", "/assets/wall.js", "/client.html/"}) {
                assertThat(get(httpPort, path).statusCode()).as(path).isEqualTo(404);
            }
            assertThat(get(port, "/").statusCode()).isEqualTo(426);
            assertThat(get(oriel.port(), "/client.html").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aPageOfOnesOwnIsFilled() throws Exception {
        var own = Files.writeString(folder.resolve("own.html"),
                "<p>##CLIENT_WIDTH##x##CLIENT_HEIGHT## at ##CLIENT_JPG_COMPRESSION##, ##OTHER##</p>");
        try (var oriel = started("compat.image-to-image.page", own.toString())) {
            var page = get(httpPort, "/client.html");
            assertThat(page.body()).isEqualTo("<p>400x300 at 0.5, ##OTHER##</p>");
            assertThat(page.headers().firstValue("Content-Security-Policy")).as("its owner says what it may").isEmpty();
            Files.delete(own);
            assertThat(get(httpPort, "/client.html").statusCode()).isEqualTo(500);
            assertThat(oriel.port()).isPositive();
        }
    }

    @Test
    void thePageMayBeOnTheServersOwnPort() throws Exception {
        try (var oriel = RunningOriel.on(folder, "compat.image-to-image.port", "" + port, "compat.image-to-image.httpPort",
                "" + httpPort, "server.port", "" + httpPort)) {
            await().untilAsserted(() -> assertThat(get(oriel.port(), "/client.html").statusCode()).isEqualTo(200));
            assertThat(get(oriel.port(), "/").body()).contains("Oriel");
        }
    }

    @Test
    void aPageOfAnotherPortOfThisHostMayConnectAndAForeignOneNot() {
        try (var oriel = started()) {
            assertThat(connects("http://127.0.0.1:" + httpPort)).isTrue();
            assertThat(connects("http://127.0.0.1:1")).isTrue();
            assertThat(connects("http://evil.example")).isFalse();
            assertThat(oriel.port()).isPositive();
        }
    }

    private boolean connects(String origin) {
        try {
            HttpClient.newHttpClient().newWebSocketBuilder().header("Origin", origin)
                    .buildAsync(URI.create("ws://127.0.0.1:" + port), new java.net.http.WebSocket.Listener() {
                    }).join().abort();
            return true;
        } catch (java.util.concurrent.CompletionException e) {
            return false;
        }
    }
}
