package dev.oriel.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The files of the data folder.
public final class DataFiles {
    /// Settings of cameras that were changed while running.
    static final String CAMERAS = "cameras.json";
    /// The last changes of those settings.
    static final String HISTORY = "history.json";
    static final String PRESETS = "presets.json";
    static final String CONTROLS = "controls.json";
    private static final List<String> SECRET = List.of("accounts.json", "keys.json", "sessions.json", "tls/authority.key",
            "tls/server.key");
    private static final List<String> OTHERS = List.of(CAMERAS, HISTORY, PRESETS, CONTROLS, "edge-id", "key-uses.json",
            "tls/authority.crt");

    private DataFiles() {
    }

    /// The paths of all files, of those that do not exist as well.
    ///
    /// @param data the folder
    public static List<Path> all(Path data) {
        return Stream.concat(SECRET.stream(), OTHERS.stream()).map(data::resolve).toList();
    }

    /// The paths of the files that their owner alone may read.
    public static List<Path> secret(Path data) {
        return SECRET.stream().map(data::resolve).toList();
    }

    /// The file of settings that were changed while running.
    public static Path cameras(Path data) {
        return data.resolve(CAMERAS);
    }
}
