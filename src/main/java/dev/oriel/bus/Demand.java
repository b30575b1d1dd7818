package dev.oriel.bus;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Which servers want a camera's frames. Each has to say so again before its time is over; a server that died says nothing.
///
/// Threads: guarded by its owner.
final class Demand {
    /// How long what a server says holds; it says it each second.
    static final Duration HOLDS = Duration.ofSeconds(3);
    private static final int MOST_SERVERS = 4096;
    private static final int MOST_NAME = 120;

    private final Map<String, Long> untilNanos = new HashMap<>();

    /// @param message `SERVER 1` or `SERVER 0`
    /// @return true when that server did not want frames before
    boolean hear(String message, long nowNanos) {
        int space = message.lastIndexOf(' ');
        if (space <= 0 || space > MOST_NAME) {
            return false;
        }
        var server = message.substring(0, space);
        if (message.endsWith(" 1")) {
            if (untilNanos.size() < MOST_SERVERS || untilNanos.containsKey(server)) {
                return untilNanos.put(server, nowNanos + HOLDS.toNanos()) == null;
            }
        } else {
            untilNanos.remove(server);
        }
        return false;
    }

    boolean isThere(long nowNanos) {
        untilNanos.values().removeIf(until -> nowNanos - until > 0);
        return !untilNanos.isEmpty();
    }
}
