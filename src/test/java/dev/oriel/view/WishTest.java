package dev.oriel.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.hub.DemandLevel;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class WishTest {
    private static DemandLevel level(String view, double aspect) {
        return Wish.of(new JsonObject(view)).level(aspect);
    }

    @Test
    void aViewerThatHasNotSaidHasNoLimit() {
        assertThat(Wish.DEFAULT.level(1.5)).isEqualTo(DemandLevel.FULL);
        assertThat(level("{\"width\":640}", 1.5)).as("no box").isEqualTo(DemandLevel.FULL);
        assertThat(level("{\"maxFps\":0.5}", 1.5)).isEqualTo(DemandLevel.of(0, 0.5));
    }

    @Test
    void aPictureFillsItsBoxInOneDirection() {
        assertThat(level("{\"width\":1000,\"height\":300}", 4 / 3.0)).isEqualTo(DemandLevel.of(400, 0));
        assertThat(level("{\"width\":300,\"height\":1000}", 4 / 3.0)).isEqualTo(DemandLevel.of(300, 0));
        assertThat(level("{\"width\":1000,\"height\":300}", 0)).as("no picture yet").isEqualTo(DemandLevel.of(1000, 0));
        assertThat(level("{\"width\":1e9,\"height\":1e9}", 1e9)).isEqualTo(DemandLevel.of(0xffff, 0));
        assertThat(level("{\"width\":1,\"height\":1}", 1e-9)).isEqualTo(DemandLevel.of(1, 0));
    }

    @Test
    void aModeIsAWordAndAnyOtherIsTheDefault() {
        assertThat(Wish.of(new JsonObject("{\"mode\":\"sharp\"}")).mode()).isEqualTo(Wish.Mode.SHARP);
        assertThat(Wish.of(new JsonObject("{\"mode\":\"smooth\"}")).mode()).isEqualTo(Wish.Mode.SMOOTH);
        assertThat(Wish.of(new JsonObject("{\"mode\":\"SHARP\"}")).mode()).isEqualTo(Wish.Mode.AUTO);
        assertThat(Wish.of(new JsonObject("{}")).mode()).isEqualTo(Wish.Mode.AUTO);
    }
}
