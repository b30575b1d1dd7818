package dev.oriel.time;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The clocks of this machine. No other class reads them: others are given theirs, so that a test can give them another; what is static
/// takes its clock here.
///
/// Threads: any.
public final class SystemClocks {
    /// Nanoseconds from any moment on, only forward: [System#nanoTime].
    public static final LongSupplier NANOS = System::nanoTime;

    /// Moments in UTC; a clock that is set makes them jump.
    public static final InstantSource INSTANTS = InstantSource.system();

    /// The same in microseconds since 1970-01-01 UTC.
    public static final LongSupplier EPOCH_MICROS = SystemClocks::epochMicros;

    /// The two clocks of a part that tells times to others and measures time itself.
    public static final Clocks BOTH = new Clocks(EPOCH_MICROS, NANOS);

    private SystemClocks() {
    }

    private static long epochMicros() {
        var now = INSTANTS.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }
}
