package dev.oriel.hub;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is remembered of a camera's settings: the values that were changed while running, and the last changes.
///
/// Threads: any, but one change of a camera at a time. Blocking: waits for a disk. Errors: what cannot be kept is an
/// [java.io.UncheckedIOException] with words for a user, and then nothing of it is kept.
public interface SettingsMemory {
    /// How many changes of a camera are remembered.
    int MOST_CHANGES = 20;

    /// The settings without the changes.
    ConfiguredSettings configured();

    /// The last changes, newest first.
    ///
    /// @throws IOException with words for a user when they cannot be read
    List<RecordedChange> changes() throws IOException;

    /// Keeps a change that somebody has made.
    ///
    /// @param author the account's name, or null where nobody is logged in
    void change(@Nullable String author, CameraSettings before, CameraSettings after);

    /// Keeps settings that stand in place of others which the camera could not have.
    void takeBack(CameraSettings failed, CameraSettings standing);

    /// Keeps the undo of a change.
    ///
    /// @param author the account's name, or null where nobody is logged in
    void undo(RecordedChange change, @Nullable String author, CameraSettings before, CameraSettings after);
}
