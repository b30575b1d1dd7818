package dev.oriel;

import dev.oriel.config.CameraStore;
import dev.oriel.config.HistoryStore;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.ConfiguredSettings;
import dev.oriel.hub.RecordedChange;
import dev.oriel.hub.SettingsMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The memory of one camera's settings in the data folder: values in one file, changes in the other. A change is in both or in neither.
///
/// @param name          of the camera
/// @param configuration the settings without the changes, as they stand
record CameraHistory(String name, CameraStore values, HistoryStore history,
        Supplier<ConfiguredSettings> configuration) implements SettingsMemory {

    @Override
    public ConfiguredSettings configured() {
        return configuration.get();
    }

    @Override
    public List<RecordedChange> changes() throws IOException {
        return history.changes(name);
    }

    @Override
    public void change(@Nullable String author, CameraSettings before, CameraSettings after) {
        if (!before.equals(after)) {
            keep(before, after, () -> history.add(name, author, before, after));
        }
    }

    @Override
    public void takeBack(CameraSettings failed, CameraSettings standing) {
        values.keep(name, configured().settings(), standing);
        try {
            var taken = history.changes(name).stream().filter(change -> change.undone() == null).findFirst()
                    .filter(change -> change.after().holdsIn(failed) && change.before().holdsIn(standing));
            taken.ifPresent(change -> history.end(name, change.id(), null, true));
        } catch (IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void undo(RecordedChange change, @Nullable String author, CameraSettings before, CameraSettings after) {
        keep(before, after, () -> history.end(name, change.id(), author, false));
    }

    /// The history is written last: a stop of the machine in between costs an entry of it, and no setting.
    private void keep(CameraSettings before, CameraSettings after, Runnable record) {
        try {
            history.changes(name);
        } catch (IOException e) {
            throw new UncheckedIOException("the change cannot be kept, because " + e.getMessage(), e);
        }
        values.keep(name, configured().settings(), after);
        try {
            record.run();
        } catch (UncheckedIOException e) {
            values.keep(name, configured().settings(), before);
            throw e;
        }
    }
}
