package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pictures of sizes that no camera has, from publishers: they are shown as they are, and cost no other camera anything.
class OddPicturesTest {
    @TempDir
    Path folder = Path.of("");

    private final RunningOriel oriel = RunningOriel.with("cameras.door.uri", "test:?size=64x64&fps=20");
    private final Publishing publishing = new Publishing(oriel);

    @AfterEach
    void close() {
        oriel.close();
    }

    private byte[] jpeg(String size) throws IOException {
        var file = folder.resolve("one.jpg");
        try (var ffmpeg = Ffmpeg.start("ffmpeg", "-y -v error -f lavfi -i color=red:s=64x64 -vf scale="
                + size.replace('x', ':') + ",format=yuvj444p -frames:v 1 " + file)) {
            assertThat(ffmpeg.ended()).as(ffmpeg.said()).isZero();
            return Files.readAllBytes(file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1x1", "8x8", "3x5000", "20000x64", "64x20000", "65500x16"})
    void theirSizeIsToldAndNobodyElseNotices(String size) throws Exception {
        var jpeg = jpeg(size);
        try (var publisher = RawConnection.to(oriel.port());
                var wall = Viewer.connect(oriel.ws("/api/live"), "oriel.v1");
                var stream = RawConnection.to(oriel.port())) {
            publisher.ask("POST", "/api/cameras/odd/ingest", "Content-Length: 1000000000");
            publisher.say(jpeg);
            await().until(() -> publishing.isKnown("odd"));
            wall.say("{\"type\":\"watch\",\"cameras\":[{\"name\":\"odd\",\"width\":426,\"height\":240},{\"name\":\"door\"}]}");
            stream.ask("GET", "/api/cameras/odd/stream.mjpg?width=426");
            assertThat(stream.head().status()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                publisher.say(jpeg);
                return size.equals(publishing.camera("odd").getString("size"));
            });
            assertThat(publishing.camera("door").getString("name")).isEqualTo("door");
            assertThat(list().getJsonArray("cameras")).hasSize(2);
            assertThat(publishing.snapshot("odd").statusCode()).isEqualTo(200);
            assertThat(publishing.snapshot("door").statusCode()).isEqualTo(200);
            showsDoor(wall);
        }
    }

    private JsonObject list() throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            return new JsonObject(connection.answer("GET", "/api/cameras").body());
        }
    }

    private void showsDoor(Viewer wall) throws InterruptedException {
        int door = oriel.hub().camera("door").orElseThrow().track().index();
        for (int shown = 0; shown < 5;) {
            var message = wall.next();
            if (message.text() == null) {
                var header = WireHeader.read(message.bytes());
                shown += header.camera() == door && header.kind() == 1 ? 1 : 0;
                if (header.kind() == 1) {
                    wall.say(header.acknowledgement());
                }
            }
        }
    }
}
