package dev.oriel.config;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// The files that the settings in use came from.
///
/// Such a file may be gone or empty for a moment, while a version control system or an editor writes it anew, and that is no wish to be
/// without cameras.
///
/// Threads: one reads settings at a time.
public final class UsedFiles {
    private final Set<Path> used = new HashSet<>();
    private final Set<Path> found = new HashSet<>();

    void begin() {
        found.clear();
    }

    /// The file has said something.
    void found(Path file) {
        found.add(file);
    }

    /// True when settings in use came from it.
    boolean contains(Path file) {
        return used.contains(file);
    }

    /// The files found since the beginning are in use from now on.
    void take() {
        used.addAll(found);
    }
}
