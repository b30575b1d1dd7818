package dev.oriel.v4l2;

import org.jspecify.annotations.Nullable;

/// What a camera is to be asked for; everything left open is chosen.
///
/// @param format a format, or null
/// @param width  pixels, or 0 together with `height`
/// @param height pixels, or 0
/// @param fps    frames per second, or 0
public record Wish(@Nullable CameraFormat format, int width, int height, double fps) {

    /// Nothing in particular: MJPEG where it is offered, the largest size up to 1920x1080 that reaches 30 frames per second.
    public static final Wish OPEN = new Wish(null, 0, 0, 0);

    boolean hasSize() {
        return width > 0;
    }

    boolean isMetBy(Mode mode) {
        return (format == null || format == mode.format()) && (!hasSize() || (width == mode.width() && height == mode.height()))
                && (fps == 0 || mode.fps() == 0 || Math.abs(fps - mode.fps()) < 0.02 * fps);
    }

    @Override
    public String toString() {
        var words = new StringBuilder();
        if (format != null) {
            words.append(format.name());
        }
        if (hasSize()) {
            words.append(' ').append(width).append('x').append(height);
        }
        if (fps > 0) {
            words.append(words.isEmpty() ? "" : " at ").append(Numbers.of(fps)).append(" fps");
        }
        return words.toString().strip();
    }
}
