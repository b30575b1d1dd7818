package dev.oriel.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.hub.CameraMode;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Size;
import dev.oriel.hub.TrackState;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OfferStateTest {
    private static final String EDGE = "0123456789abcdef0123456789abcdef";
    private final OfferState offers = new OfferState(EDGE, "1");

    private static CameraStatus camera(String name, TrackState state) {
        return new CameraStatus(name, state, new Size(640, 480), 25.0, List.of("settings"), CameraSettings.titled(name),
                List.of(new CameraMode(new Size(640, 480), List.of(30.0))), List.of(), "");
    }

    private List<JsonObject> due(double seconds, CameraStatus... cameras) {
        return due(Set.of(), seconds, cameras);
    }

    private List<JsonObject> due(Set<String> doubtful, double seconds, CameraStatus... cameras) {
        return offers.due(List.of(cameras), doubtful, Duration.ofMillis((long) (seconds * 1000)).toNanos()).stream()
                .map(JsonObject::new)
                .toList();
    }

    @Test
    void offerIsWholeAndSaysEverythingOfACamera() {
        assertThat(due(0, camera("door", TrackState.lost("unplugged")))).containsExactly(new JsonObject(
                """
                        {"type":"offer","edge":"%s","version":"1","cameras":[{"name":"door","state":"lost","cause":"unplugged","size":"640x480","fps":25.0,
                        "capabilities":["settings"],"settings":{"title":"door","fps":null,"size":null,"quality":80,"rotate":0,"flip":"none","filter":""},
                        "modes":[{"size":"640x480","fps":[30.0]}],"path":[]}]}"""
                        .formatted(EDGE)));
    }

    @Test
    void nothingNewIsNotSaid() {
        due(0, camera("door", TrackState.IDLE));
        assertThat(due(1, camera("door", TrackState.IDLE))).isEmpty();
    }

    /// The answer may be older than the description before it, and the relay believes what it hears last.
    @Test
    void cameraThatAnAnswerHasToldOfIsDescribedOnceMore() {
        due(0, camera("door", TrackState.IDLE), camera("yard", TrackState.IDLE));
        var again = due(Set.of("door"), 1, camera("door", TrackState.IDLE), camera("yard", TrackState.IDLE));
        assertThat(again).hasSize(1);
        assertThat(again.getFirst().getString("type")).isEqualTo("camera");
        assertThat(again.getFirst().getString("name")).isEqualTo("door");
        assertThat(due(2, camera("door", TrackState.IDLE), camera("yard", TrackState.IDLE))).isEmpty();
    }

    private static CameraStatus through(String edge) {
        return new CameraStatus("door", TrackState.IDLE, null, null, List.of(), CameraSettings.titled("door"), List.of(),
                List.of(edge), "");
    }

    @Test
    void cameraThatWasALoopIsOfferedAgainWhenItComesAnotherWay() {
        due(0, through("relay"));
        offers.accepted(List.of());
        offers.refused("door", "loop");
        assertThat(due(11, through("relay"))).isEmpty();
        assertThat(due(12, through("other")).getFirst().getString("type")).isEqualTo("offer");
        offers.accepted(List.of());
        offers.refused("door", "loop");
        assertThat(due(30, through("other"))).isEmpty();
    }

    @Test
    void edgeWithoutCamerasOffersNone() {
        assertThat(due(0)).hasSize(1);
        assertThat(due(1)).isEmpty();
    }

    @Test
    void changedCameraIsDescribedAlone() {
        due(0, camera("door", TrackState.IDLE), camera("yard", TrackState.IDLE));
        var changes = due(1, camera("door", TrackState.IDLE), camera("yard", TrackState.LIVE));
        assertThat(changes).hasSize(1);
        assertThat(changes.getFirst().getString("type")).isEqualTo("camera");
        assertThat(changes.getFirst().getString("name")).isEqualTo("yard");
        assertThat(changes.getFirst().getString("state")).isEqualTo("live");
    }

    @Test
    void anotherSetIsOfferedAnew() {
        due(0, camera("door", TrackState.IDLE));
        assertThat(due(1, camera("door", TrackState.IDLE), camera("yard", TrackState.IDLE))).singleElement()
                .satisfies(offer -> assertThat(offer.getJsonArray("cameras")).hasSize(2));
        assertThat(due(2, camera("yard", TrackState.IDLE))).singleElement()
                .satisfies(offer -> assertThat(offer.getJsonArray("cameras")).hasSize(1));
    }

    @Test
    void onlyWhatIsAcceptedMayBeWatched() {
        due(0, camera("door", TrackState.IDLE), camera("yard", TrackState.IDLE));
        assertThat(offers.isAccepted("door")).isFalse();
        offers.accepted(Set.of("door", "vault"));
        assertThat(offers.isAccepted("door")).isTrue();
        assertThat(offers.isAccepted("yard")).isFalse();
        assertThat(offers.isAccepted("vault")).isFalse();
        due(1, camera("yard", TrackState.IDLE));
        assertThat(offers.isAccepted("door")).isFalse();
    }

    @Test
    void refusedCameraIsOfferedAgainEveryTenSeconds() {
        var cameras = new CameraStatus[]{camera("door", TrackState.IDLE), camera("yard", TrackState.IDLE)};
        due(0, cameras);
        offers.accepted(Set.of("door"));
        assertThat(offers.refused("yard", "name-taken")).isTrue();
        assertThat(offers.refused("yard", "name-taken")).isFalse();
        assertThat(due(9.9, cameras)).isEmpty();
        assertThat(due(10, cameras)).hasSize(1);
        offers.accepted(Set.of("door", "yard"));
        assertThat(due(30, cameras)).isEmpty();
    }

    @Test
    void loopAndBadNameAreNotTriedAgain() {
        var cameras = new CameraStatus[]{camera("door", TrackState.IDLE), camera("yard", TrackState.IDLE)};
        due(0, cameras);
        offers.accepted(Set.of());
        offers.refused("yard", "loop");
        offers.refused("door", "bad-name");
        assertThat(due(100, cameras)).isEmpty();
    }

    @Test
    void cameraThatIsTakenAwayLaterIsNoLongerAccepted() {
        due(0, camera("door", TrackState.IDLE));
        offers.accepted(Set.of("door"));
        offers.refused("door", "other-publisher");
        assertThat(offers.isAccepted("door")).isFalse();
        assertThat(due(10, camera("door", TrackState.IDLE))).hasSize(1);
    }

    @Test
    void camerasThatWereNotOfferedCannotBeRefused() {
        due(0, camera("door", TrackState.IDLE));
        assertThat(offers.refused("vault", "name-taken")).isFalse();
    }

    @Test
    void offerThatIsTooLongGoesWithoutModes() {
        var modes = Collections.nCopies(200, new CameraMode(new Size(640, 480), List.of(30.0, 15.0)));
        var cameras = IntStream.range(0, 300)
                .mapToObj(i -> new CameraStatus("camera-" + i, TrackState.IDLE, null, null, List.of(),
                        CameraSettings.titled("x"), modes, List.of(), ""))
                .toArray(CameraStatus[]::new);
        var offer = due(0, cameras).getFirst();
        assertThat(offer.encode().length()).isLessThan(OfferState.MOST_OFFER_CHARS);
        assertThat(offer.getJsonArray("cameras")).hasSize(OfferState.MOST_CAMERAS);
    }

    @Test
    void missingAnswerIsNoticed() {
        due(0, camera("door", TrackState.IDLE));
        assertThat(offers.isUnanswered(Duration.ofSeconds(10), Duration.ofSeconds(9).toNanos())).isFalse();
        assertThat(offers.isUnanswered(Duration.ofSeconds(10), Duration.ofSeconds(10).toNanos())).isTrue();
        offers.accepted(Set.of());
        assertThat(offers.isUnanswered(Duration.ofSeconds(10), Duration.ofSeconds(10).toNanos())).isFalse();
    }
}
