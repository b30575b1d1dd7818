package dev.oriel.config;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.SettingsPatch;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// Settings of cameras that were changed while running, kept in `cameras.json` of the data folder.
///
/// Only what differs from the configuration is kept, so a later change to the configuration of anything else takes effect.
///
/// A file that cannot be read or understood never counts as empty: a change may be the one that keeps a part of the picture from being
/// seen. While running, the changes that were read last hold, and the log says once why.
///
/// Threads: any. Blocking: reads and writes the disk. Errors: a change that cannot be written is an [UncheckedIOException] with words for a user.
public final class CameraStore extends KeptObjects {
    /// @param folder made when the first change is kept
    public CameraStore(Path folder) {
        super(DataFiles.cameras(folder),
                (name, changed) -> SettingsPatch.read(changed).applyTo(CameraSettings.titled(name)));
    }

    /// The configured settings with what was changed since put over them.
    public CameraSettings overlay(String name, CameraSettings configured) {
        var changed = get(name);
        return changed == null ? configured : SettingsPatch.read(changed).applyTo(configured);
    }

    /// Keeps what differs from the configuration.
    public void keep(String name, CameraSettings configured, CameraSettings now) {
        put(name, SettingsPatch.between(configured, now).json());
    }
}
