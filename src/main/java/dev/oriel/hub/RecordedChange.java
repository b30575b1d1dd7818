package dev.oriel.hub;

import dev.oriel.observe.Printable;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A change of a camera's settings that was accepted, with all that its undo takes.
///
/// @param id     counted from 1 for each camera
/// @param author the account's name, or null where nobody was logged in
/// @param before the values before it of the settings that it changed
/// @param after  the values of the same settings after it
/// @param undone when and by whom it was undone, or null
public record RecordedChange(long id, Instant at, @Nullable String author, SettingsPatch before, SettingsPatch after,
        @Nullable Undoing undone) {
    private static final int MOST_AUTHOR = 64;

    /// The end of a change.
    ///
    /// @param author    the account's name, or null where nobody was logged in
    /// @param takenBack true where the camera could not have the change, and took it back itself
    public record Undoing(Instant at, @Nullable String author, boolean takenBack) {
        public Undoing {
            author = bounded(author);
        }

        private JsonObject write() {
            return new JsonObject().put("at", at.toString()).put("by", author).put("takenBack", takenBack);
        }

        private static Undoing read(JsonObject json) {
            return new Undoing(instant(json.getString("at")), json.getString("by"), json.getBoolean("takenBack"));
        }
    }

    /// Other processes name authors, too: none of them decides how much is kept.
    public RecordedChange {
        author = bounded(author);
        if (before.values().isEmpty() || !before.values().keySet().equals(after.values().keySet())) {
            throw new IllegalArgumentException("a change of the same settings before and after");
        }
    }

    /// The change that leads from the one to the other, which differ.
    public static RecordedChange of(long id, Instant at, @Nullable String author, CameraSettings before, CameraSettings after) {
        return new RecordedChange(id, at, author, SettingsPatch.between(after, before), SettingsPatch.between(before, after),
                null);
    }

    /// The same change as one that was undone.
    public RecordedChange ended(Undoing undoing) {
        return new RecordedChange(id, at, author, before, after, undoing);
    }

    // --- undo

    /// The change to undo among all of a camera.
    ///
    /// @param id of it, or null for the newest that stands
    /// @throws UndoException when there is none, or it was undone before
    public static RecordedChange toUndo(List<RecordedChange> changes, @Nullable Long id) throws UndoException {
        if (id == null) {
            return changes.stream().filter(change -> change.undone == null).max(Comparator.comparingLong(RecordedChange::id))
                    .orElseThrow(() -> new UndoException("there is no change to undo"));
        }
        var found = changes.stream().filter(change -> change.id == id).findFirst().orElseThrow(
                () -> new UndoException("there is no change " + id + " any more; the last " + SettingsMemory.MOST_CHANGES
                        + " are kept"));
        if (found.undone != null) {
            throw new UndoException("change " + id + " was undone before");
        }
        return found;
    }

    /// The settings without this change.
    ///
    /// @throws UndoException when a setting of it has been given another value since
    public CameraSettings undo(CameraSettings now) throws UndoException {
        var others = new TreeSet<String>();
        after.values().forEach((setting, made) -> {
            var stands = setting.of(now);
            if (!Objects.equals(stands, made) && !Objects.equals(stands, before.values().get(setting))) {
                others.add(setting.key() + " is " + words(CameraSetting.json(stands)) + " now, and was "
                        + words(CameraSetting.json(made))
                        + " after change " + id);
            }
        });
        if (!others.isEmpty()) {
            throw new UndoException("it has been changed since: " + String.join("; ", others));
        }
        return before.applyTo(now);
    }

    private static String words(@Nullable Object value) {
        return value == null ? "the source's own" : value.equals("") ? "empty" : value.toString();
    }

    // --- JSON

    /// As it is kept and sent.
    public JsonObject write() {
        return new JsonObject().put("id", id).put("at", at.toString()).put("by", author).put("before", before.json())
                .put("after", after.json()).put("undone", undone == null ? null : undone.write());
    }

    /// Reads what [#write] wrote.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] or [NullPointerException] when it is no change
    public static RecordedChange read(JsonObject json) {
        return read(json, SettingsPatch::read);
    }

    /// Reads what another process says; texts become one bounded line each.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] or [NullPointerException] when it is no change
    static RecordedChange readWhatIsSaid(JsonObject json) {
        return read(json, SettingsPatch::readWhatIsSaid);
    }

    private static RecordedChange read(JsonObject json, Function<JsonObject, SettingsPatch> values) {
        var undone = json.getJsonObject("undone");
        return new RecordedChange(json.getLong("id"), instant(json.getString("at")), json.getString("by"),
                known(json.getJsonObject("before"), values), known(json.getJsonObject("after"), values),
                undone == null ? null : Undoing.read(undone));
    }

    /// The undo of a change takes all of its settings.
    private static SettingsPatch known(JsonObject said, Function<JsonObject, SettingsPatch> values) {
        if (!CameraSetting.NAMES.containsAll(said.fieldNames())) {
            throw new IllegalArgumentException("a change of unknown settings");
        }
        return values.apply(said);
    }

    private static @Nullable String bounded(@Nullable String author) {
        return author == null ? null : Printable.of(author, MOST_AUTHOR);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("no time", e);
        }
    }
}
