package dev.oriel.source;

import dev.oriel.orient.Pose;
import java.util.function.Supplier;

/// The part of the whole picture that is shown.
///
/// @param pose        where that looks; the whole picture at zoom 1
/// @param fieldOfView between the left and the right edge of the whole picture, in degrees
public record Look(Pose pose, double fieldOfView) {
    /// Everything.
    public static final Look WHOLE = new Look(Pose.AHEAD, 60);
    /// Always everything.
    public static final Supplier<Look> ALWAYS_WHOLE = () -> WHOLE;

    /// A rectangle of pixels.
    record Window(int left, int top, int width, int height) {}

    boolean isWhole() {
        return !(pose.zoom() > 1);
    }

    /// The part that is shown of a picture of that size; at its edges it stops.
    Window of(int widthPixels, int heightPixels) {
        int width = part(widthPixels);
        int height = part(heightPixels);
        double pixelsPerDegree = widthPixels / fieldOfView;
        return new Window(begin(widthPixels, width, pose.pan() * pixelsPerDegree),
                begin(heightPixels, height, -pose.tilt() * pixelsPerDegree), width, height);
    }

    private int part(int pixels) {
        return Math.clamp(even(pixels / pose.zoom()), Math.min(16, pixels), pixels);
    }

    /// Colours lie in steps of two pixels.
    private static int begin(int whole, int part, double fromMiddle) {
        return Math.clamp(even((whole - part) / 2.0 + fromMiddle), 0, whole - part & ~1);
    }

    private static int even(double pixels) {
        return (int) Math.round(pixels / 2) * 2;
    }
}
