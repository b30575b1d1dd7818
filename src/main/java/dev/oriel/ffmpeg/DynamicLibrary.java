package dev.oriel.ffmpeg;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A shared library of this machine, mapped for the rest of the process's life. Unlike `System.load` a failure says what is missing, and
/// can be tried again.
///
/// Source: dlopen(3), dlerror(3).
final class DynamicLibrary {
    private static final int NOW_FOR_ALL = 0x102; // RTLD_NOW | RTLD_GLOBAL
    private static final long LONGEST_WORDS = 4096;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPEN = function("dlopen",
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle SYMBOL = function("dlsym",
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    private static final MethodHandle ERROR = function("dlerror", FunctionDescriptor.of(ValueLayout.ADDRESS));

    private DynamicLibrary() {
    }

    private static MethodHandle function(String name, FunctionDescriptor form) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), form);
    }

    /// @throws IOException with the linker's words
    static void open(Path file) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var handle = (MemorySegment) OPEN.invokeExact(arena.allocateFrom(file.toString()), NOW_FOR_ALL);
            if (handle.address() == 0) {
                var words = (MemorySegment) ERROR.invokeExact();
                throw new IOException(words.address() == 0 ? file.toString() : words.reinterpret(LONGEST_WORDS).getString(0));
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// The function of that name in any library that [#open] has mapped, or null where none has it.
    static @Nullable MethodHandle symbol(String name, FunctionDescriptor form) {
        try (var arena = Arena.ofConfined()) {
            var address = (MemorySegment) SYMBOL.invokeExact(MemorySegment.NULL, arena.allocateFrom(name));
            return address.address() == 0 ? null : LINKER.downcallHandle(address, form);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// The function at that address, which neither blocks nor calls back.
    static MethodHandle quickFunction(long address, FunctionDescriptor form) {
        return LINKER.downcallHandle(MemorySegment.ofAddress(address), form, Linker.Option.critical(false));
    }
}
