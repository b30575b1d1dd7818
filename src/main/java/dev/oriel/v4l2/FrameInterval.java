package dev.oriel.v4l2;

/// The time from one frame to the next as a fraction of a second, the way drivers count.
///
/// @param numerator   at least 1
/// @param denominator at least 1
public record FrameInterval(int numerator, int denominator) {

    public FrameInterval {
        if (numerator < 1 || denominator < 1) {
            throw new IllegalArgumentException(numerator + "/" + denominator);
        }
    }

    /// The interval of a rate, to a thousandth of a frame per second.
    public static FrameInterval ofFps(double fps) {
        long thousandths = Math.max(1, Math.round(fps * 1000));
        return thousandths % 1000 == 0
                ? new FrameInterval(1, (int) (thousandths / 1000))
                : new FrameInterval(1000, (int) thousandths);
    }

    public double fps() {
        return (double) denominator / numerator;
    }
}
