package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Size;
import dev.oriel.hub.TrackState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class EdgeOfferTest {
    private static final String ID = "00112233445566778899aabbccddeeff";
    private static final String DOOR = """
            {"name":"door","state":"lost","cause":"unplugged","size":"1280x720","fps":25,"capabilities":["settings","fly"],
            "settings":{"title":"Front door","fps":null,"size":null,"quality":80,"rotate":0,"flip":"none","filter":"gray"},
            "modes":[{"size":"1280x720","fps":[30,15]},{"size":"x","fps":[]}],"path":["ffeeddccbbaa99887766554433221100"],
            "later":7}""";

    private static EdgeOffer read(String cameras) throws ProtocolException {
        return EdgeOffer.read(new JsonObject("{\"edge\":\"" + ID + "\",\"version\":\"0.1\",\"cameras\":[" + cameras + "]}"));
    }

    private static OfferedCamera door(String field, Object value) throws ProtocolException {
        return OfferedCamera.read(new JsonObject(DOOR).put(field, value));
    }

    @Test
    void anOfferIsReadWholeAndWhatALaterVersionSaysIsPassedOver() throws Exception {
        var offer = read(DOOR);
        assertThat(offer.edge()).isEqualTo(ID);
        var door = offer.cameras().getFirst();
        assertThat(door.state()).isEqualTo(TrackState.lost("unplugged"));
        assertThat(door.size()).isEqualTo(new Size(1280, 720));
        assertThat(door.fps()).isEqualTo(25);
        assertThat(door.capabilities()).containsExactly("settings");
        assertThat(door.settings().title()).isEqualTo("Front door");
        assertThat(door.settings().filter()).isEqualTo("gray");
        assertThat(door.modes()).singleElement().satisfies(mode -> assertThat(mode.fps()).containsExactly(30.0, 15.0));
        assertThat(door.path()).containsExactly("ffeeddccbbaa99887766554433221100");
    }

    @Test
    void aCameraMayBeNothingButAName() throws Exception {
        var door = read("{\"name\":\"door\"}").cameras().getFirst();
        assertThat(door.settings().title()).isEqualTo("door");
        assertThat(door.state()).isEqualTo(TrackState.IDLE);
        assertThat(door.size()).isNull();
    }

    @Test
    void namesThatNoCameraCanHaveAreNamedAndTheOthersGoOn() throws Exception {
        var offer = read("{\"name\":\"Door\\n\"}," + DOOR + ",{\"name\":\"" + "x".repeat(1000) + "\"}");
        assertThat(offer.cameras()).hasSize(1);
        assertThat(offer.badNames()).hasSize(2).allMatch(name -> name.length() <= 64 && !name.contains("\n"));
    }

    @Test
    void textsAreBoundedLines() throws Exception {
        assertThat(String.valueOf(door("cause", "a\u202eb\n" + "x".repeat(5000)).state().cause())).hasSizeLessThanOrEqualTo(200)
                .startsWith("a b ");
        var settings = EdgeSettings.of("t\u0000" + "y".repeat(5000), "z".repeat(100_000));
        assertThat(door("settings", settings).settings().title()).hasSizeLessThanOrEqualTo(100).startsWith("t ");
        assertThat(door("settings", settings).settings().filter()).hasSizeLessThanOrEqualTo(1000);
    }

    @Test
    void whatCannotBeIsNotKnown() throws Exception {
        assertThat(door("fps", -1).fps()).isNull();
        assertThat(door("fps", 1e300).fps()).isNull();
        assertThat(door("size", "9999999x1").size()).isNull();
        assertThat(door("state", "dancing").state()).isEqualTo(TrackState.IDLE);
        var modes = new JsonArray();
        for (int i = 0; i < 10_000; i++) {
            modes.add(new JsonObject().put("size", "640x480").put("fps", new JsonArray().add(Double.MAX_VALUE)));
        }
        assertThat(door("modes", modes).modes()).hasSize(64).allMatch(mode -> mode.fps().isEmpty());
    }

    @Test
    void whatMakesNoSenseIsRefused() throws Exception {
        for (var field : new String[]{"fps", "settings", "modes", "path", "capabilities"}) {
            var wrong = field.equals("fps") ? "fast" : (Object) 7;
            assertThatThrownBy(() -> door(field, wrong)).as(field).isInstanceOf(ProtocolException.class);
        }
        assertThatThrownBy(() -> door("size", "0x0")).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> door("settings", EdgeSettings.of("x", "").put("rotate", 45)))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> door("path", new JsonArray().add("me"))).isInstanceOf(ProtocolException.class);
        var long17 = new JsonArray();
        for (int i = 0; i < 17; i++) {
            long17.add(ID);
        }
        assertThat(door("path", long17).path()).as("too long to be anything but a loop").hasSize(17);
        assertThatThrownBy(() -> read(DOOR + "," + DOOR)).isInstanceOf(ProtocolException.class).hasMessageContaining("twice");
        assertThatThrownBy(() -> read("null")).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> read("{}")).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> EdgeOffer.read(new JsonObject("{\"edge\":\"me\",\"cameras\":[]}")))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> EdgeOffer.read(new JsonObject("{\"edge\":\"" + ID + "\"}")))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> read("{\"name\":\"a\"},".repeat(10_000) + "{\"name\":\"b\"}"))
                .isInstanceOf(ProtocolException.class).hasMessageContaining("256");
    }

    @Test
    void anOfferHasSoManyCamerasAtMost() throws ProtocolException {
        var most = new JsonArray();
        for (int i = 0; i < EdgeOffer.MOST_CAMERAS; i++) {
            most.add(new JsonObject().put("name", "camera-" + i));
        }
        var offer = new JsonObject().put("edge", ID).put("cameras", most);
        assertThat(EdgeOffer.read(offer).cameras()).hasSize(256);
        most.add(new JsonObject().put("name", "one-more"));
        assertThatThrownBy(() -> EdgeOffer.read(offer)).hasMessageContaining("at most 256");
    }
}
