package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What works without epoll, pages of the kernel, V4L2 and FFmpeg, as on a system for which there is none of them.
class PortableCoreTest {
    private static final int HTTP_OK = 200;

    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir
    Path folder = Path.of("");

    private HttpResponse<byte[]> get(int port, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                BodyHandlers.ofByteArray());
    }

    @Test
    void withoutEpollViewersGetThePicturesOfACamera() throws Exception {
        try (var oriel = new OrielProcess(folder, Map.of(), List.of("-Dio.netty.transport.noNative=true"), "serve", "--port", "0",
                "--camera", "test=test:?size=320x240")) {
            assertThat(get(oriel.port(), "/api/cameras/test/snapshot.jpg").statusCode()).isEqualTo(HTTP_OK);
            var bench = OrielProcess.run(folder, Map.of(), "bench", "http://127.0.0.1:" + oriel.port() + "/", "--seconds", "1",
                    "--warm-up",
                    "0");
            assertThat(bench.code()).as(bench.said()).isZero();
        }
    }

    @Test
    void withoutNativeCodePublishedPicturesPassThroughAndOtherCamerasSayWhyTheyAreLost() throws Exception {
        var picture = new NumberedJpegs(320, 240, 0).picture(1);
        try (var oriel = OrielProcess.withoutNativeCode(folder, "serve", "--port", "0", "--camera", "door=publish:", "--camera",
                "test=test:")) {
            var door = "127.0.0.1:" + oriel.port() + "/api/cameras/door/";
            var publisher = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://" + door + "publish"), new WebSocket.Listener() {
                        // It hears acknowledgements, and needs none.
                    }).join();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                publisher.sendBinary(ByteBuffer.wrap(picture), true).join();
                assertThat(get(oriel.port(), "/api/cameras/door/snapshot.jpg").body()).isEqualTo(picture);
            });
            publisher.abort();
            assertThat(get(oriel.port(), "/api/cameras/test/snapshot.jpg").statusCode()).isEqualTo(503);
            assertThat(get(oriel.port(), "/healthz").statusCode()).isEqualTo(HTTP_OK);
        }
    }
}
