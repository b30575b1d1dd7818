package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.bus.RedisServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Readings of a running server against what a viewer got.
class MetricsTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static String readings(RunningOriel oriel) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(oriel.http("/metrics")).build(), BodyHandlers.ofString()).body();
    }

    private static double reading(RunningOriel oriel, String line) throws IOException, InterruptedException {
        return Pattern.compile("(?m)^" + Pattern.quote(line) + " (\\S+)$").matcher(readings(oriel)).results()
                .mapToDouble(found -> Double.parseDouble(found.group(1))).findFirst().orElse(Double.NaN);
    }

    /// The next picture; texts and announcements before it are passed over.
    private static void acknowledge(Viewer viewer) throws InterruptedException {
        while (true) {
            var message = viewer.next();
            if (message.text() == null && WireHeader.read(message.bytes()).kind() == 1) {
                viewer.say(WireHeader.read(message.bytes()).acknowledgement());
                return;
            }
        }
    }

    @Test
    void whatAViewerGotIsCountedWithItsAge() throws Exception {
        try (var oriel = RunningOriel.with()) {
            var door = oriel.camera("door");
            try (var viewer = Viewer.connect(oriel.ws("/api/cameras/door/live"), "oriel.v1")) {
                for (int i = 0; i < 3; i++) {
                    door.publish();
                    acknowledge(viewer);
                }
                await().until(() -> reading(oriel, "oriel_frame_age_seconds_count{camera=\"door\"}") == 3);
                assertThat(reading(oriel, "oriel_frames_delivered_total{camera=\"door\"}")).isEqualTo(3);
                assertThat(reading(oriel, "oriel_bytes_delivered_total{camera=\"door\"}"))
                        .isGreaterThan(reading(oriel, "oriel_bytes_published_total{camera=\"door\"}"));
                assertThat(reading(oriel, "oriel_frame_age_seconds_bucket{camera=\"door\",le=\"10.0\"}")).isEqualTo(3);
            }
            double before = reading(oriel, "oriel_frames_delivered_total{camera=\"door\"}");
            CLIENT.send(HttpRequest.newBuilder(oriel.http("/api/cameras/door/snapshot.jpg")).build(), BodyHandlers.ofByteArray());
            assertThat(reading(oriel, "oriel_frames_delivered_total{camera=\"door\"}")).isEqualTo(before + 1);
        }
    }

    @Test
    void whatIsDecodedAndEncodedIsCountedByItsForm() throws Exception {
        try (var oriel = RunningOriel.with("cameras.cam.uri", "test:?size=640x360&fps=10")) {
            CLIENT.send(HttpRequest.newBuilder(oriel.http("/api/cameras/cam/snapshot.jpg?width=200")).build(),
                    BodyHandlers.ofByteArray());
            assertThat(reading(oriel, "oriel_pictures_encoded_total{camera=\"cam\",form=\"jpeg-200\"}")).isPositive();
            try (var viewer = Viewer.connect(oriel.ws("/api/cameras/cam/jsmpeg"))) {
                viewer.next();
            }
            assertThat(reading(oriel, "oriel_pictures_encoded_total{camera=\"cam\",form=\"mpeg1\"}")).isPositive();
            assertThat(reading(oriel, "oriel_pictures_decoded_total{camera=\"cam\"}")).as("each is made of the drawn one")
                    .isZero();
            assertThat(reading(oriel, "oriel_pictures_encoded_total{camera=\"cam\",form=\"jpeg\"}")).as("nobody was sent one")
                    .isZero();
        }
    }

    /// Without a player of MPEG-1, whose stream goes on for some seconds behind it and is made of whatever comes.
    @Test
    void noPictureIsDecodedForARungOnceNobodyTakesTheSource() throws Exception {
        try (var oriel = RunningOriel.with("cameras.cam.uri", "test:?size=640x360&fps=10")) {
            CLIENT.send(HttpRequest.newBuilder(oriel.http("/api/cameras/cam/snapshot.jpg")).build(), BodyHandlers.ofByteArray());
            assertThat(reading(oriel, "oriel_pictures_encoded_total{camera=\"cam\",form=\"jpeg\"}")).isPositive();
            var track = oriel.hub().camera("cam").orElseThrow().track();
            await().until(() -> !track.wantsContent());
            long published = track.published();
            await().until(() -> track.published() >= published + 2);
            CLIENT.send(HttpRequest.newBuilder(oriel.http("/api/cameras/cam/snapshot.jpg?width=200")).build(),
                    BodyHandlers.ofByteArray());
            assertThat(reading(oriel, "oriel_pictures_decoded_total{camera=\"cam\"}")).isZero();
        }
    }

    @Test
    void threadsRedisAndTheRelayAreRead() throws Exception {
        try (var redis = RedisServer.start();
                var oriel = RunningOriel.with("bus.url", redis.url(), "push.to", "http://127.0.0.1:1", "push.key",
                        "a-key-of-eight",
                        "log.level", "error")) {
            assertThat(reading(oriel, "oriel_bus_connected")).isEqualTo(1);
            assertThat(reading(oriel, "oriel_push_connected")).isZero();
            assertThat(reading(oriel, "oriel_bus_frames_total{direction=\"in\"}")).isZero();
            assertThat(reading(oriel, "oriel_thread_cpu_seconds_total{kind=\"connections\"}")).isPositive();
        }
    }
}
