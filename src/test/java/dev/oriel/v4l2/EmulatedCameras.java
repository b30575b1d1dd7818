package dev.oriel.v4l2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Cameras that exist only for one test: `src/test/c/emulated_camera.c`, compiled where there is a C compiler.
///
/// Threads: tests that use it don't run at the same time, for the library is one.
public final class EmulatedCameras {
    private static final Path SOURCE = Path.of("src/test/c/emulated_camera.c");
    private static final Path LIBRARY = Path.of("target/emulated_camera.so").toAbsolutePath();

    private final Path directory;
    private final MethodHandle openCameras;
    private final Posix posix;

    /// Starts with no camera at all. `directory` is where the devices are described.
    public EmulatedCameras(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        SymbolLookup library = SymbolLookup.libraryLookup(library(), Arena.global());
        var choose = Linker.nativeLinker().downcallHandle(library.findOrThrow("emulated_cameras"),
                FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(directory.toString());
            choose.invokeExact(path);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        this.openCameras = Linker.nativeLinker().downcallHandle(library.findOrThrow("open_emulated_cameras"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT));
        this.posix = new Posix(library);
    }

    /// The library, for a process that takes it by [Posix#LIBRARY_PROPERTY] with the directory in `EMULATED_CAMERAS`.
    public static synchronized Path library() throws IOException, InterruptedException {
        Optional<Path> compiler = Stream.of("/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang").map(Path::of)
                .filter(Files::isExecutable).findFirst();
        if (compiler.isEmpty()) {
            assertThat(Boolean.getBoolean("oriel.tests.all")).as("a C compiler is there").isFalse();
            System.err.println("SKIPPED: no C compiler, so no emulated cameras (apt install gcc)");
        }
        assumeTrue(compiler.isPresent(), "a C compiler");
        if (!Files.exists(LIBRARY) || Files.getLastModifiedTime(LIBRARY).compareTo(Files.getLastModifiedTime(SOURCE)) < 0) {
            Path fresh = Path.of(LIBRARY + "." + ProcessHandle.current().pid());
            int exit = new ProcessBuilder(compiler.get().toString(), "-shared", "-fPIC", "-O1", "-o", fresh.toString(),
                    SOURCE.toString()).inheritIO().start().waitFor();
            assertThat(exit).as("the compiler's exit").isZero();
            Files.move(fresh, LIBRARY, StandardCopyOption.ATOMIC_MOVE);
        }
        return LIBRARY;
    }

    public Posix posix() {
        return posix;
    }

    /// Plugs in `/dev/videoNUMBER`, or changes it while it runs.
    public void plug(int number, String... description) {
        try {
            Path draft = Files.write(directory.resolve("draft"), List.of(description));
            Files.move(draft, file(number), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public void unplug(int number) {
        try {
            Files.delete(file(number));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path file(int number) {
        return directory.resolve("video" + number);
    }

    /// File descriptors that this process has open to the emulated cameras and to their memory.
    public long openDescriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(fd -> target(fd).contains("emulated-camera")).count() + (int) openCameras.invokeExact();
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /// Mappings of the emulated cameras' memory in this process.
    public static long mappings() throws IOException {
        try (Stream<String> all = Files.lines(Path.of("/proc/self/maps"))) {
            return all.filter(line -> line.contains("emulated-camera")).count();
        }
    }
}
