package dev.oriel.frame;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A frame's bytes in pages of memory that the kernel puts on the wire as they are, instead of copying them for each viewer
/// (an anonymous file, `memfd_create(2)`, and `sendfile(2)`).
///
/// A connection's unacknowledged bytes are these pages themselves. They are therefore written once, before anybody is sent
/// them, and never used again: the kernel frees them when the last connection has no need of them.
///
/// Threads: any. Ownership: the frame's; whoever sends from them holds a reference to it. Linux; elsewhere, and where a sandbox
/// or the number of open files forbids it, there are none.
public final class SharedPages implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedPages.class);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    private static final int MFD_CLOEXEC = 1;
    /// Kernels before 6.3 do not know it, and some newer ones can be told to insist on it.
    private static final int MFD_NOEXEC_SEAL = 8;

    private static final @Nullable Calls CALLS = calls();
    /// Where `sendfile` reads from, a number for each thread that sends.
    private static final ThreadLocal<MemorySegment> OFFSET = ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(LONG));

    /// The C library's.
    private record Calls(MethodHandle memfdCreate, MethodHandle sendfile, MethodHandle close) {}

    private final Calls calls;
    private final int descriptor;

    private SharedPages(Calls calls, int descriptor) {
        this.calls = calls;
        this.descriptor = descriptor;
    }

    private static @Nullable Calls calls() {
        try {
            return calls(Linker.nativeLinker());
        } catch (RuntimeException e) {
            LOG.debug("pictures are copied for each viewer: {}", e.toString());
            return null; // another system, or a program that does not allow native calls
        }
    }

    private static @Nullable Calls calls(Linker linker) {
        var library = linker.defaultLookup();
        if (library.find("memfd_create").isEmpty() || LONG.byteSize() != POINTER.byteSize()) {
            return null;
        }
        return new Calls(
                linker.downcallHandle(library.findOrThrow("memfd_create"), FunctionDescriptor.of(INT, POINTER, INT)),
                linker.downcallHandle(library.findOrThrow("sendfile"), FunctionDescriptor.of(LONG, INT, INT, POINTER, LONG)),
                linker.downcallHandle(library.findOrThrow("close"), FunctionDescriptor.of(INT, INT)));
    }

    /// Copies the readable bytes, whose reader index stays; returns null where there are no such pages.
    static @Nullable SharedPages of(ByteBuf bytes) {
        var calls = CALLS;
        int descriptor = calls == null ? -1 : create(calls);
        if (calls == null || descriptor < 0) {
            return null;
        }
        var pages = new SharedPages(calls, descriptor);
        try {
            pages.fill(bytes);
            return pages;
        } catch (IOException | RuntimeException e) {
            LOG.debug("a picture is copied for each viewer: {}", e.toString());
            pages.close();
            return null;
        }
    }

    private static int create(Calls calls) {
        try (var arena = Arena.ofConfined()) {
            var name = arena.allocateFrom("oriel-frame");
            int made = (int) calls.memfdCreate.invokeExact(name, MFD_CLOEXEC | MFD_NOEXEC_SEAL);
            return made >= 0 ? made : (int) calls.memfdCreate.invokeExact(name, MFD_CLOEXEC);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private void fill(ByteBuf bytes) throws IOException {
        try (var file = FileChannel.open(Path.of("/proc/self/fd/" + descriptor), StandardOpenOption.WRITE)) {
            int written = 0;
            while (written < bytes.readableBytes()) {
                written += bytes.getBytes(bytes.readerIndex() + written, file, written, bytes.readableBytes() - written);
            }
        }
    }

    /// Sends from the first byte on; returns how many of `bytes` the kernel took, which may be none.
    ///
    /// @param socket the descriptor of a socket that does not block
    public int sendTo(int socket, int bytes) {
        try {
            var offset = OFFSET.get();
            offset.set(LONG, 0, 0);
            return (int) Math.max(0, (long) calls.sendfile.invokeExact(socket, descriptor, offset, (long) bytes));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public void close() {
        try {
            int _ = (int) calls.close.invokeExact(descriptor);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static RuntimeException unexpected(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(failure); // a downcall throws nothing of its own
    }
}
