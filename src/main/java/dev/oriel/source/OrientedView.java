package dev.oriel.source;

import dev.oriel.orient.Mover;
import dev.oriel.orient.Movers;
import dev.oriel.orient.OrientDriver;
import dev.oriel.orient.OrientPlan;
import dev.oriel.orient.Orientable;
import dev.oriel.orient.Pose;
import dev.oriel.orient.VirtualPanTilt;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The driver that turns one camera, and the part of its pictures that is shown where no hardware does.
///
/// Threads: any; [#replan] and [#close] one at a time. Ownership: it closes the driver.
public final class OrientedView implements AutoCloseable {

    /// The presets of one camera, which outlive the program.
    ///
    /// @param presets by name
    /// @param keep    remembers all of them; throws [java.io.UncheckedIOException] with words for a user
    public record PresetMemory(Supplier<Map<String, Pose>> presets, Consumer<Map<String, Pose>> keep) {
        /// Nothing.
        public static final PresetMemory NOTHING = new PresetMemory(Map::of, presets -> {});
    }

    private final String camera;
    private final PresetMemory memory;
    private final VirtualPanTilt view = new VirtualPanTilt();
    private volatile OrientPlan plan = OrientPlan.NONE;
    private volatile @Nullable Mover mover;
    private String target = "";

    /// @param camera its name
    public OrientedView(String camera, PresetMemory memory) {
        this.camera = camera;
        this.memory = memory;
    }

    /// Takes over another plan. The driver before lets go of the hardware first; the position stays where the hardware is the same.
    ///
    /// @param nextTarget of the camera's address, which a driver falls back to
    public void replan(OrientPlan next, String nextTarget) {
        if (next.equals(plan) && nextTarget.equals(target)) {
            return;
        }
        var stands = position(next, nextTarget);
        close();
        plan = next;
        target = nextTarget;
        if (next.driver() == OrientDriver.NONE) {
            view.move(Pose.AHEAD);
            return;
        }
        mover = Movers.make(next, new Movers.TurnedCamera(camera, nextTarget), view, memory.presets.get(), memory.keep, stands);
    }

    /// Where the next plan's hardware is known to stand, or null.
    private @Nullable Pose position(OrientPlan next, String nextTarget) {
        var old = mover;
        boolean isSame = nextTarget.equals(target) && plan.driver() == next.driver() && plan.hardware().equals(next.hardware());
        return old == null || !isSame ? null : old.orientation().now();
    }

    /// The camera's orientation, or null where nothing turns it.
    public @Nullable Orientable orientation() {
        return mover;
    }

    /// True where the pictures that are shown may be parts of those that come.
    public boolean crops() {
        return plan.driver() == OrientDriver.DIGITAL;
    }

    /// The part of each picture that is shown.
    public Look look() {
        return lookOf(OrientDriver.DIGITAL);
    }

    /// The direction of a source that can look around by itself.
    Look around() {
        return lookOf(OrientDriver.SIMULATED);
    }

    private Look lookOf(OrientDriver driver) {
        var orient = plan;
        return orient.driver() == driver ? new Look(view.pose(), orient.fieldOfView()) : Look.WHOLE;
    }

    @Override
    public void close() {
        var old = mover;
        if (old != null) {
            mover = null;
            old.close();
        }
    }
}
