package dev.oriel.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The programs that run on this machine, with the files and ports that they have open.
///
/// Only root sees what programs of other users have open: of these nothing is found without it.
///
/// Blocking: reads `/proc`. Source: proc(5), `/proc/PID/fd` and `/proc/net/tcp`.
///
/// @param proc where the kernel tells of them
record RunningPrograms(Path proc) {
    private static final String LISTENING = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    /// A program that runs.
    record Program(long pid, String name, String commandLine) {
        boolean isThis() {
            return pid == ProcessHandle.current().pid();
        }

        /// True for another or this process of Oriel.
        boolean isOriel() {
            return isThis() || commandLine.contains("oriel.Main") || commandLine.contains("/oriel.jar");
        }

        /// `nginx (process 4711)`.
        String words() {
            return isThis() ? "this Oriel" : (isOriel() ? "Oriel" : name) + " (process " + pid + ")";
        }
    }

    static String words(List<Program> programs) {
        return programs.stream().map(Program::words).collect(Collectors.joining(", "));
    }

    /// Those that have this file open.
    List<Program> holding(Path file) {
        return having(file.toString()::equals);
    }

    /// Those that listen on this port, at any address.
    List<Program> listening(int port) {
        var sockets = sockets(port);
        return sockets.isEmpty() ? List.of() : having(sockets::contains);
    }

    /// Those of such a name.
    List<Program> named(Set<String> names) {
        return all().stream().filter(program -> names.contains(program.name)).toList();
    }

    private List<Program> having(Predicate<String> target) {
        return all().stream().filter(program -> hasOpen(program.pid, target)).toList();
    }

    private boolean hasOpen(long pid, Predicate<String> target) {
        try (var open = Files.list(proc.resolve(pid + "/fd"))) {
            return open.anyMatch(link -> target.test(target(link)));
        } catch (IOException e) {
            return false; // it has ended, or is somebody else's
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private List<Program> all() {
        var found = new ArrayList<Program>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (var folder : folders) {
                var name = text(folder.resolve("comm")).strip();
                if (!name.isEmpty()) {
                    found.add(new Program(Long.parseLong(folder.getFileName().toString()), name,
                            text(folder.resolve("cmdline")).replace('\0', ' ')));
                }
            }
        } catch (IOException | NumberFormatException e) {
            return found; // without /proc nothing is known
        }
        return found;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /// The links to sockets that listen on the port.
    private Set<String> sockets(int port) {
        var ending = ":%04X".formatted(port);
        var found = new HashSet<String>();
        for (var table : List.of("net/tcp", "net/tcp6")) {
            try (Stream<String> lines = Files.lines(proc.resolve(table))) {
                lines.map(line -> line.strip().split("\\s+")).filter(fields -> fields.length > INODE)
                        .filter(fields -> fields[STATE].equals(LISTENING)
                                && fields[LOCAL_ADDRESS].toUpperCase(Locale.ROOT).endsWith(ending))
                        .forEach(fields -> found.add("socket:[" + fields[INODE] + "]"));
            } catch (IOException e) {
                // A machine without IPv6 has no such table.
            }
        }
        return found;
    }
}
