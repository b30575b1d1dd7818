package dev.oriel.hub;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The past of a camera's settings, and the ways back to it.
///
/// Threads: any. Blocking: waits for a disk, or for the machine that has the camera.
public interface SettingsJournal {
    /// The settings, where they come from, and the last changes.
    ///
    /// @throws IOException with words for a user when that cannot be read
    SettingsReport report() throws IOException;

    /// Undoes a change: the settings that it changed have the values before it again.
    ///
    /// @param id     of the change, or null for the newest that stands
    /// @param author the account's name, or null where nobody is logged in
    /// @throws UndoException when that cannot be, or not any more; nothing has changed then
    /// @throws java.io.UncheckedIOException with words for a user when it cannot be kept
    void undo(@Nullable Long id, @Nullable String author) throws UndoException;

    /// Gives settings the values again that the files, the environment and the command line say: a change as any other.
    ///
    /// @param names  of the settings
    /// @param author the account's name, or null where nobody is logged in
    /// @throws IllegalArgumentException with words for a user when that cannot be; nothing has changed then
    /// @throws java.io.UncheckedIOException with words for a user when it cannot be kept
    void reset(Set<String> names, @Nullable String author);
}
