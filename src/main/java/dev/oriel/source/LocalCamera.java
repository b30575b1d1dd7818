package dev.oriel.source;

import dev.oriel.http.TlsPolicy;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A camera whose source runs in this process.
///
/// Threads: any.
public final class LocalCamera implements Camera, AutoCloseable {

    /// What a camera is made of; another plan for the same camera replaces its source and keeps its viewers.
    ///
    /// @param uri   where the pictures come from
    /// @param times take effect without a restart
    /// @param tls   which certificate a camera of the network may show
    public record Plan(CameraUri uri, boolean enabled, SourceSupervisor.Times times, TlsPolicy tls) {
        private boolean hasSourceOf(Plan other) {
            return uri.equals(other.uri) && enabled == other.enabled && tls.equals(other.tls);
        }
    }

    private final Track track;
    private final Consumer<CameraSettings> keep;
    private final SourceContext context;
    private final FrameCounts counts = new FrameCounts();
    private volatile CameraSettings settings;
    private volatile Plan plan;
    private volatile MpegSettings mpeg = MpegSettings.DEFAULT;
    private final SourceSupervisor supervisor;

    /// @param timer   one thread, shared by all cameras
    /// @param context what its sources are given
    /// @param keep    remembers settings that were changed while running
    public LocalCamera(Track track, Plan plan, CameraSettings settings, ScheduledExecutorService timer,
            SourceContext context, Consumer<CameraSettings> keep) {
        this.track = track;
        this.plan = plan;
        this.settings = settings;
        this.context = context;
        this.keep = keep;
        supervisor = new SourceSupervisor(supervision(plan), timer, counts, plan.enabled);
    }

    private SourceSupervisor.Plan supervision(Plan plan) {
        var kind = SourceKind.of(plan.uri, new SourceTerms(track.name(), plan.tls, () -> times().silence()), context);
        return new SourceSupervisor.Plan(kind.source(), track, () -> settings, kind.scales(), this::times,
                context.limits());
    }

    private SourceSupervisor.Times times() {
        return plan.times;
    }

    /// Takes over another plan and other settings; the source is replaced only when the plan names another.
    public synchronized void replan(Plan next, CameraSettings nextSettings) {
        var before = settings;
        settings = nextSettings;
        var old = plan;
        plan = next;
        if (!old.hasSourceOf(next)) {
            supervisor.replace(supervision(next), next.enabled);
        } else {
            applied(before, nextSettings);
        }
    }

    @Override
    public synchronized void change(UnaryOperator<CameraSettings> change) {
        var before = settings;
        var next = change.apply(before);
        keep.accept(next);
        settings = next;
        applied(before, next);
    }

    /// What a device is asked for can only be asked for anew; everything else shows with the next picture.
    private void applied(CameraSettings before, CameraSettings next) {
        if (!Objects.equals(before.size(), next.size()) || !Objects.equals(before.fps(), next.fps())) {
            supervisor.restart();
        }
    }

    @Override
    public Track track() {
        return track;
    }

    @Override
    public CameraSettings settings() {
        return settings;
    }

    @Override
    public MpegSettings mpeg() {
        return mpeg;
    }

    /// Changes how its pictures become MPEG-1, from the next one on.
    public void mpeg(MpegSettings next) {
        mpeg = next;
    }

    @Override
    public String maskedUri() {
        return plan.uri.masked();
    }

    @Override
    public @Nullable Double sourceFps() {
        double fps = supervisor.sourceFps();
        return fps > 0 ? fps : null;
    }

    @Override
    public FrameCounts counts() {
        return counts;
    }

    @Override
    public synchronized void close() {
        supervisor.close();
        track.state(TrackState.IDLE);
    }
}
