package dev.oriel.orient;

import java.util.Map;

/// Where the hardware is that turns a camera, and how it is spoken to.
///
/// @param device        the file of the I2C bus, or of the V4L2 device; empty for the usual one
/// @param shortestPulse of a servo of the HAT, at -90 degrees, in microseconds
/// @param longestPulse  at 90 degrees
/// @param command       of the shell, with `{pan}`, `{tilt}` and `{zoom}` in it
/// @param controls      V4L2 ids that stand for those of the standard
public record OrientHardware(String device, int shortestPulse, int longestPulse, String command, Map<Axis, Integer> controls) {
    public OrientHardware {
        controls = Map.copyOf(controls);
    }
}
