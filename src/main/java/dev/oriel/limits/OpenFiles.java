package dev.oriel.limits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// The files and sockets that this process may have open (`ulimit -n`), and how many it has.
///
/// Source: proc(5), `/proc/pid/limits` and `/proc/pid/fd`.
public final class OpenFiles {
    private static final Path THIS_PROCESS = Path.of("/proc/self");
    private static final Pattern MOST = Pattern.compile("(?m)^Max open files +(\\d+) ");
    /// For cameras, files, Redis, pages of memory and the acceptor's spare files, whatever is left for connections.
    private static final int LEAST_FOR_OTHERS = 80;
    private static final int MOST_FOR_OTHERS = 1024;
    private static final int LEAST_CONNECTIONS = 16;

    private OpenFiles() {
    }

    /// Connections that there is room for beside everything else that this process opens; without a bound where none is known.
    public static int roomForConnections() {
        return roomForConnections(THIS_PROCESS);
    }

    /// The same for a process whose folder of `/proc` that is.
    public static int roomForConnections(Path process) {
        try {
            return roomForConnections(Files.readString(process.resolve("limits")), count(process.resolve("fd")));
        } catch (IOException e) {
            return Integer.MAX_VALUE;
        }
    }

    /// @param limits the text of `/proc/self/limits`
    /// @param inUse  files that are open now
    public static int roomForConnections(String limits, long inUse) {
        var most = MOST.matcher(limits);
        if (!most.find()) {
            return Integer.MAX_VALUE; // unlimited
        }
        long files = Long.parseLong(most.group(1));
        long others = Math.clamp(files / 8, LEAST_FOR_OTHERS, MOST_FOR_OTHERS);
        return Math.clamp(files - inUse - others, LEAST_CONNECTIONS, Integer.MAX_VALUE);
    }

    private static long count(Path files) throws IOException {
        try (var open = Files.list(files)) {
            return open.count();
        }
    }
}
