package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Viewers of all kinds come and go while the camera's source and settings change; the locks' assertions are on, as in every test.
/// Opt-in (`-Pchurn`): it takes minutes.
@Timeout(600)
@Tag("churn")
class ChurnTest {
    private static final int CYCLES = Integer.getInteger("oriel.tests.churns", 20);
    private static final int CROWDS = 5;
    private static final long SEED = 20_261_130;
    /// The second one ends at once, as a camera that was pulled out.
    private static final List<String> SOURCES = List.of("test:?size=640x360&fps=15", "exec:exit 3", "test:?size=320x180&fps=30");
    private static final List<String> CHANGES = List.of("{\"rotate\":90}", "{\"rotate\":0}", "{\"filter\":\"gray\"}",
            "{\"filter\":\"\"}",
            "{\"fps\":10}", "{\"fps\":null}", "{\"size\":\"320x180\"}", "{\"size\":null}");

    private final Random random = new Random(SEED);

    /// Ten viewers of eight kinds.
    private static MixedCrowd crowd(int port) {
        var view = new JsonObject().put("type", "view").put("width", 426).encode();
        return new MixedCrowd(port).live(2, "/api/cameras/door/live", "{\"type\":\"view\"}")
                .live(2, "/api/cameras/door/live", view)
                .pull(1, "/api/cameras/door/live", "1").pull(1, "/api/cameras/door/live?encoding=base64", "1")
                .stream(1, "/api/cameras/door/stream.mjpg?width=426").ask(1, "/api/cameras/door/snapshot.jpg")
                .play(1, "/api/cameras/door/jsmpeg").play(1, "/api/cameras/door/jsmpeg?format=es");
    }

    @Test
    void nothingStandsStillAndNothingIsLeft() throws Exception {
        try (var oriel = RunningOriel.with("cameras.door.uri", SOURCES.getFirst(), "cameras.door.linger", "0s",
                "cameras.door.mpeg.size", "160x90"); var visitor = new Visitor(oriel.port())) {
            var crowds = new ArrayDeque<MixedCrowd>();
            try {
                for (int cycle = 0; cycle < CYCLES; cycle++) {
                    crowds.add(crowd(oriel.port()));
                    oriel.change("cameras.door.uri", SOURCES.get(cycle % SOURCES.size()));
                    var change = CHANGES.get(random.nextInt(CHANGES.size()));
                    assertThat(visitor.ask("PATCH", "/api/cameras/door/settings", change).statusCode()).as(change).isEqualTo(200);
                    Thread.sleep(random.nextInt(100));
                    if (crowds.size() == CROWDS) {
                        crowds.remove().close();
                    }
                    if (cycle % 10 == 9) {
                        oriel.change("cameras.door.uri", SOURCES.getFirst());
                        awaitPictures(oriel, crowds);
                    }
                }
            } finally {
                crowds.forEach(MixedCrowd::close);
            }
            await().until(() -> !oriel.hub().camera("door").orElseThrow().track().wanted());
        }
    }

    /// Each viewer gets more pictures than it has.
    private static void awaitPictures(RunningOriel oriel, Iterable<MixedCrowd> crowds) {
        var track = oriel.hub().camera("door").orElseThrow().track();
        for (var crowd : crowds) {
            var before = crowd.counts();
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                for (int i = 0; i < before.size(); i++) {
                    assertThat(crowd.counts().get(i)).as("viewer %d; the camera is %s and has given %d pictures; %s", i,
                            track.state(), track.published(), crowd).isGreaterThan(before.get(i));
                }
            });
        }
    }
}
