package dev.oriel.hub;

import dev.oriel.observe.Printable;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A change of a camera's settings that was accepted, with all that its undo takes.
///
/// @param id     counted from 1 for each camera
/// @param author the account's name, or null where nobody was logged in
/// @param before the settings that it changed, by name, as [SettingsPatch#write] has them
/// @param after  the same settings as it made them
/// @param undone when and by whom it was undone, or null
public record RecordedChange(long id, Instant at, @Nullable String author, JsonObject before, JsonObject after,
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
        if (before.isEmpty() || !before.fieldNames().equals(after.fieldNames())
                || !CameraSettings.LOCKABLE.containsAll(before.fieldNames())) {
            throw new IllegalArgumentException("a change of the same settings before and after");
        }
    }

    /// The change that leads from the one to the other, which differ.
    public static RecordedChange of(long id, Instant at, @Nullable String author, CameraSettings before, CameraSettings after) {
        return new RecordedChange(id, at, author, SettingsPatch.difference(after, before),
                SettingsPatch.difference(before, after),
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
        var stands = SettingsPatch.write(now);
        var others = new ArrayList<String>();
        for (var name : new TreeSet<>(before.fieldNames())) {
            if (!holds(now, name, after) && !holds(now, name, before)) {
                others.add(name + " is " + words(stands.getValue(name)) + " now, and was " + words(after.getValue(name))
                        + " after change " + id);
            }
        }
        if (!others.isEmpty()) {
            throw new UndoException("it has been changed since: " + String.join("; ", others));
        }
        return SettingsPatch.changed(now, before);
    }

    /// True when every setting of this change has the value after it.
    public boolean holdsIn(CameraSettings settings) {
        return SettingsPatch.changed(settings, after).equals(settings);
    }

    /// True when every setting of this change has the value before it.
    public boolean isUndoneIn(CameraSettings settings) {
        return SettingsPatch.changed(settings, before).equals(settings);
    }

    /// Compared as settings, because JSON knows several forms of a number.
    private static boolean holds(CameraSettings now, String name, JsonObject fields) {
        return SettingsPatch.changed(now, new JsonObject().put(name, fields.getValue(name))).equals(now);
    }

    private static String words(@Nullable Object value) {
        return value == null ? "the source's own" : value.equals("") ? "empty" : value.toString();
    }

    // --- JSON

    /// As it is kept and sent.
    public JsonObject write() {
        return new JsonObject().put("id", id).put("at", at.toString()).put("by", author).put("before", before).put("after", after)
                .put("undone", undone == null ? null : undone.write());
    }

    /// Reads what [#write] wrote.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] or [NullPointerException] when it is no change
    public static RecordedChange read(JsonObject json) {
        return read(json, said -> SettingsPatch.changed(CameraSettings.titled(""), said));
    }

    /// Reads what another process says; texts become one bounded line each.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] or [NullPointerException] when it is no change
    static RecordedChange readWhatIsSaid(JsonObject json) {
        return read(json, SettingsPatch::readWhatIsSaid);
    }

    private static RecordedChange read(JsonObject json, Function<JsonObject, CameraSettings> settings) {
        var undone = json.getJsonObject("undone");
        return new RecordedChange(json.getLong("id"), instant(json.getString("at")), json.getString("by"),
                fields(json.getJsonObject("before"), settings), fields(json.getJsonObject("after"), settings),
                undone == null ? null : Undoing.read(undone));
    }

    private static JsonObject fields(JsonObject said, Function<JsonObject, CameraSettings> settings) {
        var whole = SettingsPatch.write(settings.apply(said));
        var fields = new JsonObject();
        said.fieldNames().forEach(name -> fields.put(name, whole.getValue(name)));
        return fields;
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
