package dev.oriel.orient;

import java.util.EnumMap;
import java.util.Map;

/// The movement of a camera: that of all its axes, within its limits.
///
/// Threads: one at a time. Time is passed in.
final class PoseMotion {
    private final PoseLimits limits;
    private final Map<Axis, Double> speeds;
    private final Map<Axis, AxisMotion> axes = new EnumMap<>(Axis.class);

    /// @param at     where it stands
    /// @param speeds units of each axis a second, for all axes that there are
    PoseMotion(Pose at, PoseLimits limits, Map<Axis, Double> speeds) {
        this.limits = limits;
        this.speeds = speeds;
        standsAt(at);
    }

    /// Stands there, as far as that is known.
    void standsAt(Pose pose) {
        limits.axes().forEach(axis -> axes.put(axis, new AxisMotion(pose.at(axis), speeds.getOrDefault(axis, 1.0))));
    }

    void target(Pose pose) {
        axes.forEach((axis, motion) -> motion.target(pose.at(axis)));
    }

    Pose target() {
        var pose = Pose.AHEAD;
        for (var axis : axes.entrySet()) {
            pose = pose.with(axis.getKey(), axis.getValue().target());
        }
        return pose;
    }

    /// The pose at this moment.
    Pose now() {
        var pose = Pose.AHEAD;
        for (var axis : axes.entrySet()) {
            pose = pose.with(axis.getKey(), axis.getValue().position());
        }
        return pose;
    }

    /// Brakes, and stands still as soon as that can be.
    void stop() {
        axes.forEach((axis, motion) -> {
            motion.stop();
            limits.range(axis).ifPresent(range -> motion.target(range.nearest(motion.target())));
        });
    }

    /// Stands still at once.
    void halt() {
        axes.values().forEach(AxisMotion::halt);
    }

    boolean isMoving() {
        return axes.values().stream().anyMatch(AxisMotion::isMoving);
    }

    /// Lets time pass.
    ///
    /// @return the pose then
    Pose advance(double seconds) {
        axes.values().forEach(axis -> axis.advance(seconds));
        return now();
    }
}
