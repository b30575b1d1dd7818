package dev.oriel.v4l2;

import dev.oriel.time.Clocks;

/// Turns the kernel's times into wall-clock times.
///
/// The two clocks are compared anew for each frame, so that a corrected wall clock doesn't leave all later frames wrong.
///
/// @param clocks the monotonic one is `CLOCK_MONOTONIC`, as [System#nanoTime] is on Linux
public record CaptureClock(Clocks clocks) {

    /// A time stamp that lies further back is the fault of the driver or the camera (some USB cameras send broken clocks).
    private static final long OLDEST_MICROS = 10_000_000;

    /// Microseconds since the epoch for a monotonic time stamp; the present for one that can't be true.
    public long epochMicros(long monotonicMicros) {
        long ageMicros = clocks.nowNanos() / 1000 - monotonicMicros;
        long now = clocks.nowMicros();
        return ageMicros < 0 || ageMicros > OLDEST_MICROS ? now : now - ageMicros;
    }
}
