package dev.oriel.orient;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Hardware that is mounted the other way round.
record InvertedPanTilt(PanTilt hardware, Set<Axis> inverted) implements PanTilt {
    /// @param inverted pan, tilt or both
    InvertedPanTilt {
        inverted = Set.copyOf(inverted);
    }

    @Override
    public void move(Pose pose) throws IOException {
        hardware.move(turned(pose, inverted));
    }

    /// The pose that such hardware is told in place of another.
    static Pose turned(Pose pose, Set<Axis> inverted) {
        var turned = pose;
        for (var axis : inverted) {
            turned = turned.with(axis, -pose.at(axis));
        }
        return turned;
    }

    @Override
    public void rest() throws IOException {
        hardware.rest();
    }

    @Override
    public Duration step() {
        return hardware.step();
    }

    @Override
    public Duration hold() {
        return hardware.hold();
    }

    @Override
    public int pixels() {
        return hardware.pixels();
    }

    @Override
    public void light(List<PixelColour> pixels) throws IOException {
        hardware.light(pixels);
    }

    @Override
    public void close() {
        hardware.close();
    }
}
