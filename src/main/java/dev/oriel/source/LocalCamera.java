package dev.oriel.source;

import dev.oriel.frame.Codec;
import dev.oriel.http.TlsPolicy;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraMode;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Given;
import dev.oriel.hub.ImageControls;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.SettingsChange;
import dev.oriel.hub.SettingsJournal;
import dev.oriel.hub.SettingsMemory;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.orient.OrientPlan;
import dev.oriel.orient.Orientable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A camera whose source runs in this process.
///
/// Threads: any.
public final class LocalCamera implements Camera, AutoCloseable {

    /// What a camera is made of; another plan for the same camera replaces its source and keeps its viewers.
    ///
    /// @param uri   where the pictures come from
    /// @param times      take effect without a restart
    /// @param tls        which certificate a camera of the network may show
    /// @param configured the settings without what was changed while running
    /// @param locked     names of settings that cannot be changed while running
    /// @param orient     what turns the camera
    public record Plan(CameraUri uri, boolean enabled, SourceSupervisor.Times times, TlsPolicy tls,
            CameraSettings configured, Set<String> locked, OrientPlan orient) {
        private boolean hasSourceOf(Plan other) {
            return uri.equals(other.uri) && enabled == other.enabled && tls.equals(other.tls);
        }
    }

    private final Track track;
    private final SourceVideo video;
    private final SourceContext context;
    private final FrameCounts counts = new FrameCounts();
    private final TriedSettings settings;
    private volatile Plan plan;
    private volatile Source source;
    private volatile MpegSettings mpeg = MpegSettings.DEFAULT;
    private final SourceSupervisor supervisor;
    private final CameraMemory memory;
    private final OrientedView oriented;

    /// What is remembered of a camera for the next start.
    ///
    /// @param settings that were changed while running
    /// @param presets  where it looked, by name
    /// @param controls what was set on its device
    public record CameraMemory(SettingsMemory settings, OrientedView.PresetMemory presets,
            DeviceControls.ControlMemory controls) {
        /// Nothing but settings.
        public CameraMemory(SettingsMemory settings) {
            this(settings, OrientedView.PresetMemory.NOTHING, DeviceControls.ControlMemory.NOTHING);
        }
    }

    /// @param timer   one thread, shared by all cameras
    /// @param context what its sources are given
    /// @param memory  remembers what was changed while running
    public LocalCamera(Track track, Plan plan, CameraSettings settings, ScheduledExecutorService timer,
            SourceContext context, CameraMemory memory) {
        this.track = track;
        this.plan = plan;
        this.memory = memory;
        this.context = context;
        this.settings = new TriedSettings(track.name(), settings, plan.configured, context.limits().mostPixels(),
                memory.settings);
        this.settings.lock(plan.locked);
        oriented = new OrientedView(track.name(), memory.presets);
        oriented.replan(plan.orient, plan.uri.target());
        video = new SourceVideo(track, this.settings::now, oriented::look, context.limits());
        var kind = kind(plan);
        source = kind.source();
        supervisor = new SourceSupervisor(supervision(kind), timer, counts, plan.enabled);
        supervisor.tells(this.settings);
    }

    /// Begins to follow the demand.
    public void start() {
        supervisor.start();
    }

    @Override
    public @Nullable Orientable orientation() {
        return oriented.orientation();
    }

    @Override
    public @Nullable ImageControls controls() {
        return source.controls();
    }

    private SourceKind kind(Plan of) {
        return SourceKind.of(of.uri, new SourceTerms(track.name(), of.tls, () -> times().silence(), memory.controls), context,
                oriented::around);
    }

    private SourceSupervisor.Plan supervision(SourceKind kind) {
        return new SourceSupervisor.Plan(kind.source(), track, settings::now, kind.scales(), this::times,
                context.limits(), oriented::look, video);
    }

    private SourceSupervisor.Times times() {
        return plan.times;
    }

    /// Takes over another plan and other settings; the source is replaced only when the plan names another.
    ///
    /// @param nextSettings reads them
    public synchronized void replan(Plan next, Supplier<CameraSettings> nextSettings) {
        if (!plan.hasSourceOf(next)) {
            supervisor.breakOff(); // what is shown of the source before was shown with its own settings
        }
        settings.lock(next.locked);
        var changed = settings.replace(nextSettings, next.configured);
        var old = plan;
        plan = next;
        oriented.replan(next.orient, next.uri.target());
        if (changed.filters()) {
            supervisor.filterChanged();
        }
        if (!old.hasSourceOf(next)) {
            var kind = kind(next);
            source = kind.source();
            video.forget();
            supervisor.replace(supervision(kind), next.enabled);
        } else if (changed.asksAnew()) {
            supervisor.restart();
        } else if (!old.times.equals(next.times)) {
            supervisor.refresh();
        }
    }

    /// What a device is asked for can only be asked for anew; everything else shows with the next picture.
    @Override
    public void change(SettingsChange change) {
        show(settings.change(change));
    }

    @Override
    public SettingsJournal journal() {
        return new TriedJournal(settings, this::show);
    }

    private void show(TriedSettings.Change changed) {
        if (changed.filters()) {
            supervisor.filterChanged();
        }
        if (changed.asksAnew()) {
            supervisor.restart();
        }
    }

    @Override
    public Track track() {
        return track;
    }

    @Override
    public @Nullable Track offered(Codec codec) {
        return codec == Codec.H264 ? video.offered() : Camera.super.offered(codec);
    }

    @Override
    public CameraSettings settings() {
        return settings.now();
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
    public List<CameraMode> modes() {
        return source.modes();
    }

    @Override
    public @Nullable Given given() {
        return supervisor.given();
    }

    @Override
    public FrameCounts counts() {
        return counts;
    }

    @Override
    public synchronized void close() {
        oriented.close();
        supervisor.close();
        track.state(TrackState.IDLE);
    }
}
