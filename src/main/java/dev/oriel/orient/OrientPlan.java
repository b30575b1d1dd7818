package dev.oriel.orient;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/// How a camera is turned, as the settings have it.
///
/// @param driver      what turns it
/// @param ranges      of the axes that there are
/// @param home        where it looks by default
/// @param speed       degrees a second
/// @param inverted    pan, tilt or both: they turn the other way round
/// @param stay        of a tour at each preset
/// @param fieldOfView between the picture's left and right edge at zoom 1, in degrees
/// @param hardware    what the driver is to know
public record OrientPlan(OrientDriver driver, Map<Axis, AxisRange> ranges, Pose home, double speed, Set<Axis> inverted,
        Duration stay, double fieldOfView, OrientHardware hardware) {
    /// Nothing turns the camera.
    public static final OrientPlan NONE = new OrientPlan(OrientDriver.NONE, Map.of(), Pose.AHEAD, 120, Set.of(),
            Duration.ofSeconds(10), 60,
            new OrientHardware("", 0, 0, "", Map.of()));
    /// Zoom goes from one end to the other within that time.
    private static final double ZOOM_SECONDS = 2;

    public OrientPlan {
        ranges = Map.copyOf(ranges);
        inverted = Set.copyOf(inverted);
    }

    /// Units of each axis a second.
    Map<Axis, Double> speeds() {
        var speeds = new EnumMap<Axis, Double>(Axis.class);
        ranges.forEach((axis, range) -> speeds.put(axis,
                axis == Axis.ZOOM ? Math.max(0.1, (range.to() - range.from()) / ZOOM_SECONDS) : speed));
        return speeds;
    }
}
