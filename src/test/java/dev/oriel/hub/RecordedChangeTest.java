package dev.oriel.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedChangeTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final CameraSettings BEFORE = new CameraSettings("Door", null, 10.0, 80, 0, Flip.NONE, "gray");
    private static final CameraSettings AFTER = new CameraSettings("Door", new Size(640, 480), null, 80, 90, Flip.NONE, "");

    private final RecordedChange change = RecordedChange.of(3, NOON, "anna", BEFORE, AFTER);

    @Test
    void whoMadeItIsOneBoundedLine() {
        assertThat(change.author()).isEqualTo("anna");
        var long64 = RecordedChange.of(3, NOON, "a".repeat(70), BEFORE, AFTER).author();
        assertThat(long64).startsWith("a".repeat(60)).hasSizeLessThan(70);
        assertThat(RecordedChange.of(3, NOON, null, BEFORE, AFTER).author()).isNull();
    }

    @Test
    void onlyWhatDiffersIsRecorded() {
        assertThat(change.before().json()).isEqualTo(
                new JsonObject().putNull("size").put("fps", 10.0).put("rotate", 0).put("filter", "gray"));
        assertThat(change.after().json()).isEqualTo(
                new JsonObject().put("size", "640x480").putNull("fps").put("rotate", 90).put("filter", ""));
    }

    @Test
    void anUndoLeavesOtherChangesStanding() throws Exception {
        var later = new CameraSettings("Gate", new Size(640, 480), null, 50, 90, Flip.NONE, "");
        assertThat(change.undo(AFTER)).isEqualTo(BEFORE);
        assertThat(change.undo(later)).isEqualTo(new CameraSettings("Gate", null, 10.0, 50, 0, Flip.NONE, "gray"));
    }

    @Test
    void anUndoOfWhatWasChangedAgainIsRefusedWithTheValues() {
        var later = new CameraSettings("Door", new Size(640, 480), 5.0, 80, 180, Flip.NONE, "");
        assertThatThrownBy(() -> change.undo(later)).isInstanceOf(UndoException.class).hasMessage(
                "it has been changed since: fps is 5.0 now, and was the source's own after change 3; rotate is 180 now, and was 90"
                        + " after change 3");
    }

    @Test
    void whatIsBackAlreadyIsNoObstacle() throws Exception {
        var takenBack = new CameraSettings("Door", null, 10.0, 80, 90, Flip.NONE, "");
        assertThat(change.undo(takenBack)).isEqualTo(BEFORE);
    }

    @Test
    void theNewestThatStandsIsUndoneUnlessAnotherIsNamed() throws Exception {
        var second = RecordedChange.of(4, NOON, null, /* before= */ AFTER, /* after= */ BEFORE)
                .ended(new RecordedChange.Undoing(NOON, "bob", false));
        var all = List.of(second, change);
        assertThat(RecordedChange.toUndo(all, null)).isEqualTo(change);
        assertThat(RecordedChange.toUndo(all, 3L)).isEqualTo(change);
        assertThatThrownBy(() -> RecordedChange.toUndo(all, 4L)).hasMessage("change 4 was undone before");
        assertThatThrownBy(() -> RecordedChange.toUndo(all, 2L))
                .hasMessage("there is no change 2 any more; the last 20 are kept");
        assertThatThrownBy(() -> RecordedChange.toUndo(List.of(second), null)).hasMessage("there is no change to undo");
    }

    /// A process of the bus may name anything as the author, and 20 of these are kept for each camera.
    @Test
    void aLongAuthorIsKeptShort() {
        var author = "a\n" + "b".repeat(1_000_000);
        var kept = RecordedChange.of(1, NOON, author, BEFORE, AFTER).ended(new RecordedChange.Undoing(NOON, author, false));
        assertThat(kept.write().encode()).hasSizeLessThan(1_000).doesNotContain("\\n");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var odd = new CameraSettings("a\u200eb", null, 0.1, 80, 0, Flip.HV, "text='x, y'");
        for (var each : List.of(change, change.ended(new RecordedChange.Undoing(NOON, null, true)),
                RecordedChange.of(1, NOON, null, BEFORE, odd))) {
            assertThat(RecordedChange.read(new JsonObject(each.write().encode()))).isEqualTo(each);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'before':{},'after':{}}", "{'before':{'fps':1},'after':{'size':null}}",
        "{'before':{'fps':0},'after':{'fps':1}}", "{'before':{'uri':'a'},'after':{'uri':'b'}}", "{'at':'noon'}",
        "{'undone':{'at':'noon'}}", "{'id':null}", "{'before':{'title':null},'after':{'title':'x'}}"})
    void whatIsNoChangeIsNotRead(String fields) {
        var json = change.write().mergeIn(new JsonObject(fields.replace('\'', '"')));
        if (fields.equals("{}")) {
            json = new JsonObject();
        }
        var broken = json;
        assertThatThrownBy(() -> RecordedChange.read(broken)).isInstanceOfAny(IllegalArgumentException.class,
                ClassCastException.class, NullPointerException.class);
    }
}
