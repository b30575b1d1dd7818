package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.Oriel;
import dev.oriel.hub.TrackState;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One recorder, several servers and many viewers, with real sockets everywhere.
@Timeout(120)
class FleetTest {
    private static final String CAMERA = "test:?size=320x180&fps=30";
    private static final int ENOUGH = 90;
    /// What the bus may add to a picture's age, at the median.
    private static final long ADDED_MICROS = 10_000;

    @TempDir
    Path data = Path.of("");

    @Test
    void aHundredViewersOfThreeServersGetEveryPictureFresh() throws Exception {
        try (var fleet = new Fleet(data)) {
            long aloneMicros;
            var alone = fleet.alone(CAMERA);
            try (var crowd = new Crowd().join(100, Fleet.live(alone))) {
                await().atMost(Duration.ofSeconds(30)).until(() -> crowd.fewest() > 2 * ENOUGH);
                aloneMicros = crowd.medianAgeMicros(ENOUGH);
            }
            alone.close();
            var recorder = fleet.recorder(CAMERA);
            var servers = new Oriel[]{fleet.server(), fleet.server(), fleet.server()};
            try (var crowd = new Crowd()) {
                for (int i = 0; i < servers.length; i++) {
                    crowd.join(i == 0 ? 34 : 33, Fleet.live(servers[i]));
                }
                await().atMost(Duration.ofSeconds(30)).until(() -> crowd.fewest() > ENOUGH);
                var track = recorder.hub().camera("door").orElseThrow().track();
                long publishedBefore = track.published();
                long getsBefore = fleet.redis().calls("get");
                int fewestBefore = crowd.fewest();
                long beganNanos = System.nanoTime();
                await().atMost(Duration.ofSeconds(30)).until(() -> crowd.fewest() > fewestBefore + ENOUGH);
                double published = track.published() - publishedBefore;
                double seconds = (System.nanoTime() - beganNanos) / 1e9;
                double gets = fleet.redis().calls("get") - getsBefore;
                long busMicros = crowd.medianAgeMicros(ENOUGH);
                System.out.printf("alone %.1f ms, over the bus %.1f ms, %.1f fps to the slowest of 100, %.2f fetches a frame%n",
                        aloneMicros / 1e3, busMicros / 1e3, ENOUGH / seconds, gets / published);
                assertThat(gets).isBetween(3 * published * 0.7, 3 * published + 6);
                assertThat(ENOUGH / seconds).as("fps of the slowest viewer").isGreaterThan(20);
                assertThat(busMicros - aloneMicros).as("added age").isLessThan(ADDED_MICROS);
                assertThat(crowd.isWhole()).isTrue();
            }
            await().atMost(Duration.ofSeconds(4)).until(() -> Fleet.state(recorder).equals(TrackState.IDLE));
            long gets = fleet.redis().calls("get");
            long sets = fleet.redis().calls("set");
            await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
            assertThat(fleet.redis().calls("get") + fleet.redis().calls("set")).isEqualTo(gets + sets);
        }
    }

    @Test
    void aCameraElsewhereIsACameraLikeAnyOther() throws Exception {
        try (var fleet = new Fleet(data)) {
            var recorder = fleet.recorder(CAMERA);
            var server = fleet.server();
            try (var connection = RawConnection.to(server.port())) {
                assertThat(connection.answer("GET", "/api/cameras").body()).contains("\"door\"", "\"idle\"");
            }
            try (var connection = RawConnection.to(server.port())) {
                var snapshot = connection.answer("GET", "/api/cameras/door/snapshot.jpg");
                assertThat(snapshot.status()).isEqualTo(200);
                assertThat(snapshot.header("Content-Type")).isEqualTo("image/jpeg");
            }
            assertThat(patch(server, "{\"title\":\"Höf\",\"rotate\":90}")).isEqualTo(200);
            assertThat(recorder.hub().camera("door").orElseThrow().settings().title()).isEqualTo("Höf");
            assertThat(patch(server, "{\"rotate\":91}")).isEqualTo(400);
            assertThat(recorder.hub().camera("door").orElseThrow().settings().rotate()).isEqualTo(90);
        }
    }

    private static int patch(Oriel server, String body) throws IOException {
        try (var connection = RawConnection.to(server.port())) {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            connection.say("PATCH /api/cameras/door/settings HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + bytes.length
                    + "\r\n\r\n");
            connection.say(bytes);
            return connection.answer(true).status();
        }
    }

    @Test
    void pagesAreServedWithoutRedisAndReadinessSaysWhy() throws Exception {
        try (var fleet = new Fleet(data)) {
            fleet.recorder(CAMERA);
            var server = fleet.server();
            assertThat(ready(server).getBoolean("ready")).isTrue();
            fleet.redis().kill();
            await().until(() -> !ready(server).getBoolean("ready"));
            assertThat(ready(server).getJsonArray("causes").getString(0)).startsWith("no connection to the bus");
            try (var connection = RawConnection.to(server.port())) {
                assertThat(connection.answer("GET", "/").status()).isEqualTo(200);
            }
            assertThat(Fleet.state(server)).isEqualTo(TrackState.lost("no connection to the bus"));
            fleet.redis().startAgain();
            await().atMost(Duration.ofSeconds(9)).until(() -> ready(server).getBoolean("ready"));
            await().until(() -> Fleet.state(server).equals(TrackState.IDLE));
        }
    }

    private static JsonObject ready(Oriel server) throws IOException {
        try (var connection = RawConnection.to(server.port())) {
            var answer = connection.answer("GET", "/readyz");
            var json = new JsonObject(answer.body());
            assertThat(answer.status()).isEqualTo(json.getBoolean("ready") ? 200 : 503);
            return json;
        }
    }
}
