package dev.oriel.source;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A picture to draw on: planes of Y, U and V in native memory, the last two at half size both ways.
///
/// Ownership: the memory is its arena's. Threads: one at a time.
final class Yuv420 {
    static final int NEUTRAL = 128;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    private final int width;
    private final int height;
    private final int stride;
    private final int chromaHeight;
    private final MemorySegment memory;
    private final MemorySegment luma;
    private final MemorySegment u;
    private final MemorySegment v;

    Yuv420(int widthPixels, int heightPixels, Arena arena) {
        width = widthPixels;
        height = heightPixels;
        stride = widthPixels + 1 & ~1;
        chromaHeight = (heightPixels + 1) / 2;
        long lumaBytes = (long) stride * height;
        long chromaBytes = (long) stride / 2 * chromaHeight;
        memory = arena.allocate(lumaBytes + 2 * chromaBytes, 64);
        luma = memory.asSlice(0, lumaBytes);
        u = memory.asSlice(lumaBytes, chromaBytes);
        v = memory.asSlice(lumaBytes + chromaBytes, chromaBytes);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int strideBytes() {
        return stride;
    }

    MemorySegment memory() {
        return memory;
    }

    void copy(Yuv420 other) {
        memory.copyFrom(other.memory);
    }

    /// Fills a rectangle, as far as it lies in the picture.
    void fill(int left, int top, int right, int bottom, Colour colour) {
        int x1 = Math.clamp(left, 0, width);
        int x2 = Math.clamp(right, x1, width);
        int y1 = Math.clamp(top, 0, height);
        int y2 = Math.clamp(bottom, y1, height);
        for (int y = y1; y < y2; y++) {
            luma.asSlice((long) y * stride + x1, x2 - x1).fill((byte) colour.y());
        }
        for (int y = y1 / 2; y < (y2 + 1) / 2; y++) {
            long at = (long) y * (stride / 2) + x1 / 2;
            int bytes = (x2 + 1) / 2 - x1 / 2;
            u.asSlice(at, bytes).fill((byte) colour.u());
            v.asSlice(at, bytes).fill((byte) colour.v());
        }
    }

    void setLuma(int x, int y, int value) {
        luma.set(BYTE, (long) y * stride + x, (byte) value);
    }

    /// Adds light to every row, `added[i]` to the column `left + i`.
    void brightenColumns(int left, int[] added, int bottom) {
        int from = Math.max(0, -left);
        int to = Math.min(added.length, width - left);
        for (int y = 0; y < bottom; y++) {
            long row = (long) y * stride + left;
            for (int i = from; i < to; i++) {
                int lit = (luma.get(BYTE, row + i) & 0xff) + added[i];
                luma.set(BYTE, row + i, (byte) Math.min(lit, 235));
            }
        }
    }

    /// Lays light of a brightness over the picture where a glyph covers it; the colours stay.
    void print(StrokeFont.Glyph glyph, int left, int top, int brightness) {
        int from = Math.max(0, -left);
        int to = Math.min(glyph.widthPixels(), width - left);
        byte[] coverage = glyph.coverage();
        for (int y = Math.max(0, -top); y < Math.min(glyph.heightPixels(), height - top); y++) {
            long row = (long) (top + y) * stride + left;
            int glyphRow = y * glyph.widthPixels();
            for (int i = from; i < to; i++) {
                int covered = coverage[glyphRow + i] & 0xff;
                if (covered != 0) {
                    int under = luma.get(BYTE, row + i) & 0xff;
                    luma.set(BYTE, row + i, (byte) (under + (brightness - under) * covered / 255));
                }
            }
        }
    }

    /// Draws a disc with a soft edge.
    void disc(double centreX, double centreY, double radius, Colour colour) {
        int top = (int) Math.max(0, centreY - radius - 1);
        int bottom = (int) Math.min(height - 1, centreY + radius + 1);
        int left = (int) Math.max(0, centreX - radius - 1);
        int right = (int) Math.min(width - 1, centreX + radius + 1);
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                double covered = Math.clamp(radius + 0.5 - Math.hypot(x + 0.5 - centreX, y + 0.5 - centreY), 0, 1);
                mix(luma, (long) y * stride + x, colour.y(), covered);
                if ((x & 1) == 0 && (y & 1) == 0) {
                    long chroma = (long) (y / 2) * (stride / 2) + x / 2;
                    mix(u, chroma, colour.u(), covered);
                    mix(v, chroma, colour.v(), covered);
                }
            }
        }
    }

    private static void mix(MemorySegment plane, long at, int value, double covered) {
        int under = plane.get(BYTE, at) & 0xff;
        plane.set(BYTE, at, (byte) Math.round(under + (value - under) * covered));
    }

    /// A colour as cameras count it (ITU-R BT.601, 16 to 235).
    record Colour(int y, int u, int v) {
        static Colour grey(int y) {
            return new Colour(y, NEUTRAL, NEUTRAL);
        }

        /// @param rgb red, green and blue of a screen, `0xrrggbb`
        static Colour rgb(int rgb) {
            double r = rgb >> 16 & 0xff;
            double g = rgb >> 8 & 0xff;
            double b = rgb & 0xff;
            return new Colour((int) Math.round(16 + (65.738 * r + 129.057 * g + 25.064 * b) / 256),
                    (int) Math.round(128 + (-37.945 * r - 74.494 * g + 112.439 * b) / 256),
                    (int) Math.round(128 + (112.439 * r - 94.154 * g - 18.285 * b) / 256));
        }
    }
}
