package dev.oriel.edge;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Offered cameras under whose names somebody publishes at another server of the bus. Each is tried again once a second: a server that
/// has died is known to be gone after three, and an edge offers again only after ten.
///
/// Threads: its connection's. Time is passed in, nanoseconds of any clock that only rises.
final class WaitingOffers {
    private static final Duration APART = Duration.ofSeconds(1);

    private final Map<String, OfferedCamera> waiting = new LinkedHashMap<>();
    private long triedNanos;

    /// A camera was refused; it waits where that is soon worth another try.
    void refused(OfferedCamera camera, RefusedException why, long nowNanos) {
        if (why.reason() == RefusedException.Reason.TAKEN && why.retryAfter() != null) {
            if (waiting.isEmpty()) {
                triedNanos = nowNanos;
            }
            waiting.put(camera.name(), camera);
        }
    }

    /// A camera has become another one, whether it waits or not.
    void described(OfferedCamera camera) {
        waiting.replace(camera.name(), camera);
    }

    /// None of them is offered any more, unless that is said again.
    void clear() {
        waiting.clear();
    }

    /// The cameras to try now; those that are refused again are to be said so.
    List<OfferedCamera> due(long nowNanos) {
        if (waiting.isEmpty() || nowNanos - triedNanos < APART.toNanos()) {
            return List.of();
        }
        triedNanos = nowNanos;
        var due = List.copyOf(waiting.values());
        waiting.clear();
        return due;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
