package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.Oriel;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An edge at one server of a bus, as the others see it.
@Timeout(180)
class EdgeBusTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path data = Path.of("");

    private static String state(Oriel server) {
        return server.hub().camera("door").map(camera -> camera.track().state())
                .map(state -> state.phase().word() + " " + state.cause()).orElse("none");
    }

    @Test
    void anEdgeIsToldOfViewersAtEveryServerAndComesBackAtAnother() throws Exception {
        try (var fleet = new Fleet(data)) {
            var one = fleet.server();
            var two = fleet.server();
            try (var second = EdgeClient.open(two.port())) {
                try (var first = EdgeClient.offering(one.port(), List.of("door"))) {
                    await().atMost(SOON).until(() -> state(two).equals("idle null"));
                    second.say(EdgeClient.offer(EdgeClient.OTHER_ID, List.of("door")));
                    assertThat(second.text("error").getString("code")).isEqualTo("name-taken");
                    try (var _ = new Crowd().join(1, Fleet.live(two))) {
                        var watched = first.text("watch").getJsonArray("cameras").getJsonObject(0);
                        assertThat(watched.getString("name")).isEqualTo("door");
                        assertThat(watched.getString("priority")).isNotEqualTo("off");
                    }
                    assertThat(first.text("watch").getJsonArray("cameras").getJsonObject(0).getString("priority"))
                            .isEqualTo("off");
                }
                assertThat(second.text("accepted").getJsonArray("cameras")).as("without being offered again")
                        .isEqualTo(new JsonArray(List.of("door")));
                await().atMost(SOON).until(() -> state(one).equals("idle null"));
            }
        }
    }
}
