package dev.oriel.v4l2;

/// A range of frame rates that a camera offers at one size; a single rate has both ends the same.
public record FrameRates(FrameInterval shortest, FrameInterval longest) {

    public boolean isSingle() {
        return shortest.equals(longest);
    }

    /// The interval in this range that comes nearest to a rate.
    public FrameInterval nearest(double fps) {
        if (fps >= shortest.fps()) {
            return shortest;
        }
        return fps <= longest.fps() ? longest : FrameInterval.ofFps(fps);
    }

    /// Frames per second: `30`, or `1-60` for a range.
    @Override
    public String toString() {
        return isSingle() ? Numbers.of(shortest.fps()) : Numbers.of(longest.fps()) + "-" + Numbers.of(shortest.fps());
    }
}
