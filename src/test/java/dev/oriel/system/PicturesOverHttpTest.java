package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.hub.TrackState;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `snapshot.jpg` and `stream.mjpg`.
class PicturesOverHttpTest {
    private final RunningOriel oriel = RunningOriel.with();
    private final FakeCamera door = oriel.camera("door");
    private final FakeCamera roof = oriel.camera("roof", new NumberedJpegs(640, 360, 0));
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.shutdownNow();
        oriel.close();
    }

    @Test
    void aSnapshotThatIsThereAtOnceWatchesNothingAfterwards() throws Exception {
        door.publish();
        assertThat(snapshot().statusCode()).isEqualTo(200);
        assertThat(door.track().subscriptions()).isZero();
    }

    private HttpResponse<byte[]> snapshot() throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(oriel.http("/api/cameras/door/snapshot.jpg")).build(),
                BodyHandlers.ofByteArray());
    }

    /// One part of a stream: its lines until the empty one are read here, its bytes by `Content-Length`.
    private static byte[] part(InputStream stream) throws IOException {
        assertThat(line(stream)).isEqualTo("--oriel-frame");
        int length = -1;
        boolean typed = false;
        for (var line = line(stream); !line.isEmpty(); line = line(stream)) {
            typed |= line.equals("Content-Type: image/jpeg");
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring(16));
            }
        }
        assertThat(typed).isTrue();
        var picture = stream.readNBytes(length);
        assertThat(line(stream)).isEmpty();
        return picture;
    }

    private static String line(InputStream stream) throws IOException {
        var line = new StringBuilder();
        for (int c = stream.read(); c != '\n'; c = stream.read()) {
            assertThat(c).as("end behind " + line).isNotNegative();
            line.append((char) c);
        }
        assertThat(line.toString()).endsWith("\r");
        return line.substring(0, line.length() - 1);
    }

    private InputStream stream(String query) throws IOException, InterruptedException {
        return stream("door", query);
    }

    private InputStream stream(String camera, String query) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(oriel.http("/api/cameras/" + camera + "/stream.mjpg" + query)).build();
        var answer = http.send(request, BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("multipart/x-mixed-replace; boundary=oriel-frame");
        return answer.body();
    }

    @Test
    void aSnapshotIsTheNewestFrame() throws Exception {
        door.publish();
        door.publish();
        var answer = snapshot();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.body()).isEqualTo(door.picture(2));
    }

    @Test
    void aSnapshotWaitsForTheFirstFrame() throws Exception {
        var waiting = http.sendAsync(HttpRequest.newBuilder(oriel.http("/api/cameras/door/snapshot.jpg")).build(),
                BodyHandlers.ofByteArray());
        await().until(() -> door.track().wanted());
        door.publish();
        assertThat(waiting.join().body()).isEqualTo(door.picture(1));
        await().until(() -> door.track().subscriptions() == 0);
    }

    @Test
    void aSnapshotThatNeverComesIs503AfterFiveSeconds() throws Exception {
        long from = System.nanoTime();
        assertThat(refusedSnapshot("door")).contains("within 5 s");
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isBetween(Duration.ofMillis(4800), Duration.ofMillis(9000));
    }

    /// What the refusal says.
    private String refusedSnapshot(String camera) throws IOException, InterruptedException {
        var answer = http.send(HttpRequest.newBuilder(oriel.http("/api/cameras/" + camera + "/snapshot.jpg")).build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        return new JsonObject(answer.body()).getJsonObject("error").getString("message");
    }

    @Test
    void aSnapshotOfACameraWhoseCauseIsKnownIs503AtOnce() throws Exception {
        door.lose("unplugged");
        long from = System.nanoTime();
        assertThat(refusedSnapshot("door")).contains("unplugged");
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(3));
        await().until(() -> door.track().subscriptions() == 0);
    }

    @Test
    void aSnapshotIs503AsSoonAsTheCauseIsKnown() throws Exception {
        var waiting = http.sendAsync(HttpRequest.newBuilder(oriel.http("/api/cameras/door/snapshot.jpg")).build(),
                BodyHandlers.ofString());
        await().until(() -> door.track().wanted());
        long from = System.nanoTime();
        door.track().state(TrackState.STARTING);
        door.lose("401 Unauthorized");
        assertThat(waiting.join().statusCode()).isEqualTo(503);
        assertThat(waiting.join().body()).contains("401 Unauthorized");
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void aSnapshotOfACameraThatIsOffOrHasNoPublisherIs503AtOnce() throws Exception {
        oriel.change("cameras.cellar.uri", "test:", "cameras.cellar.enabled", "false", "cameras.phone.uri", "publish:");
        long from = System.nanoTime();
        assertThat(refusedSnapshot("cellar")).contains("switched off");
        assertThat(refusedSnapshot("phone")).contains("no publisher");
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void aSnapshotStartsACameraThatWasLostAndIsIdleAgain() throws Exception {
        door.lose("unplugged");
        door.track().state(TrackState.IDLE);
        var waiting = http.sendAsync(HttpRequest.newBuilder(oriel.http("/api/cameras/door/snapshot.jpg")).build(),
                BodyHandlers.ofByteArray());
        await().until(() -> door.track().wanted());
        door.publish();
        assertThat(waiting.join().body()).isEqualTo(door.picture(1));
    }

    @Test
    void whoLeavesWhileWaitingForASnapshotLeavesNothing() throws Exception {
        try (var connection = RawConnection.to(oriel.port())) {
            connection.ask("GET", "/api/cameras/door/snapshot.jpg");
            await().until(() -> door.track().subscriptions() == 1);
        }
        await().until(() -> door.track().subscriptions() == 0);
    }

    @Test
    void eachPartOfAStreamHasItsRightLengthAndComesOnce() throws Exception {
        door.publish();
        try (var stream = stream("")) {
            for (int i = 1; i <= 5; i++) {
                assertThat(part(stream)).isEqualTo(door.picture(i));
                door.publish();
            }
        }
        await().until(() -> {
            door.publish(); // a client that is gone is noticed by writing to it
            return door.track().subscriptions() == 0;
        });
    }

    @Test
    void aStreamKeepsToItsRate() throws Exception {
        door.runAt(60);
        try (var stream = stream("?fps=10")) {
            part(stream);
            await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(30))
                    .until(() -> fps(stream), fps -> fps >= 8.5 && fps <= 11);
        }
    }

    /// The rate of the next fifteen parts.
    private static double fps(InputStream stream) throws IOException {
        long from = System.nanoTime();
        for (int i = 0; i < 15; i++) {
            part(stream);
        }
        return 15e9 / (System.nanoTime() - from);
    }

    @Test
    void aStreamGoesOnWhenTheCameraComesBack() throws Exception {
        door.publish();
        try (var stream = stream("")) {
            part(stream);
            door.lose("unplugged");
            door.publish();
            assertThat(part(stream)).isEqualTo(door.picture(2));
        }
    }

    @Test
    @Timeout(120)
    void aSmallerStreamGoesOnAfterAPictureThatCannotBeDecoded() throws Exception {
        roof.publish();
        try (var stream = stream("roof", "?width=400")) {
            assertThat(width(part(stream))).isEqualTo(426);
            roof.publishUndecodable();
            await().until(() -> undecodable() == 1);
            roof.runAt(20);
            for (int i = 0; i < 5; i++) {
                assertThat(width(part(stream))).isEqualTo(426);
            }
        }
    }

    @Test
    @Timeout(120)
    void aSmallerStreamIsTheSourceForAWhileAfterACodecError() throws Exception {
        roof.publish();
        try (var stream = stream("roof", "?width=400")) {
            assertThat(width(part(stream))).isEqualTo(426);
            // Answered by the thread that sent the part: it has asked for the next one since. Until then a picture that calls itself
            // narrower than the stream would pass as it is.
            assertThat(undecodable()).isZero();
            roof.publishTooHigh();
            await().until(() -> undecodable() == 1);
            roof.runAt(20);
            assertThat(width(part(stream))).isEqualTo(640);
            try (var begunMeanwhile = stream("roof", "?width=400")) {
                assertThat(width(part(begunMeanwhile))).isEqualTo(640);
                await().atMost(Duration.ofSeconds(60)).until(() -> width(part(stream)) == 426);
                await().atMost(Duration.ofSeconds(60)).until(() -> width(part(begunMeanwhile)) == 426);
            }
        }
    }

    private static int width(byte[] jpeg) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(jpeg)).getWidth();
    }

    private int undecodable() throws IOException, InterruptedException {
        var metrics = http.send(HttpRequest.newBuilder(oriel.http("/metrics")).build(), BodyHandlers.ofString()).body();
        var line = metrics.lines().filter(one -> one.startsWith("oriel_frames_undecodable_total{camera=\"roof\"}")).findAny();
        return line.map(one -> (int) Double.parseDouble(one.substring(one.lastIndexOf(' ')))).orElse(0);
    }

    @Test
    void aStreamOverHttp10IsNotChunked() throws Exception {
        door.publish();
        try (var connection = RawConnection.to(oriel.port())) {
            connection.say("GET /api/cameras/door/stream.mjpg HTTP/1.0\r\n\r\n");
            var head = connection.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Transfer-Encoding")).isEmpty();
            assertThat(part(connection.input())).isEqualTo(door.picture(1));
        }
    }
}
