package dev.oriel.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Everything that one program has started, and what that has started in turn: by session, by descent, and by a mark in the
/// environment, which is inherited whatever session a process makes for itself and whoever adopts it.
///
/// Only a process that cleared its environment, left its session *and* lost its parent is missed. To be the parent of all such
/// (`PR_SET_CHILD_SUBREAPER`) would make this process wait for each of them, beside the JDK, which waits for its own.
///
/// A member that was found stays one until it ends, whatever becomes of its parents.
///
/// Threads: any.
final class ProcessFamily {
    private final long leader;
    private final String mark;
    private final Map<Long, ProcessHandle> members = new HashMap<>();

    /// @param leader the first of them, which leads their session
    /// @param mark   `NAME=VALUE`, like no other's
    ProcessFamily(long leader, String mark) {
        this.leader = leader;
        this.mark = mark;
    }

    /// What is known of one process. Source: proc_pid_stat(5), fields 3, 4 and 6.
    private record Stat(char state, long parent, long session) {}

    /// Those that live now.
    synchronized List<ProcessHandle> living() {
        members.values().removeIf(member -> !member.isAlive());
        Map<ProcessHandle, Stat> others = new HashMap<>();
        ProcessHandle.allProcesses().filter(one -> !members.containsKey(one.pid())).forEach(one -> {
            var stat = stat(one.pid());
            if (stat != null) {
                others.put(one, stat);
            }
        });
        join(others, (one, stat) -> stat.session == leader || isMarked(one.pid()));
        while (join(others, (one, stat) -> members.containsKey(stat.parent))) {
            // until nobody's children are missing
        }
        return members.values().stream().filter(ProcessFamily::isRunning).toList();
    }

    /// True when any of the others has become a member.
    private boolean join(Map<ProcessHandle, Stat> others, BiPredicate<ProcessHandle, Stat> belongs) {
        return others.entrySet().removeIf(other -> {
            boolean joins = belongs.test(other.getKey(), other.getValue());
            if (joins) {
                members.put(other.getKey().pid(), other.getKey());
            }
            return joins;
        });
    }

    private static boolean isRunning(ProcessHandle one) {
        var stat = stat(one.pid());
        return stat != null && stat.state != 'Z' && stat.state != 'X';
    }

    private static @Nullable Stat stat(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return new Stat(fields[0].charAt(0), Long.parseLong(fields[1]), Long.parseLong(fields[3]));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException _) {
            return null; // It has ended meanwhile.
        }
    }

    private boolean isMarked(long pid) {
        try {
            var environment = Files.readString(Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
            return ("\0" + environment).contains("\0" + mark + "\0");
        } catch (IOException _) {
            return false; // It has ended, or is somebody else's.
        }
    }
}
