package dev.oriel.config;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// Image controls that were set while running, kept in `controls.json` of the data folder.
///
/// Threads: any. Blocking: reads and writes the disk. Errors: what cannot be written is an [java.io.UncheckedIOException] with words for a user.
public final class ControlStore extends KeptObjects {
    /// @param folder made when the first value is kept
    public ControlStore(Path folder) {
        super(folder.resolve(DataFiles.CONTROLS), (name, values) -> read(values));
    }

    /// The values of a camera's controls, by the controls' names.
    public Map<String, Integer> values(String camera) {
        var values = get(camera);
        return values == null ? Map.of() : read(values);
    }

    private static Map<String, Integer> read(JsonObject values) {
        var all = new TreeMap<String, Integer>();
        for (var name : values.fieldNames()) {
            var value = values.getInteger(name);
            if (value == null) {
                throw new IllegalArgumentException(name);
            }
            all.put(name, value);
        }
        return all;
    }

    /// Keeps all values of a camera.
    public void keep(String camera, Map<String, Integer> values) {
        put(camera, new JsonObject(new TreeMap<String, Object>(values)));
    }
}
