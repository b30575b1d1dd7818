package dev.oriel.v4l2;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A call of the C library failed, with its `errno`.
public final class PosixException extends IOException {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int ENXIO = 6;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int ENOTTY = 25;
    public static final int ENOSPC = 28;

    private static final int LONGEST_TEXT_BYTES = 1024;

    private final int errno;

    public PosixException(String call, int errno) {
        super(call + ": " + text(errno));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }

    private static String text(int errno) {
        Linker linker = Linker.nativeLinker();
        var strerror = linker.downcallHandle(linker.defaultLookup().findOrThrow("strerror"),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try {
            return ((MemorySegment) strerror.invokeExact(errno)).reinterpret(LONGEST_TEXT_BYTES).getString(0);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
