package dev.oriel.cli;

import dev.oriel.files.Ownership;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The line in the user's own crontab that starts Oriel at boot: one for each folder, however often it is written.
///
/// Threads: one at a time. Blocking: runs `crontab`. Errors: an [IOException] with what that says.
final class Crontab {
    private Crontab() {
    }

    /// True where this user may have such a line. Root is to have none: a server of pictures needs no such rights.
    static boolean isThere() {
        return !Ownership.isRoot() && Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "crontab")));
    }

    /// The line, with absolute paths.
    ///
    /// @param word the command
    static String line(Path program, String word, Path folder) {
        return "@reboot cd " + quoted(folder) + " && exec " + quoted(program) + " " + word + " >/dev/null";
    }

    /// For the shell, and for cron, to which a percent sign is the end of a line.
    private static String quoted(Path path) {
        var text = path.toString();
        return (text.matches("[\\w./-]+") ? text : "'" + text.replace("'", "'\\''") + "'").replace("%", "\\%");
    }

    /// Puts the line there, in place of an earlier one for the same folder.
    static void put(String line, Path folder) throws IOException {
        put("crontab", line, folder);
    }

    /// @param tool what reads and writes the crontab
    static void put(String tool, String line, Path folder) throws IOException {
        var lines = new ArrayList<String>();
        for (var before : read(tool)) {
            if (!before.startsWith("@reboot cd " + quoted(folder) + " && exec ")) {
                lines.add(before);
            }
        }
        lines.add(line);
        run(String.join("\n", lines) + "\n", tool, "-");
    }

    private static List<String> read(String tool) throws IOException {
        try {
            return run("", tool, "-l").lines().toList();
        } catch (NoCrontabException e) {
            return List.of();
        }
    }

    private static String run(String input, String... words) throws IOException {
        var process = new ProcessBuilder(words).start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw err.startsWith("no crontab") ? new NoCrontabException() : new IOException("crontab: " + err.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return out;
    }

    /// The user has none yet.
    private static final class NoCrontabException extends IOException {
    }
}
