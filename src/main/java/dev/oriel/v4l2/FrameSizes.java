package dev.oriel.v4l2;

/// A range of sizes that a camera offers, in pixels; a single size has both ends the same.
///
/// What a driver tells is made to fit: a side has 1 to 65535 pixels, and no range ends before it begins.
///
/// @param stepWidth  widths are `minWidth` plus a multiple of this; at least 1
/// @param stepHeight heights likewise
public record FrameSizes(int minWidth, int maxWidth, int stepWidth, int minHeight, int maxHeight, int stepHeight) {

    /// What stands for a driver that doesn't tell: anything may be asked for, and its answer counts.
    public static final FrameSizes UNTOLD = new FrameSizes(16, 16384, 2, 16, 16384, 2);

    private static final int MOST = 65_535;

    public FrameSizes {
        minWidth = Math.clamp(minWidth, 1, MOST);
        minHeight = Math.clamp(minHeight, 1, MOST);
        maxWidth = Math.clamp(maxWidth, minWidth, MOST);
        maxHeight = Math.clamp(maxHeight, minHeight, MOST);
        stepWidth = Math.max(1, stepWidth);
        stepHeight = Math.max(1, stepHeight);
    }

    public static FrameSizes single(int width, int height) {
        return new FrameSizes(width, width, 1, height, height, 1);
    }

    /// True when the driver doesn't tell, so that nothing is known of what it can do.
    public boolean isUntold() {
        return equals(UNTOLD);
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
