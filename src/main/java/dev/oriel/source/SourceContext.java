package dev.oriel.source;

import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;

/// What every source of this process is given beside its address.
///
/// @param limits  what a picture may cost
/// @param streams what is held of streams that are not decoded yet
public record SourceContext(Clocks clocks, PictureLimits limits, MemoryBudget streams) {
    private static final long USUAL_STREAMS_BYTES = 64L << 20;

    /// For programs without settings.
    public SourceContext(Clocks clocks, PictureLimits limits) {
        this(clocks, limits, new MemoryBudget(() -> USUAL_STREAMS_BYTES, clocks.nanoTime()));
    }
}
