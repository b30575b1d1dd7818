package dev.oriel.v4l2;

import dev.oriel.time.SystemClocks;
import java.util.function.LongSupplier;

/// Turns the kernel's times into wall-clock times.
///
/// The two clocks are compared anew for each frame, so that a corrected wall clock doesn't leave all later frames wrong.
///
/// @param epochMicros    microseconds since 1970-01-01 UTC
/// @param monotonicNanos `CLOCK_MONOTONIC` in nanoseconds
public record CaptureClock(LongSupplier epochMicros, LongSupplier monotonicNanos) {

    /// The clocks of this machine. On Linux [System#nanoTime] is `CLOCK_MONOTONIC`.
    public static final CaptureClock SYSTEM = new CaptureClock(SystemClocks.EPOCH_MICROS, SystemClocks.NANOS);

    /// A time stamp that lies further back is the fault of the driver or the camera (some USB cameras send broken clocks).
    private static final long OLDEST_MICROS = 10_000_000;

    /// Microseconds since the epoch for a monotonic time stamp; the present for one that can't be true.
    public long epochMicros(long monotonicMicros) {
        long ageMicros = monotonicNanos.getAsLong() / 1000 - monotonicMicros;
        long now = epochMicros.getAsLong();
        return ageMicros < 0 || ageMicros > OLDEST_MICROS ? now : now - ageMicros;
    }
}
