package dev.oriel.orient;

/// Where a camera looks.
///
/// @param pan  degrees, positive to the picture's right
/// @param tilt degrees, positive up
/// @param zoom times, 1 shows everything
public record Pose(double pan, double tilt, double zoom) {
    /// Straight ahead.
    public static final Pose AHEAD = new Pose(0, 0, 1);

    /// The value of one axis.
    public double at(Axis axis) {
        return switch (axis) {
            case PAN -> pan;
            case TILT -> tilt;
            case ZOOM -> zoom;
        };
    }

    /// The same but for one axis.
    public Pose with(Axis axis, double value) {
        return switch (axis) {
            case PAN -> new Pose(value, tilt, zoom);
            case TILT -> new Pose(pan, value, zoom);
            case ZOOM -> new Pose(pan, tilt, value);
        };
    }
}
