package dev.oriel.config;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Hub;
import dev.oriel.hub.RecordedChange;
import dev.oriel.hub.SettingsMemory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The last changes of cameras' settings, kept in `history.json` of the data folder: [SettingsMemory#MOST_CHANGES] of each camera, and
/// of the [Hub#MAX_CAMERAS] cameras that were changed last.
///
/// A file that cannot be read or understood never counts as empty: it is left alone, nothing is added, and nothing of it is shown.
///
/// Threads: any. Blocking: reads and writes the disk. Errors: what cannot be written is an [java.io.UncheckedIOException] with words for a user.
public final class HistoryStore extends KeptObjects {
    private static final String CHANGES = "changes";

    private final InstantSource clock;

    /// @param folder made when the first change is kept
    /// @param clock  says when a change was made
    public HistoryStore(Path folder, InstantSource clock) {
        super(folder.resolve(DataFiles.HISTORY), (name, changes) -> read(changes), Hub.MAX_CAMERAS);
        this.clock = clock;
    }

    /// The last changes of a camera, newest first.
    ///
    /// @throws IOException naming the file and the reason when they cannot be read
    public List<RecordedChange> changes(String camera) throws IOException {
        var all = get(camera);
        if (isBroken()) {
            throw new IOException("the history of the settings cannot be read: " + problem()
                    + "; mend it, or move it away");
        }
        return all == null ? List.of() : read(all).reversed();
    }

    /// Adds a change.
    ///
    /// @param author the account's name, or null where nobody was logged in
    public void add(String camera, @Nullable String author, CameraSettings before, CameraSettings after) {
        editChanges(camera, all -> {
            long id = all.isEmpty() ? 1 : all.getLast().id() + 1;
            var made = RecordedChange.of(id, clock.instant().truncatedTo(ChronoUnit.MILLIS), author, before, after);
            return Stream.concat(all.stream().skip(Math.max(0, all.size() + 1 - SettingsMemory.MOST_CHANGES)), Stream.of(made))
                    .toList();
        });
    }

    /// Marks a change as undone.
    ///
    /// @param author    the account's name, or null where nobody was logged in
    /// @param takenBack true where the camera did that itself
    public void end(String camera, long id, @Nullable String author, boolean takenBack) {
        var undoing = new RecordedChange.Undoing(clock.instant().truncatedTo(ChronoUnit.MILLIS), author, takenBack);
        editChanges(camera, all -> all.stream().map(change -> change.id() == id ? change.ended(undoing) : change).toList());
    }

    private void editChanges(String camera, UnaryOperator<List<RecordedChange>> change) {
        edit(camera, before -> write(change.apply(before == null ? List.of() : read(before))));
    }

    private static JsonObject write(List<RecordedChange> changes) {
        return new JsonObject().put(CHANGES, new JsonArray(changes.stream().map(RecordedChange::write).toList()));
    }

    /// Oldest first.
    private static List<RecordedChange> read(JsonObject json) {
        return json.getJsonArray(CHANGES).stream().map(change -> RecordedChange.read((JsonObject) change)).toList();
    }
}
