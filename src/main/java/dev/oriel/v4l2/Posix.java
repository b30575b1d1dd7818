package dev.oriel.v4l2;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
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
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final Linker.Option VARIADIC = Linker.Option.firstVariadicArg(2);
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    /// One form for all calls but one: each form costs the first camera some ten classes that are made while it waits. On 64-bit Linux
    /// integers and pointers are given alike, words that a function does not have are ignored, and so is the upper half of an `int`.
    private static final FunctionDescriptor THREE_WORDS = FunctionDescriptor.of(LONG, LONG, LONG, LONG);
    private static final FunctionDescriptor SIX_WORDS = FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG);

    private final boolean replaced;
    private final SymbolLookup library;
    /// Linked when first asked for: that takes a moment, and where there is no device nobody asks.
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
            return new Calls(bind(symbols, "open"), bind(symbols, "ioctl"),
                    LINKER.downcallHandle(symbols.findOrThrow("mmap"), SIX_WORDS, ERRNO), bind(symbols, "munmap"),
                    bind(symbols, "poll"), bind(symbols, "close"), bind(symbols, "pipe2"), bind(symbols, "kill"));
        }

        /// Some of them are variadic, and must be called so; the others do not see it.
        private static MethodHandle bind(SymbolLookup symbols, String name) {
            return LINKER.downcallHandle(symbols.findOrThrow(name), THREE_WORDS, ERRNO, VARIADIC);
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
            long name = arena.allocateFrom(path).address();
            return repeated("open " + path, arena, state -> (long) calls().open.invokeExact(state, name, (long) flags, 0L));
        }
    }

    /// Calls a driver; `argument` is read, written or both, as `request` has it.
    ///
    /// @param name what the call is called in an error
    public void ioctl(int fd, long request, MemorySegment argument, String name) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            repeated(name, arena, ioctl(fd, request, argument));
        } finally {
            Reference.reachabilityFence(argument);
        }
    }

    /// Calls a driver as [#ioctl] does, unless it would have to wait: false. A capture loop hears that once a frame, too often
    /// for an exception.
    public boolean ioctlIfReady(int fd, long request, MemorySegment argument, String name) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            int errno = errno(ioctl(fd, request, argument), arena.allocate(CALL_STATE));
            if (errno != 0 && errno != PosixException.EAGAIN) {
                throw new PosixException(name, errno);
            }
            return errno == 0;
        } finally {
            Reference.reachabilityFence(argument);
        }
    }

    private Call ioctl(int fd, long request, MemorySegment argument) {
        if (!argument.isNative() || !argument.scope().isAlive()) {
            throw new IllegalArgumentException("a driver takes memory outside of the heap that is still there");
        }
        long address = argument.address();
        return state -> (long) calls().ioctl.invokeExact(state, (long) fd, request, address);
    }

    /// Maps device memory, shared, to be read and written, until `owner` is closed.
    public MemorySegment map(int fd, long offset, long bytes, Arena owner) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            long mapped = (long) calls().mmap.invokeExact(state, 0L, bytes, (long) PROT_READ_WRITE, (long) MAP_SHARED, (long) fd,
                    offset);
            if (mapped == -1) {
                throw new PosixException("mmap", state.get(INT, ERRNO_OFFSET));
            }
            return MemorySegment.ofAddress(mapped).reinterpret(bytes, owner, this::unmap);
        } catch (PosixException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private void unmap(MemorySegment mapped) {
        try (Arena arena = Arena.ofConfined()) {
            long address = mapped.address();
            long bytes = mapped.byteSize();
            repeated("munmap", arena, state -> (long) calls().munmap.invokeExact(state, address, bytes, 0L));
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
            long address = watched.address();
            repeated("poll", arena, state -> (long) calls().poll.invokeExact(state, address, 1L, (long) timeoutMillis));
            return watched.get(ValueLayout.JAVA_SHORT, POLLFD_REVENTS) & 0xffff;
        }
    }

    /// Closes a file descriptor. Linux has released it whatever the answer is, so a second call would hit a stranger's.
    public void close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            long ignored = (long) calls().close.invokeExact(arena.allocate(CALL_STATE), (long) fd, 0L, 0L);
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
            long address = ends.address();
            repeated("pipe2", arena, state -> (long) calls().pipe.invokeExact(state, address, (long) O_CLOEXEC, 0L));
            return new Pipe(ends.getAtIndex(INT, 0), ends.getAtIndex(INT, 1));
        }
    }

    /// Sends a signal.
    ///
    /// @param pid a process, or the negative of a process group's number
    /// @return false when there is no such process, or it is somebody else's
    public boolean kill(long pid, int signal) {
        try (Arena arena = Arena.ofConfined()) {
            long number = Math.toIntExact(pid);
            return errno(state -> (long) calls().kill.invokeExact(state, number, (long) signal, 0L),
                    arena.allocate(CALL_STATE)) == 0;
        }
    }

    private static int repeated(String name, Arena arena, Call call) throws PosixException {
        MemorySegment state = arena.allocate(CALL_STATE);
        while (true) {
            int answer = answer(call, state);
            if (answer != -1) {
                return answer;
            }
            int errno = state.get(INT, ERRNO_OFFSET);
            if (errno != PosixException.EINTR) {
                throw new PosixException(name, errno);
            }
        }
    }

    /// The call's error, or 0.
    private static int errno(Call call, MemorySegment state) {
        int errno;
        do {
            errno = answer(call, state) == -1 ? state.get(INT, ERRNO_OFFSET) : 0;
        } while (errno == PosixException.EINTR);
        return errno;
    }

    private static int answer(Call call, MemorySegment state) {
        try {
            return (int) call.with(state);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private interface Call {
        long with(MemorySegment state) throws Throwable;
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
