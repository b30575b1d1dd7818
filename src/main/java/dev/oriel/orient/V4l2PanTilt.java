package dev.oriel.orient;

import dev.oriel.v4l2.Control;
import dev.oriel.v4l2.Controls;
import dev.oriel.v4l2.Device;
import dev.oriel.v4l2.Posix;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A camera's own motors, moved by the controls of its V4L2 driver.
///
/// Pan and tilt of the standard count seconds of arc, 3600 to a degree. Zoom, and any other control that the settings name, goes from one end
/// to the other as the axis does. Where a driver has only the relative control, it is told the way from where it was told to be last.
///
/// The device is opened with the first movement, and again after a failure, beside whoever takes pictures from it.
///
/// Threads: one call at a time. Source: the kernel's "Video for Linux API", "Camera Control Reference".
final class V4l2PanTilt implements PanTilt {
    private static final Map<Axis, Integer> ABSOLUTE = Map.of(Axis.PAN, 0x009a0908, Axis.TILT, 0x009a0909, Axis.ZOOM, 0x009a090d);
    private static final Map<Axis, Integer> RELATIVE = Map.of(Axis.PAN, 0x009a0904, Axis.TILT, 0x009a0905, Axis.ZOOM, 0x009a090e);
    private static final double SECONDS_OF_ARC = 3600;

    private final Posix posix;
    private final String path;
    private final Map<Axis, AxisRange> ranges;
    private final Map<Axis, Integer> named;
    private final Map<Axis, Motor> motors = new EnumMap<>(Axis.class);
    private @Nullable Device device;

    /// One axis.
    ///
    /// @param relative it is told how far, and not where to
    private record Motor(Axis axis, Control control, boolean relative, boolean standard) {}

    private final Map<Axis, Integer> told = new EnumMap<>(Axis.class);
    private Pose before;

    /// @param ranges of the axes that there are
    /// @param named  controls that stand for those of the standard
    /// @param home   where it is taken to look at first
    V4l2PanTilt(Posix posix, String path, Map<Axis, AxisRange> ranges, Map<Axis, Integer> named, Pose home) {
        this.posix = posix;
        this.path = path;
        this.ranges = ranges;
        this.named = named;
        before = home;
    }

    @Override
    public Duration step() {
        return Duration.ofMillis(50); // each is a transfer to the camera
    }

    @Override
    public void move(Pose pose) throws IOException {
        try {
            var controls = new Controls(opened());
            for (var motor : motors.values()) {
                move(controls, motor, pose);
            }
            before = pose;
        } catch (IOException e) {
            close();
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    private void move(Controls controls, Motor motor, Pose pose) throws IOException {
        var control = motor.control;
        if (motor.relative) {
            int distance = (int) Math.round(value(motor, pose) - value(motor, before));
            if (distance != 0) {
                controls.set(control.id(), Math.clamp(distance, control.minimum(), control.maximum()));
            }
            return;
        }
        double wanted = value(motor, pose);
        long steps = Math.round((wanted - control.minimum()) / control.step());
        int value = Math.clamp(control.minimum() + steps * control.step(), control.minimum(), control.maximum());
        if (!Integer.valueOf(value).equals(told.get(motor.axis))) {
            controls.set(control.id(), value);
            told.put(motor.axis, value);
        }
    }

    private double value(Motor motor, Pose pose) {
        double value = pose.at(motor.axis);
        if (motor.standard && motor.axis != Axis.ZOOM) {
            return value * SECONDS_OF_ARC;
        }
        var range = ranges.getOrDefault(motor.axis, new AxisRange(value, value));
        double whole = range.to() - range.from();
        double along = whole == 0 ? 0 : (value - range.from()) / whole;
        return motor.control.minimum() + along * ((double) motor.control.maximum() - motor.control.minimum());
    }

    private Device opened() throws IOException {
        var known = device;
        if (known != null) {
            return known;
        }
        var opened = Device.open(posix, path);
        device = opened;
        var controls = new Controls(opened);
        for (var axis : ranges.keySet()) {
            var motor = motor(controls, axis);
            if (motor != null) {
                motors.put(axis, motor);
            }
        }
        if (motors.isEmpty()) {
            throw new IOException("its driver has no control that turns it");
        }
        return opened;
    }

    private @Nullable Motor motor(Controls controls, Axis axis) throws IOException {
        var own = named.get(axis);
        if (own != null) {
            return controls.find(own).map(control -> new Motor(axis, control, false, own.equals(ABSOLUTE.get(axis))))
                    .orElseThrow(() -> new IOException("its driver has no control 0x" + Integer.toHexString(own)));
        }
        var absolute = controls.find(id(ABSOLUTE, axis));
        if (absolute.isPresent()) {
            return new Motor(axis, absolute.get(), false, true);
        }
        return controls.find(id(RELATIVE, axis)).map(control -> new Motor(axis, control, true, true)).orElse(null);
    }

    private static int id(Map<Axis, Integer> ids, Axis axis) {
        return ids.getOrDefault(axis, 0);
    }

    @Override
    public void close() {
        var known = device;
        if (known != null) {
            device = null;
            known.close();
        }
        motors.clear();
        told.clear();
    }
}
