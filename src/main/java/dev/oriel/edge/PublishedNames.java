package dev.oriel.edge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The cameras that are listed only because somebody published under their names: whose they are, and which are to be forgotten.
///
/// A camera stays for a while after its publisher has gone. Where such cameras take more than half of all numbers, those without a
/// publisher go at once, the one that has been without for longest first.
///
/// Threads: any. Time is passed in, nanoseconds of any clock that only rises.
final class PublishedNames {
    /// Half of the numbers that cameras can have.
    static final int MOST_WITH_IDLE_ONES = 128;

    private final Map<String, String> owners = new HashMap<>();
    private final Map<String, Long> idleSinceNanos = new HashMap<>();

    /// Cameras of that owner.
    synchronized int of(String owner) {
        return (int) owners.values().stream().filter(owner::equals).count();
    }

    /// A camera was made for somebody who publishes.
    synchronized void made(String name, String owner) {
        owners.put(name, owner);
    }

    /// Somebody publishes under that name.
    synchronized void published(String name) {
        idleSinceNanos.remove(name);
    }

    /// Nobody publishes under that name any more.
    synchronized void idle(String name, long nowNanos) {
        if (owners.containsKey(name)) {
            idleSinceNanos.putIfAbsent(name, nowNanos);
        }
    }

    /// The camera is gone, or belongs to the settings now.
    synchronized void gone(String name) {
        owners.remove(name);
        idleSinceNanos.remove(name);
    }

    /// The cameras that are to be forgotten now.
    ///
    /// @param after how long one stays without a publisher
    synchronized List<String> due(Duration after, long nowNanos) {
        if (idleSinceNanos.isEmpty()) { // each second of a process at rest
            return List.of();
        }
        var longestFirst = idleSinceNanos.entrySet().stream()
                .sorted(Comparator.comparingLong(idle -> idle.getValue() - nowNanos)).toList();
        var due = new ArrayList<String>();
        for (var idle : longestFirst) {
            if (nowNanos - idle.getValue() >= after.toNanos() || owners.size() - due.size() > MOST_WITH_IDLE_ONES) {
                due.add(idle.getKey());
            }
        }
        return due;
    }
}
