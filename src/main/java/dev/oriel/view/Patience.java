package dev.oriel.view;

import dev.oriel.limits.MemoryBudget;
import java.time.Duration;

/// How long a viewer may show no sign of life.
///
/// @param demandEndsAfter then it keeps no camera on any longer, and what it leaves unread is taken from the memory
/// @param stalledAfter    then it is disconnected
/// @param memory          what such viewers may leave unread, all together; one that leaves more is disconnected
public record Patience(Duration demandEndsAfter, Duration stalledAfter, MemoryBudget memory) {
    /// With as much memory as they like.
    public Patience(Duration demandEndsAfter, Duration stalledAfter) {
        this(demandEndsAfter, stalledAfter, new MemoryBudget(() -> Long.MAX_VALUE));
    }

    /// Ten seconds, then what the settings say.
    public static Patience of(Duration stalledAfter, MemoryBudget memory) {
        return new Patience(Duration.ofSeconds(10), stalledAfter, memory);
    }
}
