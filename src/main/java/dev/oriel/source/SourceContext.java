package dev.oriel.source;

import dev.oriel.limits.PictureLimits;
import java.util.function.LongSupplier;

/// What every source of this process is given beside its address.
///
/// @param epochMicros the clock, microseconds since 1970-01-01 UTC
/// @param limits      what a picture may cost
public record SourceContext(LongSupplier epochMicros, PictureLimits limits) {}
