package dev.oriel.ffmpeg;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// One plane of a picture: a byte for each sample, row by row.
///
/// @param bytes       native memory, valid as long as its picture
/// @param width       samples of a row
/// @param height      rows
/// @param strideBytes bytes from one row to the next
public record Plane(MemorySegment bytes, int width, int height, int strideBytes) {

    /// The sample in column `x` of row `y`, 0 to 255.
    public int get(int x, int y) {
        return bytes.get(ValueLayout.JAVA_BYTE, (long) y * strideBytes + x) & 0xff;
    }

    /// Sets that sample to the lowest eight bits of `value`.
    public void set(int x, int y, int value) {
        bytes.set(ValueLayout.JAVA_BYTE, (long) y * strideBytes + x, (byte) value);
    }

    /// Sets all samples of a part to the lowest eight bits of `value`.
    public void fill(int x, int y, int columns, int rows, int value) {
        for (int row = y; row < y + rows; row++) {
            bytes.asSlice((long) row * strideBytes + x, columns).fill((byte) value);
        }
    }
}
