package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the program begins with FFmpeg's libraries on a machine that has never unpacked them.
class LibrariesSystemTest {
    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir
    Path folder = Path.of("");

    private OrielProcess oriel(Path cache, String... words) throws IOException {
        return new OrielProcess(folder, Map.of(), List.of("-Dorg.bytedeco.javacpp.cachedir=" + cache), words);
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aSourceThatEndsDuringTheFirstLoadSpoilsNothing() throws Exception {
        var cache = Files.createDirectory(folder.resolve("cache"));
        try (var oriel = oriel(cache, "serve", "--port", "0", "--camera", "test=test:?size=320x240", "--set",
                "cameras.test.silence=1s", "--set", "cameras.test.linger=0s")) {
            // Each viewer leaves after a moment, so that runs end while the libraries are being unpacked.
            for (int i = 0; i < 8; i++) {
                try (var impatient = new java.net.Socket("127.0.0.1", oriel.port())) {
                    impatient.getOutputStream()
                            .write("GET /api/cameras/test/stream.mjpg HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                    impatient.setSoTimeout(40);
                    try {
                        impatient.getInputStream().read(new byte[10]);
                        impatient.getInputStream().readNBytes(2000);
                    } catch (java.net.SocketTimeoutException e) {
                        // that was the point
                    }
                }
            }
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(get(oriel.port(), "/api/cameras/test/snapshot.jpg").statusCode()).isEqualTo(200));
            assertThat(oriel.said()).doesNotContain("cannot be loaded");
        }
    }

    @Test
    void aLoadThatFailedIsTriedAgain() throws Exception {
        var cache = Files.createDirectory(folder.resolve("cache"));
        var inTheWay = cache.resolve("ffmpeg-" + version() + ".jar");
        Files.createFile(inTheWay);
        try (var oriel = oriel(cache, "serve", "--port", "0", "--camera", "test=test:?size=320x240", "--set",
                "cameras.test.linger=1m")) {
            assertThat(get(oriel.port(), "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(oriel.port(), "/api/cameras/test/snapshot.jpg").statusCode()).isEqualTo(503);
            assertThat(get(oriel.port(), "/readyz").statusCode()).isEqualTo(503);
            Files.delete(inTheWay);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(get(oriel.port(), "/api/cameras/test/snapshot.jpg").statusCode()).isEqualTo(200));
            assertThat(get(oriel.port(), "/readyz").statusCode()).isEqualTo(200);
        }
    }

    private static String version() throws IOException {
        try (var files = Files.list(Path.of("target/lib"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.matches("ffmpeg-.*linux-.*\\.jar"))
                    .map(name -> name.substring("ffmpeg-".length(), name.length() - ".jar".length())).max(String::compareTo)
                    .orElseThrow();
        }
    }
}
