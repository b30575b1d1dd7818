package dev.oriel.config;

import dev.oriel.files.Ownership;
import dev.oriel.files.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads the files of the settings: `oriel.yaml`, or the one that `--config` names, and `.env`.
///
/// An unreadable file is a problem and never counts as empty. Neither does a file that was used and is gone, or has no settings any
/// more. A file that was found in the working folder has to belong to somebody whom this process believes.
///
/// Threads: used by one. Blocking: reads the disk.
final class SettingsFiles {
    private static final String PLATFORMS_PORT = "PORT";

    private final SettingsReader.Inputs inputs;
    private final Problems problems;
    private final UsedFiles used;
    private final Ownership ownership;

    /// Makes values of a text.
    private interface Notation {
        Map<String, RawValue> parse(String name, String text, Problems problems);
    }

    SettingsFiles(SettingsReader.Inputs inputs, Problems problems, UsedFiles used) {
        this.inputs = inputs;
        this.problems = problems;
        this.used = used;
        ownership = Ownership.of(inputs.environment());
    }

    /// The values of the YAML file, by key.
    Map<String, RawValue> yaml() {
        var file = inputs.settingsFile();
        if (inputs.file() != null) {
            return values(file, YamlFile::parse, key -> true);
        }
        return isBelieved(file, "or name it: --config " + file) ? values(file, YamlFile::parse, key -> true) : Map.of();
    }

    /// The values of `.env`, by name; other programs' names too.
    Map<String, RawValue> dotEnv() {
        return isBelieved(inputs.dotEnv(), "or start Oriel in another folder")
                ? values(inputs.dotEnv(), DotEnv::parse,
                        name -> name.startsWith(RawSettings.PREFIX) || name.equals(PLATFORMS_PORT))
                : Map.of();
    }

    private boolean isBelieved(Path file, String remedy) {
        try {
            var objection = ownership.objection(file);
            objection.ifPresent(why -> problems.add(file + ": not read, because " + why
                    + ", who could have any command run through it: allowed: a file of yours or of root's: "
                    + "take it over with chown, " + remedy));
            return objection.isEmpty();
        } catch (IOException e) {
            return true; // Reading it will say why.
        }
    }

    /// @param counts tells which of the values are settings of this program
    private Map<String, RawValue> values(Path file, Notation form, Predicate<String> counts) {
        try {
            var text = file.equals(inputs.file()) ? TextFile.read(file) : TextFile.readIfThere(file);
            var problem = absence(file, text);
            if (problem != null) {
                problems.add(file + ": " + problem);
                return Map.of();
            }
            var values = form.parse(String.valueOf(file.getFileName()), text == null ? "" : text, problems);
            if (values.keySet().stream().anyMatch(counts)) {
                used.found(file);
            } else if (used.contains(file)) {
                problems.add(file + ": it has no settings any more; those that were read from it stay until a restart");
            }
            return values;
        } catch (IOException e) {
            problems.add(file + ": cannot be read: " + e.getMessage());
            return Map.of();
        }
    }

    private @Nullable String absence(Path file, @Nullable String text) {
        boolean wasUsed = used.contains(file);
        if (text == null) {
            return wasUsed
                    ? "it is gone; the settings that were read from it stay until it is there again, or until a restart"
                    : null;
        } else if (!text.isBlank()) {
            return null;
        } else if (wasUsed) {
            return "it is empty; the settings that were read from it stay until it has some again, or until a restart";
        }
        return file.equals(inputs.file()) && Files.isRegularFile(file)
                ? "it is empty, as a file that was cut off: allowed: settings, or a comment where there are to be none"
                : null;
    }
}
