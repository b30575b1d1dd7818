package dev.oriel.source;

import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import java.util.function.LongSupplier;

/// What every source of this process is given beside its address.
///
/// @param epochMicros the clock, microseconds since 1970-01-01 UTC
/// @param limits      what a picture may cost
/// @param streams     what is held of streams that are not decoded yet
public record SourceContext(LongSupplier epochMicros, PictureLimits limits, MemoryBudget streams) {
    private static final long USUAL_STREAMS_BYTES = 64L << 20;

    /// For programs without settings.
    public SourceContext(LongSupplier epochMicros, PictureLimits limits) {
        this(epochMicros, limits, new MemoryBudget(() -> USUAL_STREAMS_BYTES));
    }
}
