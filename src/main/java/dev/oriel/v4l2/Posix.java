package dev.oriel.v4l2;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The few calls of the C library that device files and child processes need, for 64-bit Linux on x86-64 and arm64.
///
/// Threads: any. Blocking: as the call does; an interrupted call (`EINTR`) is made again.
/// Errors: a call that answers -1 is a [PosixException].
public final class Posix {

    /// Names a library whose `open`, `ioctl`, `mmap`, `munmap`, `poll`, `close` stand in for the C library's.
    public static final String LIBRARY_PROPERTY = "oriel.posix.library";

    /// Asks a process to end.
    public static final int SIGTERM = 15;

    static final int O_RDWR = 0x2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int POLLIN = 0x1;
    static final int POLLERR = 0x8;
    static final int POLLHUP = 0x10;
    static final int POLLNVAL = 0x20;

    private static final int PROT_READ_WRITE = 0x3;
    private static final int MAP_SHARED = 0x1;
    private static final long POLLFD_BYTES = 8;
    private static final long POLLFD_EVENTS = 4;
    private static final long POLLFD_REVENTS = 6;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final Linker.Option VARIADIC = Linker.Option.firstVariadicArg(2);
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final boolean replaced;
    private final SymbolLookup library;
    /// Linked when first asked for: that takes a tenth of a second, and where there is no device nobody asks.
    private volatile @Nullable Calls linked;

    /// Calls into `library`, and into the C library for what that lacks.
    public Posix(SymbolLookup library) {
        this(library, true);
    }

    private Posix(SymbolLookup library, boolean replaced) {
        this.replaced = replaced;
        this.library = library;
    }

    private Calls calls() {
        var known = linked;
        if (known == null) {
            known = Calls.of(library.or(LINKER.defaultLookup()));
            linked = known; // of two threads each links its own
        }
        return known;
    }

    /// The calls, each bound to its symbol.
    private record Calls(MethodHandle open, MethodHandle ioctl, MethodHandle mmap, MethodHandle munmap, MethodHandle poll,
            MethodHandle close, MethodHandle pipe, MethodHandle kill) {

        static Calls of(SymbolLookup symbols) {
            return new Calls(bind(symbols, "open", FunctionDescriptor.of(INT, POINTER, INT), ERRNO, VARIADIC),
                    bind(symbols, "ioctl", FunctionDescriptor.of(INT, INT, LONG, POINTER), ERRNO, VARIADIC),
                    bind(symbols, "mmap", FunctionDescriptor.of(POINTER, POINTER, LONG, INT, INT, INT, LONG), ERRNO),
                    bind(symbols, "munmap", FunctionDescriptor.of(INT, POINTER, LONG), ERRNO),
                    bind(symbols, "poll", FunctionDescriptor.of(INT, POINTER, LONG, INT), ERRNO),
                    bind(symbols, "close", FunctionDescriptor.of(INT, INT), ERRNO),
                    bind(symbols, "pipe2", FunctionDescriptor.of(INT, POINTER, INT), ERRNO),
                    bind(symbols, "kill", FunctionDescriptor.of(INT, INT, INT), ERRNO));
        }

        private static MethodHandle bind(SymbolLookup symbols, String name, FunctionDescriptor form, Linker.Option... options) {
            return LINKER.downcallHandle(symbols.findOrThrow(name), form, options);
        }
    }

    /// The calls of this process: the C library's, or those of the library that [#LIBRARY_PROPERTY] names when first asked.
    public static Posix system() {
        return Shared.POSIX;
    }

    /// The C library's own calls.
    public static Posix cLibrary() {
        return new Posix(LINKER.defaultLookup(), false);
    }

    /// True when another library stands in for the C library, so that devices may exist that `/dev` doesn't show.
    public boolean isReplaced() {
        return replaced;
    }

