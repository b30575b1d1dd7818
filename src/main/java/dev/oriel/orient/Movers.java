package dev.oriel.orient;

import dev.oriel.v4l2.Posix;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes what turns a camera: the place to add a driver.
public final class Movers {
    private static final String USUAL_BUS = "/dev/i2c-1";

    private Movers() {
    }

    /// The camera that is turned.
    ///
    /// @param device of the camera itself, for a driver that the settings name none for
    public record TurnedCamera(String name, String device) {}

    /// @param view    what pictures are made by where there is no hardware
    /// @param presets that were kept before
    /// @param keep    remembers them; throws [java.io.UncheckedIOException] with words for a user
    /// @param pose    where the hardware is known to stand, or null for its home
    public static Mover make(OrientPlan plan, TurnedCamera camera, VirtualPanTilt view, Map<String, Pose> presets,
            Consumer<Map<String, Pose>> keep, @Nullable Pose pose) {
        var hardware = hardware(plan, camera.device, view);
        // A thread of its own, and none of those that are shared: a driver may be slow, or hang.
        Executor thread = task -> Thread.ofPlatform().daemon().name("oriel-orient-" + camera.name).start(task);
        var made = new Mover(plan.inverted().isEmpty() ? hardware : new InvertedPanTilt(hardware, plan.inverted()),
                new Mover.Movement(new PoseLimits(plan.ranges()), plan.home(), plan.speeds(), plan.stay(), plan.fieldOfView()),
                presets,
                new Mover.MoverContext(SteadySteps.real(), thread, keep));
        if (pose != null) {
            made.standsAt(pose);
        }
        view.move(InvertedPanTilt.turned(made.orientation().now(), plan.inverted())); // pictures look where the camera is taken to look
        return made;
    }

    private static PanTilt hardware(OrientPlan plan, String device, VirtualPanTilt view) {
        var known = plan.hardware();
        return switch (plan.driver()) {
            case NONE, SIMULATED, DIGITAL -> view;
            case PANTILTHAT -> {
                var pulses = new PanTiltHat.Pulses(known.shortestPulse(), known.longestPulse());
                yield new PanTiltHat(
                        new I2cBus(Posix.system(), known.device().isEmpty() ? USUAL_BUS : known.device(), PanTiltHat.ADDRESS),
                        pulses, pulses);
            }
            case V4L2 -> new V4l2PanTilt(Posix.system(), known.device().isEmpty() ? device : known.device(), plan.ranges(),
                    known.controls(), plan.home());
            case EXEC -> new ExecPanTilt(known.command());
        };
    }
}
