package dev.oriel.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.bus.Command.Answer;
import dev.oriel.bus.Command.ChangeSettings;
import dev.oriel.bus.Command.Request;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.CameraSetting;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.SettingsPatch;
import dev.oriel.hub.Size;
import dev.oriel.hub.TrackState;
import dev.oriel.orient.Axis;
import dev.oriel.orient.AxisRange;
import dev.oriel.orient.OrientState;
import dev.oriel.orient.PixelColour;
import dev.oriel.orient.Pose;
import dev.oriel.orient.PoseLimits;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptionTest {
    private static final CameraSettings SETTINGS = new CameraSettings("Höf", new Size(640, 480), 12.5, 55, 90, Flip.HV, "gray");
    private static final MpegSettings MPEG = new MpegSettings(1_500_000, new Size(640, 480), MpegSettings.Group.parse("25"));

    private static final OrientState LOOKS = new OrientState(new Pose(1, 2, 3), new Pose(-4, 5, 1), true,
            new PoseLimits(Map.of(Axis.PAN, new AxisRange(-90, 90), Axis.ZOOM, new AxisRange(1, 4))), List.of("gate"), true,
            "no answer",
            List.of(new PixelColour(1, 2, 3, 4)), 78);

    @ParameterizedTest
    @ValueSource(strings = {"\"presets\":[null]", "\"presets\":null", "\"light\":[null]", "\"light\":[\"x\"]", "\"moving\":null",
        "\"moving\":1",
        "\"limits\":null", "\"limits\":{\"pan\":{\"min\":2,\"max\":1}}", "\"pan\":null", "\"pan\":1e300", "\"target\":7"})
    void aPlaceToLookAtThatMakesNoSenseIsNoDescription(String field) {
        var orient = new JsonObject("{\"pan\":0,\"tilt\":0,\"zoom\":1,\"target\":{\"pan\":0,\"tilt\":0,\"zoom\":1}}")
                .mergeIn(new JsonObject("{" + field + "}"));
        assertThatThrownBy(() -> Description.parse("door", Map.of("state", "idle", "orient", orient.encode())))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void crossesWhole() throws Exception {
        var full = new Description("door", TrackState.lost("unplugged"), new Size(640, 480), 29.97, SETTINGS, MPEG,
                Set.of("settings", "orient"),
                "here-1-2", 1234, Holding.WAITING, CameraSettings.titled("door"), "pictures: NOPERM no", LOOKS);
        assertThat(Description.parse(full.json())).isEqualTo(full);
        assertThat(Description.parse("door", full.fields())).isEqualTo(full);
        var empty = new Description("door", null, null, null, CameraSettings.titled(""), MpegSettings.DEFAULT,
                Set.of(), "", 0, Holding.RECORDED, CameraSettings.titled(""), "", null);
        assertThat(Description.parse(empty.json())).isEqualTo(empty);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"name\":1}", "{\"name\":\"door\",\"state\":\"live\",\"fps\":\"x\"}",
        "{\"name\":\"door\",\"state\":\"live\",\"settings\":\"{\\\"size\\\":5}\"}"})
    void nonsenseIsAProtocolError(String text) {
        assertThatThrownBy(() -> Description.parse(text)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> Request.parse(text)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void commandsCrossWhole() throws Exception {
        var request = new Request("1",
                new ChangeSettings(SettingsPatch.between(CameraSettings.titled("x"), SETTINGS), "anna"));
        assertThat(Request.parse(request.json())).isEqualTo(request);
        for (var error : new String[]{null, "no"}) {
            var answer = new Answer("1", error, SETTINGS, error == null ? new JsonObject().put("found", true) : null);
            assertThat(Answer.parse(answer.json())).isEqualTo(answer);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachSettingCrosses(CameraSetting setting) throws Exception {
        var before = CameraSettings.titled("door");
        var after = before.with(setting, setting.parse(setting.words().example()));
        var request = new Request("1", new ChangeSettings(SettingsPatch.between(before, after), null));
        assertThat(Request.parse(request.json())).isEqualTo(request);
        var description = new Description("door", null, null, null, after, MpegSettings.DEFAULT, Set.of(), "", 0,
                Holding.RECORDED,
                before, "", null);
        assertThat(Description.parse(description.json())).isEqualTo(description);
    }

    @Test
    void onlyWhatDiffersIsChanged() {
        var before = SETTINGS;
        var next = new CameraSettings("Höf", null, 12.5, 55, 180, Flip.HV, "gray");
        var patch = SettingsPatch.between(before, next);
        assertThat(patch.names()).containsExactlyInAnyOrder("size", "rotate");
        assertThat(patch.applyTo(before)).isEqualTo(next);
        assertThat(patch.applyTo(CameraSettings.titled("another")))
                .isEqualTo(new CameraSettings("another", null, null, 80, 180, Flip.NONE, ""));
    }
}
