package dev.oriel.orient;

import java.util.List;

/// Where a camera looks and where it is going.
///
/// @param now     estimated from what the hardware was told
/// @param target  the same as `now` while it stands still
/// @param moving  true while it is on its way
/// @param presets the names of saved poses, sorted
/// @param touring true while it goes from preset to preset
/// @param problem why the hardware does not do what it is told, in words, or empty
public record OrientState(Pose now, Pose target, boolean moving, PoseLimits limits, List<String> presets, boolean touring,
        String problem) {
    public OrientState {
        presets = List.copyOf(presets);
    }
}
