package dev.oriel.view;

import dev.oriel.limits.MemoryBudget;
import java.time.Duration;
import java.util.function.LongSupplier;

/// How long a viewer may show no sign of life.
///
/// @param demandEndsAfter then it keeps no camera on any longer, and what it leaves unread is taken from the memory
/// @param stalledAfter    then it is disconnected
/// @param memory          what such viewers may leave unread, all together; one that leaves more is disconnected
/// @param nanoTime        the clock of a viewer's session, as [System#nanoTime]
public record Patience(Duration demandEndsAfter, Duration stalledAfter, MemoryBudget memory, LongSupplier nanoTime) {
    /// Ten seconds, then what the settings say.
    public static Patience of(Duration stalledAfter, MemoryBudget memory, LongSupplier nanoTime) {
        return new Patience(Duration.ofSeconds(10), stalledAfter, memory, nanoTime);
    }

    /// The present, in nanoseconds.
    public long nowNanos() {
        return nanoTime.getAsLong();
    }
}
