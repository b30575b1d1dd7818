package dev.oriel.orient;

import java.util.List;

/// Where a camera looks and where it is going.
///
/// @param now         estimated from what the hardware was told
/// @param target      the same as `now` while it stands still
/// @param moving      true while it is on its way
/// @param presets     the names of saved poses, sorted
/// @param touring     true while it goes from preset to preset
/// @param problem     why the hardware does not do what it is told, in words, or empty
/// @param light       of each pixel; empty where there are none
/// @param fieldOfView the angle between the left and the right edge of the picture at zoom 1, in degrees
public record OrientState(Pose now, Pose target, boolean moving, PoseLimits limits, List<String> presets, boolean touring,
        String problem, List<PixelColour> light, double fieldOfView) {
    public OrientState {
        presets = List.copyOf(presets);
        light = List.copyOf(light);
    }

    /// The same once it is where it is going.
    public OrientState arrived() {
        return new OrientState(target, target, false, limits, presets, touring, problem, light, fieldOfView);
    }
}
