package dev.oriel.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The processes of this machine that listen on certain ports, and what they have used together (Linux: proc(5)): a server may be
/// several, as nginx is.
///
/// Threads: any; immutable. Blocking: reads small files of the kernel's.
final class ServerProcess {
    /// The unit of a process's CPU times, the same on all Linux machines of today.
    private static final double TICKS_PER_SECOND = 100;
    private static final String LISTENS = "0A";

    private final List<Path> processes;

    private ServerProcess(List<Path> processes) {
        this.processes = List.copyOf(processes);
    }

    /// Those that listen on one of `ports`, the first port's first; nothing where those of a port cannot be known: another system, or
    /// another user's process.
    static Optional<ServerProcess> listeningOn(List<Integer> ports) {
        return listeningOn(ports, Path.of("/proc"));
    }

    static Optional<ServerProcess> listeningOn(List<Integer> ports, Path proc) {
        var found = new LinkedHashSet<Path>();
        try {
            for (int port : ports) {
                var those = processes(listeningSockets(port, proc), proc);
                if (those.isEmpty()) {
                    return Optional.empty();
                }
                found.addAll(those);
            }
        } catch (IOException e) {
            return Optional.empty(); // no such file system here: nothing can be known
        }
        return Optional.of(new ServerProcess(List.copyOf(found)));
    }

    private static List<Path> processes(Set<String> sockets, Path proc) throws IOException {
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (var process : processes) {
                if (!sockets.isEmpty() && holdsOneOf(sockets, process)) {
                    found.add(process);
                }
            }
        }
        return found;
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

    /// That of the first.
    long pid() {
        return Long.parseLong(processes.getFirst().getFileName().toString());
    }

    /// CPU seconds used so far, of all their threads, in their own code and in the kernel for it; NaN when one is gone.
    double cpuSeconds() {
        return processes.stream().mapToDouble(ServerProcess::cpuSeconds).sum();
    }

    private static double cpuSeconds(Path process) {
        try {
            var stat = Files.readString(process.resolve("stat"));
            var words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(words[11]) + Long.parseLong(words[12])) / TICKS_PER_SECOND;
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return Double.NaN;
        }
    }

    /// Resident memory now, without that of those that are gone.
    long residentBytes() {
        return processes.stream().mapToLong(ServerProcess::residentBytes).sum();
    }

    private static long residentBytes(Path process) {
        try {
            return Files.readAllLines(process.resolve("status")).stream().filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).findFirst().orElse(0);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
