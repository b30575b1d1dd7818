package dev.oriel.v4l2;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The kernel's word on whether something keeps its time of day right.
///
/// Source: adjtimex(2), `linux/timex.h`.
public enum KernelClock {
    /// A program sets it by other clocks.
    SYNCHRONISED,
    /// Nothing does.
    ADRIFT,
    /// The kernel does not say, as in some containers.
    UNKNOWN;

    private static final int TIME_ERROR = 5;
    /// Larger than the structure is on any 64-bit system; all zeros ask for nothing to be changed.
    private static final long TIMEX_BYTES = 512;

    /// Asks it. Threads: any.
    public static KernelClock now() {
        var linker = Linker.nativeLinker();
        var function = linker.defaultLookup().find("adjtimex");
        if (function.isEmpty()) {
            return UNKNOWN;
        }
        var call = linker.downcallHandle(function.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try (var arena = Arena.ofConfined()) {
            int state = ask(call, arena.allocate(TIMEX_BYTES, Long.BYTES));
            return state < 0 ? UNKNOWN : state == TIME_ERROR ? ADRIFT : SYNCHRONISED;
        }
    }

    private static int ask(MethodHandle call, MemorySegment timex) {
        try {
            return (int) call.invokeExact(timex);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
