package dev.oriel.bus;

import dev.oriel.time.Clocks;
import java.util.LinkedHashMap;
import java.util.Map;

/// The clocks of the recorders that were heard of last.
///
/// Threads: any.
final class RecorderClocks {
    private static final int MOST_RECORDERS = 256;

    private final Clocks clocks;
    private final Map<String, RecorderClock> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RecorderClock> eldest) {
            return size() > MOST_RECORDERS;
        }
    };

    RecorderClocks(Clocks clocks) {
        this.clocks = clocks;
    }

    /// A recorder has just said what its clock shows.
    ///
    /// @param millis since 1970-01-01 UTC
    synchronized RecorderClock heartbeat(String recorder, long millis) {
        var clock = known.computeIfAbsent(recorder, name -> new RecorderClock(name, clocks));
        clock.heartbeat(millis * 1000);
        return clock;
    }
}
