package dev.oriel.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The process of this machine that listens on a port, and what it has used (Linux: proc(5)).
///
/// Threads: any; immutable. Blocking: reads small files of the kernel's.
final class ServerProcess {
    /// The unit of a process's CPU times, the same on all Linux machines of today.
    private static final double TICKS_PER_SECOND = 100;
    private static final String LISTENS = "0A";

    private final Path proc;
    private final long pid;

    private ServerProcess(Path proc, long pid) {
        this.proc = proc;
        this.pid = pid;
    }

    /// The process that listens on `port`; nothing where it cannot be known: another system, or another user's process.
    static Optional<ServerProcess> listeningOn(int port) {
        return listeningOn(port, Path.of("/proc"));
    }

    static Optional<ServerProcess> listeningOn(int port, Path proc) {
        try {
            var sockets = listeningSockets(port, proc);
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
                for (var process : processes) {
                    if (!sockets.isEmpty() && holdsOneOf(sockets, process)) {
                        return Optional.of(new ServerProcess(process, Long.parseLong(process.getFileName().toString())));
                    }
                }
            }
        } catch (IOException e) {
            // No such file system here: nothing can be known.
        }
        return Optional.empty();
    }

    private static Set<String> listeningSockets(int port, Path proc) throws IOException {
        var sockets = new HashSet<String>();
        var wanted = String.format(Locale.ROOT, ":%04X", port);
        for (var table : new String[]{"net/tcp", "net/tcp6"}) {
            if (Files.exists(proc.resolve(table))) {
                for (var line : Files.readAllLines(proc.resolve(table))) {
                    var words = line.strip().split("\\s+");
                    if (words.length > 9 && words[1].endsWith(wanted) && words[3].equals(LISTENS)) {
                        sockets.add("socket:[" + words[9] + "]");
                    }
                }
            }
        }
        return sockets;
    }

    private static boolean holdsOneOf(Set<String> sockets, Path process) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (var descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor) && sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // Another user's, or gone meanwhile.
        }
        return false;
    }

    long pid() {
        return pid;
    }

    /// CPU seconds used so far, of all its threads, in its own code and in the kernel for it; NaN when it is gone.
    double cpuSeconds() {
        try {
            var stat = Files.readString(proc.resolve("stat"));
            var words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(words[11]) + Long.parseLong(words[12])) / TICKS_PER_SECOND;
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return Double.NaN;
        }
    }

    /// Resident memory now; 0 when it is gone.
    long residentBytes() {
        try {
            return Files.readAllLines(proc.resolve("status")).stream().filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).findFirst().orElse(0);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
