package dev.oriel.doctor;

import dev.oriel.time.Clocks;
import dev.oriel.time.SystemClocks;
import dev.oriel.v4l2.KernelClock;
import dev.oriel.v4l2.Posix;
import java.nio.file.Path;
import java.util.Map;
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
    /// @param clocks the time of day, and a clock that only goes forward
    /// @param sync   whether something keeps the time of day right
    public record MachineClocks(Clocks clocks, Supplier<KernelClock> sync) {}

    public Machine {
        environment = Map.copyOf(environment);
    }

    /// This one.
    public static Machine here() {
        return new Machine(Path.of("/proc"), System.getenv(), Posix.system(),
                new MachineClocks(SystemClocks.BOTH, KernelClock::now));
    }

    RunningPrograms programs() {
        return new RunningPrograms(proc);
    }
}
