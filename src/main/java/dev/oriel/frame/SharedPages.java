package dev.oriel.frame;

import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
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
/// Threads: any. Linux; elsewhere, and where a sandbox or the number of open files forbids it, there are none.
final class SharedPages implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedPages.class);
    private static final int MFD_CLOEXEC = 1;
    /// Kernels before 6.3 do not know it, and some newer ones can be told to insist on it.
    private static final int MFD_NOEXEC_SEAL = 8;

    private static final @Nullable Calls CALLS = calls();

    /// The C library's.
    private record Calls(MethodHandle memfdCreate, MethodHandle close) {}

    private final FileChannel file;

    private SharedPages(FileChannel file) {
        this.file = file;
    }

    private static @Nullable Calls calls() {
        var linker = Linker.nativeLinker();
        var create = linker.defaultLookup().find("memfd_create");
        var close = linker.defaultLookup().find("close");
        if (create.isEmpty() || close.isEmpty()) {
            return null;
        }
        var toInt = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        return new Calls(linker.downcallHandle(create.get(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT)),
                linker.downcallHandle(close.get(), toInt));
    }

    /// Copies the readable bytes, whose reader index stays; returns null where there are no such pages.
    static @Nullable SharedPages of(ByteBuf bytes) {
        var calls = CALLS;
        if (calls == null) {
            return null;
        }
        try {
            var file = create(calls);
            return new SharedPages(fill(file, bytes));
        } catch (IOException e) {
            LOG.debug("a picture is copied for each viewer: {}", e.toString());
            return null;
        }
    }

    private static FileChannel fill(FileChannel file, ByteBuf bytes) throws IOException {
        int written = 0;
        while (written < bytes.readableBytes()) {
            written += bytes.getBytes(bytes.readerIndex() + written, file, written, bytes.readableBytes() - written);
        }
        return file;
    }

    private static FileChannel create(Calls calls) throws IOException {
        int number = -1;
        try (var arena = Arena.ofConfined()) {
            var name = arena.allocateFrom("oriel-frame");
            number = (int) calls.memfdCreate.invokeExact(name, MFD_CLOEXEC | MFD_NOEXEC_SEAL);
            if (number < 0) {
                number = (int) calls.memfdCreate.invokeExact(name, MFD_CLOEXEC);
            }
            return FileChannel.open(Path.of("/proc/self/fd/" + number), StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // a downcall throws nothing
        } finally {
            close(calls, number);
        }
    }

    private static void close(Calls calls, int number) {
        if (number >= 0) {
            try {
                int _ = (int) calls.close.invokeExact(number);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// All of the bytes, to be written to a plain connection.
    ///
    /// @param frame whose pages these are; the region holds a reference until it was sent
    FileRegion region(Frame frame, int bytes) {
        return new Region(file, frame.retain(), bytes);
    }

    private static final class Region extends DefaultFileRegion {
        private final Frame frame;

        Region(FileChannel file, Frame frame, int bytes) {
            super(file, 0, bytes);
            this.frame = frame;
        }

        @Override
        protected void deallocate() {
            frame.release(); // the file is the frame's
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.debug("closing pages: {}", e.toString());
        }
    }
}
