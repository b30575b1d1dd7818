package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Cameras that are there because somebody published: how many, for how long, and what is left of them.
class PublishedNumbersTest {
    private final RunningOriel oriel = RunningOriel.with("cameras.door.uri", "test:?size=64x64");
    private final Publishing publishing = new Publishing(oriel);
    private final byte[] jpeg = new NumberedJpegs(160, 120, 0).picture(1);

    @AfterEach
    void close() {
        oriel.close();
    }

    private RawConnection.Answer publish(String name, String... headers) throws IOException {
        try (var connection = RawConnection.to(oriel.port())) {
            connection.ask("POST", "/api/cameras/" + name + "/ingest",
                    Publishing.with(java.util.List.of(headers), "Content-Length: " + jpeg.length));
            connection.say(jpeg);
            return connection.answer(true);
        }
    }

    @Test
    void aKeyHasSoManyNamesAndNoMore() throws Exception {
        oriel.change("ingest.names", "3");
        var bearer = "Authorization: Bearer " + publishing.key("phones");
        var other = "Authorization: Bearer " + publishing.key("others");
        for (int i = 0; i < 3; i++) {
            assertThat(publish("phone-" + i, bearer).status()).isEqualTo(200);
        }
        var refused = publish("phone-3", bearer);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body()).contains("too-many-names", "ingest.names");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(publish("phone-1", bearer).status()).as("one that it has").isEqualTo(200);
        assertThat(publish("other-1", other).status()).isEqualTo(200);
        assertThat(publish("here-1").status()).as("this machine without a key").isEqualTo(200);
    }

    @Test
    void hundredsOfNamesDoNotUseUpTheNumbers() throws Exception {
        oriel.change("ingest.names", "192");
        var bearer = "Authorization: Bearer " + publishing.key("phones");
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            int status = publish("phone-" + i, i % 2 == 0 ? "X: y" : bearer).status();
            assertThat(status).isIn(200, 503, 409);
            refused += status == 200 ? 0 : 1;
        }
        assertThat(refused).as("numbers rest for half a minute").isGreaterThan(0);
        assertThat(oriel.hub().cameras().size()).isLessThanOrEqualTo(130);
        for (int i = 0; i < 60; i++) {
            oriel.change("cameras.room-" + i + ".uri", "test:?size=64x64");
        }
        assertThat(oriel.hub().cameras()).extracting(camera -> camera.name()).contains("door", "room-59");
        assertThat(oriel.hub().cameras().stream().map(camera -> camera.track().index()).distinct().count())
                .isEqualTo(oriel.hub().cameras().size());
    }

    @Test
    void aForgottenCameraIsGoneForEverybodyWhoWatchedIt() throws Exception {
        assertThat(publish("phone").status()).isEqualTo(200);
        try (var one = Viewer.connect(oriel.ws("/api/cameras/phone/live"), "oriel.v1");
                var wall = Viewer.connect(oriel.ws("/api/live"), "oriel.v1")) {
            wall.say("{\"type\":\"watch\",\"cameras\":[{\"name\":\"phone\"},{\"name\":\"door\"}]}");
            assertThat(listed(wall)).isEqualTo(2);
            one.next();
            oriel.change("ingest.forget", "0s");
            assertThat(one.closeCode()).isEqualTo(4404);
            assertThat(listed(wall)).isEqualTo(1);
        }
        await().until(() -> oriel.hub().camera("phone").isEmpty());
        assertThat(publish("phone").status()).as("again").isEqualTo(200);
    }

    /// How many cameras the next list names.
    private static int listed(Viewer viewer) throws InterruptedException {
        while (true) {
            var message = viewer.next();
            if (message.text() != null) {
                var json = new JsonObject(message.words());
                if (json.getString("type").equals("cameras")) {
                    return json.getJsonArray("cameras").size();
                }
            } else {
                var header = WireHeader.read(message.bytes());
                viewer.say(header.acknowledgement());
            }
        }
    }

    @Test
    void aPublishedCameraThatTheSettingsNameStays() throws Exception {
        oriel.change("ingest.forget", "1s");
        assertThat(publish("phone").status()).isEqualTo(200);
        oriel.change("cameras.phone.uri", "publish:");
        assertThat(publish("guest").status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(10)).until(() -> oriel.hub().camera("guest").isEmpty());
        assertThat(oriel.hub().camera("phone")).isPresent();
    }
}
