package dev.oriel.orient;

/// How far an axis moves, both ends included.
///
/// @param from the smallest value
/// @param to   the largest, at least `from`
public record AxisRange(double from, double to) {
    public AxisRange {
        if (!(from <= to)) {
            throw new IllegalArgumentException("a range from " + from + " to " + to);
        }
    }

    boolean contains(double value) {
        return value >= from && value <= to;
    }

    double nearest(double value) {
        return Math.clamp(value, from, to);
    }
}
