package dev.oriel.bus;

import java.util.function.LongSupplier;

/// The clocks of a process on the bus.
///
/// @param nanos       only goes forward, as [System#nanoTime]
/// @param epochMicros microseconds since 1970-01-01 UTC
public record BusClocks(LongSupplier nanos, LongSupplier epochMicros) {}
