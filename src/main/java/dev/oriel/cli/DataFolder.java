package dev.oriel.cli;

import dev.oriel.auth.BadVariableException;
import dev.oriel.config.DataFiles;
import dev.oriel.files.Ownership;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The word that names the data folder.
final class DataFolder {
    private static final Path USUAL = Path.of("oriel-data");

    @Option(names = "--data", paramLabel = "DIR", description = "Where accounts, keys and other state live (default oriel-data).")
    private @Nullable Path data;

    void take(PlainWords words) {
        data = words.path("--data");
    }

    /// `--data`, else `ORIEL_DATA`, else `oriel-data`.
    Path path() {
        var named = named();
        return named == null ? USUAL : named;
    }

    private @Nullable Path named() {
        var fromEnvironment = System.getenv("ORIEL_DATA");
        if (data != null || fromEnvironment == null || fromEnvironment.isBlank()) {
            return data;
        }
        return Path.of(fromEnvironment);
    }

    /// Accounts or keys of the folder.
    ///
    /// @param opened reads variables of the environment as well
    /// @throws UsageException when such a variable cannot be used
    <T> T credentials(Function<Path, T> opened) throws UsageException {
        try {
            return opened.apply(path());
        } catch (BadVariableException e) {
            throw new UsageException(String.join("\n", e.problems()));
        }
    }

    /// A folder that was found, not named, is used only when it and its files belong to somebody whom this process believes.
    ///
    /// @throws UsageException saying whose it is, and what to do
    void check() throws UsageException {
        if (named() != null) {
            return;
        }
        var ownership = Ownership.of(System.getenv());
        var folders = Stream.of(USUAL, USUAL.resolve("tls"));
        for (var file : Stream.concat(folders, DataFiles.all(USUAL).stream()).toList()) {
            try {
                var objection = ownership.objection(file);
                if (objection.isPresent()) {
                    throw new UsageException(file + ": not used, because " + objection.get()
                            + ": allowed: files of yours or of root's: take it over with chown, or name the folder: --data "
                            + USUAL);
                }
            } catch (IOException e) {
                // Reading it will say why.
            }
        }
    }
}
