package dev.oriel.config;

import dev.oriel.files.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The keys that somebody has written into a settings file, each with its value, whether or not that can be used.
///
/// Blocking: reads the disk.
public final class WrittenKeys {
    private WrittenKeys() {
    }

    /// Keys such as `bus.url` and `cameras.door.uri`; none where there is no file.
    ///
    /// @throws IOException when it cannot be read
    public static Map<String, String> in(Path file) throws IOException {
        var text = TextFile.readIfThere(file);
        var written = new LinkedHashMap<String, String>();
        if (text != null) {
            YamlFile.parse(file.toString(), text, new Problems()).forEach((key, value) -> written.put(key, value.text()));
        }
        return written;
    }
}
