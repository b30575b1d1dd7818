package dev.oriel.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.time.Clocks;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What another process says of a camera's settings, of which nothing is believed but what it can be.
class RemoteJournalTest {
    private static final CameraSettings DOOR = CameraSettings.titled("Door");
    private static final CameraSettings GATE = CameraSettings.titled("Gate");
    private static final RecordedChange CHANGE = RecordedChange.of(1, Instant.EPOCH, "anna", DOOR, GATE);

    private static SettingsReport report(List<RecordedChange> changes) {
        return new SettingsReport(GATE, new ConfiguredSettings(DOOR, Map.of("title", "oriel.yaml line 4"), Set.of("filter"),
                "/srv/anna/data/cameras.json", false), changes);
    }

    private static RemoteJournal answering(JsonObject answer) {
        return new RemoteJournal((type, words) -> new JsonObject(answer.encode()));
    }

    @Test
    void aReportCrossesWithoutTheFoldersOfItsMachine() throws IOException {
        var said = answering(report(List.of(CHANGE)).write()).report();
        assertThat(said.now()).isEqualTo(GATE);
        assertThat(said.changes()).containsExactly(CHANGE);
        assertThat(said.configured()).isEqualTo(new ConfiguredSettings(DOOR, Map.of("title", "oriel.yaml line 4"),
                Set.of("filter"), "cameras.json", true));
    }

    @Test
    void noMoreChangesAreTakenThanACameraKeeps() throws IOException {
        assertThat(answering(report(Collections.nCopies(1000, CHANGE)).write()).report().changes())
                .hasSize(SettingsMemory.MOST_CHANGES);
    }

    @Test
    void textsBecomeOneBoundedLine() throws IOException {
        var words = report(List.of(CHANGE)).write();
        words.getJsonArray("changes").getJsonObject(0).put("by", "a\nb".repeat(100)).getJsonObject("after").put("title",
                "x\u0007y");
        words.getJsonObject("configured").getJsonObject("origins").put("title", "\n".repeat(10_000));
        var said = answering(words).report();
        assertThat(said.changes().getFirst().author()).hasSizeLessThanOrEqualTo(64).doesNotContain("\n");
        assertThat(said.changes().getFirst().after().json().getString("title")).isEqualTo("x y");
        assertThat(said.configured().origins().get("title")).hasSizeLessThanOrEqualTo(300).doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'now':5}", "{'now':{'quality':0}}", "{'configured':null}", "{'configured':{}}",
        "{'changes':5}", "{'changes':[5]}", "{'changes':[{}]}", "{'changes':null}"})
    void whatIsNoReportCannotBeRead(String fields) {
        var said = new JsonObject(fields.replace('\'', '"'));
        var words = said.isEmpty() ? said : report(List.of()).write().mergeIn(said);
        assertThatThrownBy(() -> answering(words).report()).isInstanceOf(IOException.class);
    }

    @Test
    void aRefusalIsSaidInItsWords() {
        assertThatThrownBy(() -> answering(new JsonObject().put("refusal", "changed\nsince")).undo(1L, "anna"))
                .isInstanceOf(UndoException.class).hasMessage("changed since");
    }

    @Test
    void aCameraWithoutAJournalSaysSo() {
        var camera = new TrackOnly(new Track("door", 0, new Clocks(() -> 0, () -> 0)));
        assertThatThrownBy(() -> RemoteJournal.obey(camera, new JsonObject())).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("this camera keeps no history of its settings");
    }
}
