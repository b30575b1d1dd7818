package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A thousand changes of settings, good and bad ones, while people watch.
@Timeout(180)
class SettingsStormTest {
    private static final int CHANGES = 1000;
    private static final long SEED = 20_260_501;
    private static final String PATH = "/api/cameras/door/settings";

    /// Values that a setting may have, and as many that it may not.
    private record Choice(String name, List<?> good, List<?> bad) {}

    private static final List<Choice> CHOICES = List.of(
            new Choice("title", List.of("Door", "Gate", "Höf"), List.of("x".repeat(101), 5)),
            new Choice("fps", List.of(5.0, 12.5, 20.0), List.of(0, "fast")),
            new Choice("size", List.of("320x180", "240x136", "64x48"), List.of("9x9", "big")),
            new Choice("quality", List.of(30, 60, 90), List.of(0, 1.5)),
            new Choice("rotate", List.of(0, 90, 180, 270), List.of(45)),
            new Choice("flip", List.of("none", "h", "v", "hv"), List.of("x")),
            new Choice("filter", List.of("", "gray", "pixelate=size=0.1"), List.of("nothing-known", "gray,")));

    private final Random random = new Random(SEED);

    private Object any(List<?> all) {
        return all.get(random.nextInt(all.size()));
    }

    @Test
    void nobodyIsSentAwayAndTheLastAcceptedStands() throws Exception {
        try (var oriel = RunningOriel.with("cameras.door.uri", "test:?size=160x120&fps=15", "cameras.door.title", "Door",
                "cameras.door.mpeg.size", "160x90");
                var visitor = new Visitor(oriel.port());
                var crowd = new MixedCrowd(oriel.port()).live(8, "/api/cameras/door/live", "{\"type\":\"view\"}")
                        .stream(6, "/api/cameras/door/stream.mjpg").play(6, "/api/cameras/door/jsmpeg")) {
            assertThat(crowd.size()).isEqualTo(20);
            await().atMost(Duration.ofSeconds(30)).until(() -> crowd.fewest() > 0);
            var states = new ArrayList<>(List.of(new JsonObject(visitor.get(PATH).body())));
            int refused = 0;
            for (int i = 0; i < CHANGES; i++) {
                refused += step(visitor, states) ? 0 : 1;
            }
            assertThat(refused).as("bad changes").isBetween(CHANGES / 5, CHANGES / 2);
            assertThat(new JsonObject(visitor.get(PATH).body())).isEqualTo(states.getLast());
            undoTwenty(visitor, states);
            long before = crowd.fewest();
            await().atMost(Duration.ofSeconds(30)).until(() -> crowd.fewest() > before + 2);
        }
    }

    /// Asks for a change of one to three settings.
    ///
    /// @param states the settings after each change, to which this one is added when it is accepted and changes something
    private boolean step(Visitor visitor, List<JsonObject> states) throws Exception {
        var change = new JsonObject();
        boolean good = true;
        for (int i = random.nextInt(3); i >= 0; i--) {
            var choice = CHOICES.get(random.nextInt(CHOICES.size()));
            boolean fits = random.nextInt(6) > 0;
            if (!change.containsKey(choice.name)) {
                good &= fits;
                change.put(choice.name, any(fits ? choice.good : choice.bad));
            }
        }
        var answer = visitor.ask("PATCH", PATH, change.encode());
        assertThat(answer.statusCode()).as(change.encode() + " -> " + answer.body()).isEqualTo(good ? 200 : 400);
        var next = good ? states.getLast().copy().mergeIn(change) : states.getLast();
        if (good) {
            assertThat(new JsonObject(answer.body())).isEqualTo(next);
        }
        if (!next.equals(states.getLast())) {
            states.add(next);
        }
        return good;
    }

    private static void undoTwenty(Visitor visitor, List<JsonObject> states) throws Exception {
        JsonArray history = new JsonObject(visitor.get(PATH + "/history").body()).getJsonArray("changes");
        assertThat(history).hasSize(20);
        for (int back = 1; back <= 20; back++) {
            var answer = visitor.ask("POST", PATH + "/undo", "");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(new JsonObject(answer.body())).isEqualTo(states.get(states.size() - 1 - back));
        }
        assertThat(Visitor.code(visitor.ask("POST", PATH + "/undo", ""))).isEqualTo("409 cannot-undo");
    }
}
