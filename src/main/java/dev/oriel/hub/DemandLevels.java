package dev.oriel.hub;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The levels of everybody who wants frames of a track, and the one that serves them all: the widest width and the highest rate.
///
/// A change costs the logarithm of the number of different levels, whatever the number of viewers.
///
/// Threads: one at a time.
final class DemandLevels {
    private final TreeMap<Integer, Integer> widths = new TreeMap<>();
    private final TreeMap<Double, Integer> rates = new TreeMap<>();

    /// Somebody's level changes.
    ///
    /// @param before null where it wanted nothing
    /// @param after  null where it wants nothing any more
    void change(@Nullable DemandLevel before, @Nullable DemandLevel after) {
        if (before != null) {
            count(widths, before.widthPixels(), -1);
            count(rates, before.framesPerSecond(), -1);
        }
        if (after != null) {
            count(widths, after.widthPixels(), 1);
            count(rates, after.framesPerSecond(), 1);
        }
    }

    private static <T> void count(Map<T, Integer> counts, T level, int change) {
        counts.merge(level, change, (many, more) -> many + more == 0 ? null : many + more);
    }

    /// The level that serves everybody, or null where nobody wants anything.
    @Nullable
    DemandLevel highest() {
        return widths.isEmpty() ? null : new DemandLevel(widths.lastKey(), rates.lastKey());
    }
}
