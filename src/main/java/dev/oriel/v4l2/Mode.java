package dev.oriel.v4l2;

/// What a driver has agreed to give.
///
/// @param format      how the bytes are to be read
/// @param width       pixels
/// @param height      pixels
/// @param strideBytes from one row of the first plane to the next; 0 when compressed
/// @param fps         frames per second, or 0 where the driver doesn't tell
public record Mode(CameraFormat format, int width, int height, int strideBytes, double fps) {

    /// Bytes that a frame has at least.
    public long leastBytes() {
        return format.pictureBytes(strideBytes, height);
    }

    /// What it turned out to be, and what was asked for where that is something else:
    /// `MJPEG 1280x720 at 30 fps (asked for 1920x1080 at 60 fps)`.
    public String outcome(Wish wish) {
        return wish.isMetBy(this) ? toString() : this + " (asked for " + wish + ")";
    }

    @Override
    public String toString() {
        return format.name() + " " + width + "x" + height + (fps > 0 ? " at " + Numbers.of(fps) + " fps" : "");
    }
}