    /// Opens a device file and answers its file descriptor.
    public int open(String path, int flags) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path);
            return repeated("open " + path, arena, state -> (int) calls().open.invokeExact(state, name, flags));
        }
    }

    /// Calls a driver; `argument` is read, written or both, as `request` has it.
    ///
    /// @param name what the call is called in an error
    public void ioctl(int fd, long request, MemorySegment argument, String name) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            repeated(name, arena, state -> (int) calls().ioctl.invokeExact(state, fd, request, argument));
        }
    }

    /// Calls a driver as [#ioctl] does, unless it would have to wait: false. A capture loop hears that once a frame, too often
    /// for an exception.
    public boolean ioctlIfReady(int fd, long request, MemorySegment argument, String name) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int errno = errno(to -> (int) calls().ioctl.invokeExact(to, fd, request, argument), state);
            if (errno != 0 && errno != PosixException.EAGAIN) {
                throw new PosixException(name, errno);
            }
            return errno == 0;
        }
    }

    /// Maps device memory, shared, to be read and written, until `owner` is closed.
    public MemorySegment map(int fd, long offset, long bytes, Arena owner) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            MemorySegment mapped = (MemorySegment) calls().mmap.invokeExact(state, MemorySegment.NULL, bytes, PROT_READ_WRITE,
                    MAP_SHARED,
                    fd, offset);
            if (mapped.address() == -1) {
                throw new PosixException("mmap", (int) ERRNO_VALUE.get(state, 0L));
            }
            return mapped.reinterpret(bytes, owner, this::unmap);
        } catch (PosixException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private void unmap(MemorySegment mapped) {
        try (Arena arena = Arena.ofConfined()) {
            long bytes = mapped.byteSize();
            repeated("munmap", arena, state -> (int) calls().munmap.invokeExact(state, mapped, bytes));
        } catch (PosixException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// Waits until one of `events` is there and answers what is: 0 after the time has passed, else a set of `POLL…` bits.
    public int poll(int fd, int events, int timeoutMillis) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment watched = arena.allocate(POLLFD_BYTES, 4);
            watched.set(INT, 0, fd);
            watched.set(ValueLayout.JAVA_SHORT, POLLFD_EVENTS, (short) events);
            repeated("poll", arena, state -> (int) calls().poll.invokeExact(state, watched, 1L, timeoutMillis));
            return watched.get(ValueLayout.JAVA_SHORT, POLLFD_REVENTS) & 0xffff;
        }
    }

    /// Closes a file descriptor. Linux has released it whatever the answer is, so a second call would hit a stranger's.
    public void close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) calls().close.invokeExact(arena.allocate(CALL_STATE), fd);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// The two ends of a pipe, which no program that is started inherits by itself.
    public record Pipe(int readEnd, int writeEnd) {}

    /// Makes a pipe; the caller closes both ends.
    public Pipe pipe() throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(INT, 2);
            repeated("pipe2", arena, state -> (int) calls().pipe.invokeExact(state, ends, O_CLOEXEC));
            return new Pipe(ends.getAtIndex(INT, 0), ends.getAtIndex(INT, 1));
        }
    }

    /// Sends a signal.
    ///
    /// @param pid a process, or the negative of a process group's number
    /// @return false when there is no such process, or it is somebody else's
    public boolean kill(long pid, int signal) {
        try (Arena arena = Arena.ofConfined()) {
            int number = Math.toIntExact(pid);
            return errno(state -> (int) calls().kill.invokeExact(state, number, signal), arena.allocate(CALL_STATE)) == 0;
        }
    }

    private static int repeated(String name, Arena arena, Call call) throws PosixException {
        MemorySegment state = arena.allocate(CALL_STATE);
        while (true) {
            int answer = answer(call, state);
            if (answer != -1) {
                return answer;
            }
            int errno = (int) ERRNO_VALUE.get(state, 0L);
            if (errno != PosixException.EINTR) {
                throw new PosixException(name, errno);
            }
        }
    }

    /// The call's error, or 0.
    private static int errno(Call call, MemorySegment state) {
        int errno;
        do {
            errno = answer(call, state) == -1 ? (int) ERRNO_VALUE.get(state, 0L) : 0;
        } while (errno == PosixException.EINTR);
        return errno;
    }

    private static int answer(Call call, MemorySegment state) {
        try {
            return call.with(state);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private interface Call {
        int with(MemorySegment state) throws Throwable;
    }

    /// Put off until it is needed: linking takes some milliseconds, and the property may be set before.
    private static final class Shared {
        static final Posix POSIX = make();

        private static Posix make() {
            String library = System.getProperty(LIBRARY_PROPERTY);
            return library == null ? cLibrary() : new Posix(SymbolLookup.libraryLookup(Path.of(library), Arena.global()));
        }
    }
}
