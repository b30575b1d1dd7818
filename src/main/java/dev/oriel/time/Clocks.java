package dev.oriel.time;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/// The clocks that a part of the program works with.
///
/// @param epochMicros microseconds since 1970-01-01 UTC; jumps when the machine's clock is set
/// @param nanoTime    nanoseconds from any moment on, only forward, as [System#nanoTime]
public record Clocks(LongSupplier epochMicros, LongSupplier nanoTime) {
    /// The present, in microseconds since 1970-01-01 UTC.
    public long nowMicros() {
        return epochMicros.getAsLong();
    }

    /// The present of the clock that only goes forward.
    public long nowNanos() {
        return nanoTime.getAsLong();
    }

    /// The present, to the microsecond.
    public Instant instant() {
        return Instant.EPOCH.plus(nowMicros(), ChronoUnit.MICROS);
    }
}
