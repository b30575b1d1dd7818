package dev.oriel.config;

import dev.oriel.orient.OrientJson;
import dev.oriel.orient.Pose;
import java.nio.file.Path;
import java.util.Map;

/// The presets of cameras that are turned, kept in `presets.json` of the data folder.
///
/// Threads: any. Blocking: reads and writes the disk. Errors: what cannot be written is an [java.io.UncheckedIOException] with words for a user.
public final class OrientStore extends KeptObjects {
    /// @param folder made when the first preset is kept
    public OrientStore(Path folder) {
        super(folder.resolve(DataFiles.PRESETS), (name, presets) -> OrientJson.readPresets(presets));
    }

    /// The presets of a camera, by name.
    public Map<String, Pose> presets(String camera) {
        var presets = get(camera);
        return presets == null ? Map.of() : OrientJson.readPresets(presets);
    }

    /// Keeps all presets of a camera.
    public void keep(String camera, Map<String, Pose> presets) {
        put(camera, OrientJson.writePresets(presets));
    }
}
