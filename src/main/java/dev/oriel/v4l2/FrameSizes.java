package dev.oriel.v4l2;

/// A range of sizes that a camera offers, in pixels; a single size has both ends the same.
///
/// @param stepWidth  widths are `minWidth` plus a multiple of this; at least 1
/// @param stepHeight heights likewise
public record FrameSizes(int minWidth, int maxWidth, int stepWidth, int minHeight, int maxHeight, int stepHeight) {

    /// What stands for a driver that doesn't tell: anything may be asked for, and its answer counts.
    public static final FrameSizes UNTOLD = new FrameSizes(16, 16384, 2, 16, 16384, 2);

    public FrameSizes {
        stepWidth = Math.max(1, stepWidth);
        stepHeight = Math.max(1, stepHeight);
    }

    public static FrameSizes single(int width, int height) {
        return new FrameSizes(width, width, 1, height, height, 1);
    }

    public boolean isSingle() {
        return minWidth == maxWidth && minHeight == maxHeight;
    }

    /// The width in this range that comes nearest, rounded down to a step.
    public int nearestWidth(int width) {
        return nearest(width, minWidth, maxWidth, stepWidth);
    }

    /// The height in this range that comes nearest, rounded down to a step.
    public int nearestHeight(int height) {
        return nearest(height, minHeight, maxHeight, stepHeight);
    }

    private static int nearest(int wanted, int min, int max, int step) {
        int inside = Math.clamp(wanted, min, max);
        return inside - (inside - min) % step;
    }

    /// `1280x720`, or `160x120-1280x720` for a range.
    @Override
    public String toString() {
        return isSingle() ? minWidth + "x" + minHeight : minWidth + "x" + minHeight + "-" + maxWidth + "x" + maxHeight;
    }
}
