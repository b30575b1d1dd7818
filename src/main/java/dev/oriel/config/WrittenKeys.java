package dev.oriel.config;

import dev.oriel.files.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/// The keys that somebody has written into a settings file, whether or not their values can be used.
///
/// Blocking: reads the disk.
public final class WrittenKeys {
    private WrittenKeys() {
    }

    /// Keys such as `bus.url` and `cameras.door.uri`; none where there is no file.
    ///
    /// @throws IOException when it cannot be read
    public static Set<String> in(Path file) throws IOException {
        var text = TextFile.readIfThere(file);
        return text == null ? Set.of() : Set.copyOf(YamlFile.parse(file.toString(), text, new Problems()).keySet());
    }
}
