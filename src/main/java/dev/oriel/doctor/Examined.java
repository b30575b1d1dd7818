package dev.oriel.doctor;

import dev.oriel.config.Settings;
import dev.oriel.hub.Hub;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The installation that is examined.
///
/// @param settings as they stand; the defaults where they cannot be used
/// @param problems why the settings cannot be used, a line each
/// @param files    of the settings, whether or not they exist
/// @param data     the data folder
/// @param running  the cameras of the server that examines itself; null for a command
public record Examined(Settings settings, List<String> problems, List<Path> files, Path data, @Nullable Hub running) {
    public Examined {
        problems = List.copyOf(problems);
        files = List.copyOf(files);
    }
}
