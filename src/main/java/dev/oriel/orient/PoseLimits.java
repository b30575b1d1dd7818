package dev.oriel.orient;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The axes that a camera has, and how far each moves.
///
/// @param ranges of the axes that there are
public record PoseLimits(Map<Axis, AxisRange> ranges) {
    public PoseLimits {
        ranges = Map.copyOf(ranges);
    }

    /// The axes that there are.
    public Set<Axis> axes() {
        return Set.copyOf(ranges.keySet());
    }

    public Optional<AxisRange> range(Axis axis) {
        return Optional.ofNullable(ranges.get(axis));
    }

    /// The pose that has the given values and is `before` otherwise.
    ///
    /// @throws IllegalArgumentException with words for a user when there is no such axis, or a value is out of its range
    Pose to(Pose before, Map<Axis, Double> values) {
        var pose = before;
        for (var value : values.entrySet()) {
            var range = required(value.getKey());
            if (!range.contains(value.getValue())) {
                throw new IllegalArgumentException(String.format(Locale.ROOT, "%s: allowed: %s to %s, not %s",
                        value.getKey().word(), plain(range.from()), plain(range.to()), plain(value.getValue())));
            }
            pose = pose.with(value.getKey(), value.getValue());
        }
        return pose;
    }

    /// The pose that is that far from `before`, or as far as its axes go.
    ///
    /// @throws IllegalArgumentException with words for a user when there is no such axis
    Pose by(Pose before, Map<Axis, Double> distances) {
        var pose = before;
        for (var distance : distances.entrySet()) {
            var axis = distance.getKey();
            pose = pose.with(axis, required(axis).nearest(before.at(axis) + distance.getValue()));
        }
        return pose;
    }

    /// The pose within the limits that is nearest; axes that are not there stand as in [Pose#AHEAD].
    Pose nearest(Pose pose) {
        var nearest = Pose.AHEAD;
        for (var range : ranges.entrySet()) {
            nearest = nearest.with(range.getKey(), range.getValue().nearest(pose.at(range.getKey())));
        }
        return nearest;
    }

    private AxisRange required(Axis axis) {
        var range = ranges.get(axis);
        if (range == null) {
            throw new IllegalArgumentException("this camera has no " + axis.word());
        }
        return range;
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9 ? Long.toString((long) value) : Double.toString(value);
    }
}
