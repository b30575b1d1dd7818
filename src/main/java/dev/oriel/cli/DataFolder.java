package dev.oriel.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The word that names the data folder.
final class DataFolder {
    @Option(names = "--data", paramLabel = "DIR", description = "Where accounts, keys and other state live (default oriel-data).")
    private @Nullable Path data;

    /// `--data`, else `ORIEL_DATA`, else `oriel-data`.
    Path path() {
        var fromEnvironment = System.getenv("ORIEL_DATA");
        return data != null
                ? data
                : Path.of(fromEnvironment == null || fromEnvironment.isBlank() ? "oriel-data" : fromEnvironment);
    }
}
