package dev.oriel.source;

import dev.oriel.hub.SettingsJournal;
import dev.oriel.hub.SettingsReport;
import dev.oriel.hub.UndoException;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The journal of a camera whose settings this process keeps.
///
/// @param settings as they stand
/// @param changed  told of each change, so that it shows in the pictures
public record TriedJournal(TriedSettings settings, Consumer<TriedSettings.Change> changed) implements SettingsJournal {
    @Override
    public SettingsReport report() throws IOException {
        return settings.report();
    }

    @Override
    public void undo(@Nullable Long id, @Nullable String author) throws UndoException {
        changed.accept(settings.undo(id, author));
    }

    @Override
    public void reset(Set<String> names, @Nullable String author) {
        changed.accept(settings.reset(names, author));
    }
}
