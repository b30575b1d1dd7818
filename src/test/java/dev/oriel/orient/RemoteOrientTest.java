package dev.oriel.orient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class RemoteOrientTest {
    private static final OrientState AHEAD = new OrientState(Pose.AHEAD, Pose.AHEAD, false,
            new PoseLimits(Map.of(Axis.PAN, new AxisRange(-90, 90), Axis.TILT, new AxisRange(-90, 90))), List.of("gate"), false,
            "",
            List.of(PixelColour.OFF, PixelColour.OFF), 60);

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<OrientState> heard = new ArrayList<>();
    private String refusal = "";
    private final RemoteOrient camera = camera();

    private RemoteOrient camera() {
        var made = new RemoteOrient(AHEAD, this::ask, waiting::add);
        made.onChange(heard::add);
        return made;
    }

    private JsonObject ask(String type, JsonObject words) {
        asked.add(type + " " + words.encode());
        if (!refusal.isEmpty()) {
            throw new IllegalArgumentException(refusal);
        }
        return new JsonObject();
    }

    private void run() {
        assertThat(waiting).as("one at a time").hasSizeLessThanOrEqualTo(1);
        for (var task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }

    private static OrientRequest to(Axis axis, double value) {
        return new OrientRequest.To(Map.of(axis, value));
    }

    @Test
    void ofPositionsThatWaitTheNewestGoes() {
        for (int i = 0; i < 50; i++) {
            camera.request(to(Axis.PAN, i));
        }
        assertThat(camera.request(to(Axis.TILT, -3)).target()).isEqualTo(new Pose(49, -3, 1));
        run();
        assertThat(asked).containsExactly("orient {\"pan\":\"49.0000\",\"tilt\":\"-3.0000\"}");
    }

    @Test
    void aDistanceGoesOnFromThePositionThatWaits() {
        camera.request(to(Axis.PAN, 30));
        assertThat(camera.request(new OrientRequest.By(Map.of(Axis.PAN, 5.0))).target().pan()).isEqualTo(35);
        run();
        assertThat(asked).containsExactly("orient {\"pan\":\"35.0000\",\"tilt\":\"0.0000\"}");
    }

    @Test
    void distancesAddUp() {
        camera.request(new OrientRequest.By(Map.of(Axis.PAN, 5.0)));
        camera.request(new OrientRequest.By(Map.of(Axis.PAN, 5.0, Axis.TILT, 1.0)));
        run();
        assertThat(asked).containsExactly("orient {\"dpan\":\"10.0000\",\"dtilt\":\"1.0000\"}");
    }

    @Test
    void whatCannotBeGoesNowhere() {
        assertThatThrownBy(() -> camera.request(to(Axis.PAN, 91))).hasMessageContaining("-90 to 90");
        assertThatThrownBy(() -> camera.request(to(Axis.ZOOM, 2))).hasMessage("this camera has no zoom");
        assertThatThrownBy(() -> camera.request(new OrientRequest.ToPreset("yard"))).hasMessage("there is no preset yard");
        assertThatThrownBy(() -> camera.request(new OrientRequest.Tour(true))).hasMessageContaining("two presets");
        run();
        assertThat(asked).isEmpty();
    }

    @Test
    void aRefusalIsSaidAsTheCause() {
        refusal = "the edge of this camera is gone";
        camera.request(to(Axis.PAN, 20));
        run();
        assertThat(heard.getLast().problem()).isEqualTo(refusal);
        assertThat(heard.getLast().moving()).isFalse();
        refusal = "";
        camera.request(to(Axis.PAN, 20));
        run();
        assertThat(asked).hasSize(2);
    }

    @Test
    void lightThatWaitsGoesInItsOrder() {
        var red = new PixelColour(255, 0, 0, 0);
        camera.light(new LightRequest(List.of(new LightRequest.PixelLight(LightRequest.ALL, red))));
        camera.light(new LightRequest(List.of(new LightRequest.PixelLight(1, PixelColour.OFF))));
        run();
        assertThat(asked).containsExactly("light "
                + new JsonObject().put("pixels", JsonArray.of("all", "1")).put("colours", JsonArray.of("255,0,0,0", "0,0,0,0"))
                        .encode());
    }

    @Test
    void aCommandWithNullInItIsRefusedInWords() {
        var turned = camera;
        for (var words : List.of("{\"pixels\":null,\"colours\":null}", "{\"pixels\":[null],\"colours\":[null]}",
                "{\"pixels\":[\"all\"]}")) {
            assertThatThrownBy(() -> RemoteOrient.obey(turned, "light", new JsonObject(words)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> RemoteOrient.obey(turned, "preset", new JsonObject("{\"keep\":null}")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RemoteOrient.obey(turned, "orient", new JsonObject("{\"pan\":null}")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
