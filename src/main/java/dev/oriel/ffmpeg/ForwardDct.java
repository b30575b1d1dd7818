package dev.oriel.ffmpeg;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// FFmpeg's forward DCT of 8x8 pixels, with the vector instructions of this machine.
///
/// Coefficients come out row by row, eight times as large as ITU-T T.81 defines them, and without its level shift.
///
/// Source: libavcodec/avdct.h, whose structure is read by the offsets of its fields. What is found there is tried with known pixels
/// once; where it does not do what it should, there is none.
///
/// Threads: any.
final class ForwardDct {
    private static final long FDCT_AT = 80;
    private static final long GET_PIXELS_AT = 96;
    private static final long STRUCTURE_BYTES = 128;
    private static final int SIDE = 8;
    private static final int LEVEL = 100;

    private static final FunctionDescriptor TRANSFORM = FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG);
    private static final FunctionDescriptor PIXELS = FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG);
    /// Constants, so that a call costs no more than one in C; null where there is none.
    private static final MethodHandle @Nullable [] FOUND = find();
    private static final @Nullable MethodHandle TRANSFORM_BLOCK = FOUND == null ? null : FOUND[0];
    private static final @Nullable MethodHandle TAKE_PIXELS = FOUND == null ? null : FOUND[1];
    private static final boolean RIGHT = FOUND != null && isRight();

    private ForwardDct() {
    }

    /// True where this machine has it; FFmpeg's codecs have to be loaded.
    static boolean isThere() {
        return RIGHT;
    }

    private static MethodHandle @Nullable [] find() {
        var allocate = DynamicLibrary.symbol("avcodec_dct_alloc", FunctionDescriptor.of(ValueLayout.JAVA_LONG));
        var initialize = DynamicLibrary.symbol("avcodec_dct_init",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        if (allocate == null || initialize == null) {
            return null;
        }
        try {
            long structure = (long) allocate.invokeExact(); // kept for the life of the process
            if (structure == 0 || (int) initialize.invokeExact(structure) < 0) {
                return null;
            }
            var fields = MemorySegment.ofAddress(structure).reinterpret(STRUCTURE_BYTES);
            long transform = fields.get(ValueLayout.JAVA_LONG, FDCT_AT);
            long pixels = fields.get(ValueLayout.JAVA_LONG, GET_PIXELS_AT);
            return transform == 0 || pixels == 0
                    ? null
                    : new MethodHandle[]{DynamicLibrary.quickFunction(transform, TRANSFORM),
                        DynamicLibrary.quickFunction(pixels, PIXELS)};
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// A flat block has its level alone, and one that rises from left to right nothing but the first row.
    private static boolean isRight() {
        try (var arena = Arena.ofConfined()) {
            var samples = arena.allocate(SIDE * SIDE, SIDE);
            var block = arena.allocate(2L * SIDE * SIDE, 2L * SIDE);
            samples.fill((byte) LEVEL);
            transform(block.address(), samples.address(), SIDE);
            boolean right = block.get(ValueLayout.JAVA_SHORT, 0) == LEVEL * SIDE * SIDE && isZero(block, 1);
            for (int i = 0; i < SIDE * SIDE; i++) {
                samples.set(ValueLayout.JAVA_BYTE, i, (byte) (i % SIDE * 10));
            }
            transform(block.address(), samples.address(), SIDE);
            return right && block.get(ValueLayout.JAVA_SHORT, 2) < -1000 && isZero(block, SIDE);
        }
    }

    private static boolean isZero(MemorySegment block, int from) {
        boolean zero = true;
        for (int i = from; i < SIDE * SIDE; i++) {
            zero &= Math.abs(block.get(ValueLayout.JAVA_SHORT, 2L * i)) <= 2;
        }
        return zero;
    }

    /// Puts the coefficients of 8x8 samples into a block.
    ///
    /// @param block   address of 64 numbers of 16 bits, a multiple of 16
    /// @param samples address of the first of the samples, bytes
    /// @param stride  bytes from one row of them to the next
    static void transform(long block, long samples, long stride) {
        var pixels = TAKE_PIXELS;
        var transform = TRANSFORM_BLOCK;
        if (pixels == null || transform == null) {
            throw new IllegalStateException("no transform");
        }
        try {
            pixels.invokeExact(block, samples, stride);
            transform.invokeExact(block);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
