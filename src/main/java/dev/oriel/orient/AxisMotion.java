package dev.oriel.orient;

/// The movement of one axis: it gathers speed, keeps it, and brakes so that it stands still at its target. A target that changes on the
/// way bends the movement and does not interrupt it, which is what a dragged pad asks for.
///
/// Threads: one at a time. Time is passed in.
final class AxisMotion {
    /// Seconds from standing still to full speed.
    private static final double GATHERS_SPEED_SECONDS = 0.08;
    /// Less than any servo can do.
    private static final double STILL = 1e-3;

    private final double speed;
    private final double acceleration;
    private double position;
    private double velocity;
    private double target;

    /// @param position where it stands
    /// @param speed    most, in units of the axis a second
    AxisMotion(double position, double speed) {
        this.position = position;
        this.target = position;
        this.speed = speed;
        acceleration = speed / GATHERS_SPEED_SECONDS;
    }

    double position() {
        return position;
    }

    double target() {
        return target;
    }

    void target(double value) {
        target = value;
    }

    /// Brakes, and stands still as soon as that can be.
    void stop() {
        target = position + velocity * Math.abs(velocity) / (2 * acceleration);
    }

    /// Stands still at once, as hardware does that hears nothing any more.
    void halt() {
        velocity = 0;
        target = position;
    }

    boolean isMoving() {
        return velocity != 0 || target != position;
    }

    /// Lets time pass.
    void advance(double seconds) {
        double distance = target - position;
        double change = acceleration * seconds;
        // So fast that after this step the rest of the way is enough to brake.
        double mostThatStops = acceleration * (Math.sqrt(seconds * seconds + 2 * Math.abs(distance) / acceleration) - seconds);
        double wanted = Math.copySign(Math.min(speed, mostThatStops), distance);
        velocity = Math.clamp(wanted, velocity - change, velocity + change);
        position += velocity * seconds;
        if (Math.abs(target - position) <= STILL && Math.abs(velocity) <= change) {
            position = target;
            velocity = 0;
        }
    }
}
