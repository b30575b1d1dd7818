package dev.oriel.edge;

import dev.oriel.hub.CameraSetting;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.DemandLevel;
import dev.oriel.limits.PictureLimits;
import dev.oriel.orient.OrientPlan;
import dev.oriel.orient.Orientable;
import dev.oriel.source.LocalCamera;
import dev.oriel.source.Look;
import dev.oriel.source.OrientedView;
import dev.oriel.source.TriedSettings;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The settings of a published camera that this server keeps, and what they make of its pictures.
///
/// An edge keeps those of its own cameras and has applied them: here nothing is turned, scaled or cut then. But a filter of this server
/// hides something, and stays.
///
/// Threads: any; [#replan] and [#close] one at a time. Its locks are never taken together with the camera's own.
final class OwnSettings implements AutoCloseable {
    /// A driver that needs a device is told of it by the settings.
    private static final String NO_DEVICE = "";

    private final TriedSettings tried;
    private final OrientedView oriented;
    private final BooleanSupplier isRemote;

    /// @param memory   remembers what was changed while running
    /// @param isRemote true while an edge publishes
    OwnSettings(String camera, CameraSettings settings, PictureLimits limits, LocalCamera.CameraMemory memory,
            BooleanSupplier isRemote) {
        this.isRemote = isRemote;
        tried = new TriedSettings(camera, settings, settings, limits.mostPixels(), memory.settings());
        oriented = new OrientedView(camera, memory.presets());
    }

    /// Names the settings that cannot be changed, and what turns the camera.
    void replan(Set<String> locked, OrientPlan orient) {
        tried.lock(locked);
        oriented.replan(orient, NO_DEVICE);
    }

    TriedSettings tried() {
        return tried;
    }

    CameraSettings now() {
        return tried.now();
    }

    /// The settings by which pictures are shaped here.
    CameraSettings shaping() {
        var own = now();
        return isRemote.getAsBoolean() ? CameraSettings.titled("").with(CameraSetting.FILTER, own.filter()) : own;
    }

    /// The part of each picture that is shown.
    Look look() {
        return isRemote.getAsBoolean() ? Look.WHOLE : oriented.look();
    }

    /// True where the pictures as they come show something else than the settings ask for.
    boolean reshapes() {
        return now().reshapes() || crops();
    }

    private boolean crops() {
        return !isRemote.getAsBoolean() && oriented.crops();
    }

    /// The demand for pictures of which viewers are shown a part: one of a smaller picture would be blurred.
    DemandLevel ofWhole(DemandLevel level) {
        return crops() ? DemandLevel.of(0, level.limitsRate() ? level.framesPerSecond() : 0) : level;
    }

    @Nullable
    Orientable orientation() {
        return oriented.orientation();
    }

    @Override
    public void close() {
        oriented.close();
    }
}
