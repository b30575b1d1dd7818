package dev.oriel.doctor;

import dev.oriel.time.SystemClocks;
import dev.oriel.v4l2.KernelClock;
import dev.oriel.v4l2.Posix;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The machine that is examined.
///
/// @param proc        where the kernel says how things are
/// @param environment of this process
/// @param posix       opens devices
/// @param time        its clocks
public record Machine(Path proc, Map<String, String> environment, Posix posix, MachineClocks time) {

    /// The clocks of a machine.
    ///
    /// @param wall  the time of day
    /// @param nanos a clock that only goes forward
    /// @param sync  whether something keeps the time of day right
    public record MachineClocks(InstantSource wall, LongSupplier nanos, Supplier<KernelClock> sync) {
        /// Microseconds since 1970-01-01 UTC.
        long epochMicros() {
            return ChronoUnit.MICROS.between(Instant.EPOCH, wall.instant());
        }
    }

    public Machine {
        environment = Map.copyOf(environment);
    }

    /// This one.
    public static Machine here() {
        return new Machine(Path.of("/proc"), System.getenv(), Posix.system(),
                new MachineClocks(SystemClocks.INSTANTS, SystemClocks.NANOS, KernelClock::now));
    }

    RunningPrograms programs() {
        return new RunningPrograms(proc);
    }
}
