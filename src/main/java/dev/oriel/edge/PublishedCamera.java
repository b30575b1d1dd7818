package dev.oriel.edge;

import dev.oriel.frame.Codec;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraMode;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.DemandLevel;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Given;
import dev.oriel.hub.ImageControls;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.SettingsChange;
import dev.oriel.hub.SettingsJournal;
import dev.oriel.hub.Size;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.PictureLimits;
import dev.oriel.orient.OrientPlan;
import dev.oriel.orient.Orientable;
import dev.oriel.source.LocalCamera;
import dev.oriel.source.Source;
import dev.oriel.source.SourceSupervisor;
import dev.oriel.source.SourceVideo;
import dev.oriel.source.TriedJournal;
import dev.oriel.source.TriedSettings;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// A camera whose pictures somebody sends: idle with the cause `no publisher` while nobody does, otherwise like any other.
///
/// MPEG-1 goes on to jsmpeg's players as it comes; everything is decoded for everybody else while somebody wants it.
///
/// Threads: any.
public final class PublishedCamera implements Camera, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedCamera.class);

    /// What a camera is made of.
    ///
    /// @param times how long pictures are decoded on unwatched, and how long a publisher may give none
    /// @param mpeg   how what is not MPEG-1 becomes it
    /// @param locked names of settings that cannot be changed while running
    /// @param orient what turns the camera, unless an edge publishes, which turns its own
    public record Plan(boolean enabled, SourceSupervisor.Times times, MpegSettings mpeg, Set<String> locked, OrientPlan orient) {}

    private final Track track;
    private final ViewerDemand demand;
    private final Track mpeg;
    private final SourceVideo video;
    private final PictureLimits limits;
    private final FrameCounts counts = new FrameCounts();
    private final PublisherSlots slots;
    private final OwnSettings settings;
    private final PassThrough passThrough;
    private final PublisherSource source;
    private volatile Plan plan;
    private final SourceSupervisor supervisor;
    /// Nobody is admitted any more.
    private boolean ended;

    /// @param mpeg  where MPEG-1 is passed on
    /// @param timer     one thread, shared by all cameras
    /// @param memory    remembers what was changed while running
    /// @param limits    what a picture may cost
    PublishedCamera(Track track, Track mpeg, Plan plan, CameraSettings settings, ScheduledExecutorService timer,
            LocalCamera.CameraMemory memory, PictureLimits limits) {
        this.limits = limits;
        this.track = track;
        this.mpeg = mpeg;
        this.plan = plan;
        demand = new ViewerDemand(track, this::demandChanged);
        slots = new PublisherSlots(track.name(), LOG);
        this.settings = new OwnSettings(track.name(), settings, limits, memory, () -> remote() != null);
        this.settings.replan(plan.locked, plan.orient);
        video = new SourceVideo(track, this.settings::shaping, this.settings::look, limits);
        passThrough = new PassThrough(slots, mpeg, this.settings::reshapes);
        source = new PublisherSource(slots, passThrough, () -> track.wanted() || mpeg.wanted() || video.wanted());
        supervisor = new SourceSupervisor(supervision(), timer, counts, plan.enabled);
        supervisor.tells(this.settings.tried());
    }

    /// Follows the demand of viewers from now on.
    void start() {
        demand.start();
        supervisor.start();
        // Without a lock: a publisher may hold one while a stream that is told waits for its own.
        mpeg.onDemandChanged(supervisor::refresh);
    }

    private SourceSupervisor.Plan supervision() {
        return new SourceSupervisor.Plan(source, track, settings::shaping, true, this::times, limits, settings::look, video);
    }

    /// The camera as its publisher keeps it, or null where its settings are kept here.
    private @Nullable RemoteCamera remote() {
        var publisher = slots.shown();
        return publisher == null ? null : publisher.remote();
    }

    private SourceSupervisor.Times times() {
        return remote() == null ? plan.times : new SourceSupervisor.Times(EdgeUplink.RUNS_ON, plan.times.silence());
    }

    /// Takes over another plan and other settings; publishers stay.
    void replan(Plan next, CameraSettings nextSettings) {
        settings.replan(next.locked, next.orient);
        changed(settings.tried().replace(nextSettings, nextSettings));
        synchronized (this) {
            boolean other = plan.enabled != next.enabled;
            plan = next;
            if (other) {
                supervisor.replace(supervision(), next.enabled);
            }
        }
    }

    // --- publishers

    /// Finds out whether there is a place for one more, as it looks now.
    ///
    /// @param edge the id of the edge that sends, or null for another sender
    /// @throws RefusedException when there is none
    synchronized void admit(Sender sender, @Nullable String edge, DuplicatePublisherPolicy policy, long nowNanos)
            throws RefusedException {
        checkOpen();
        slots.check(sender, edge, policy, nowNanos);
    }

    private void checkOpen() throws RefusedException {
        if (ended) {
            throw new RefusedException(RefusedException.Reason.TAKEN, "this camera is no longer there");
        }
        if (!plan.enabled) {
            throw new RefusedException(RefusedException.Reason.TAKEN,
                    "this camera is switched off in the settings (cameras." + name() + ".enabled)");
        }
    }

    /// Shows what a publisher sends, or has it heard.
    void take(Publisher publisher, Intake.Content content, Source sent, DuplicatePublisherPolicy policy, long nowNanos)
            throws RefusedException {
        PublisherSlots.Replaced before;
        synchronized (this) {
            checkOpen();
            before = slots.take(publisher, content, sent, policy, nowNanos);
            if (content != Intake.Content.AUDIO) {
                source.begin();
                video.forget();
                passThrough.begin(content == Intake.Content.VIDEO);
                supervisor.reconsider();
            }
        }
        boolean isEdges = publisher.edge() != null; // whose connection is said once
        LOG.atLevel(isEdges ? Level.DEBUG : Level.INFO).log("{}: published by {}{}", name(), isEdges ? "an edge of " : "",
                publisher.sender().words());
        if (before != null) {
            before.cut();
        }
    }

    private void demandChanged() {
        var publisher = slots.shown();
        if (publisher != null) {
            publisher.demandChanged();
        }
    }

    /// The demand of all viewers together, or null while nobody watches.
    @Nullable
    DemandLevel demand() {
        var level = plan.enabled ? demand.now(settings.shaping(), supervisor.given()) : null;
        return level == null ? null : settings.ofWhole(level);
    }

    /// How long it goes on unwatched.
    Duration linger() {
        return plan.times.linger();
    }

    /// True while somebody publishes.
    public boolean isPublished() {
        return !slots.isEmpty();
    }

    /// Admits nobody any more, unless somebody publishes.
    ///
    /// @return false when somebody does, or nobody was admitted before
    synchronized boolean endIfIdle() {
        if (ended || isPublished()) {
            return false;
        }
        ended = true;
        return true;
    }

    /// Ends the showing of what a publisher sends; of one that was replaced nothing is left to end.
    synchronized void leave(Publisher publisher) {
        if (slots.leave(publisher)) {
            passThrough.end();
            supervisor.reconsider();
            LOG.atLevel(publisher.edge() != null ? Level.DEBUG : Level.INFO).log("{}: no longer published by {}", name(),
                    publisher.sender().words());
        }
    }

    /// Shows viewers that wait for this camera why its publisher was refused: for nonsense.
    ///
    /// @return false when that is nothing to this camera, since somebody else publishes it
    synchronized boolean failed(Publisher publisher, String cause) {
        if (slots.shown() != null && !slots.isShown(publisher)) {
            return false;
        }
        LOG.warn("{}: {} was refused: {}", name(), publisher.sender().words(), cause);
        source.failed(cause);
        supervisor.reconsider();
        return true;
    }

    /// See [Intake#packets].
    void pass(Publisher publisher, ByteBuf packets, boolean keyFrame) {
        if (passThrough.packets(publisher, packets, keyFrame)) {
            supervisor.refresh();
        }
    }

    /// See [Intake#audio].
    void passAudio(Publisher publisher, ByteBuf bytes, int at) {
        passThrough.audio(publisher, bytes, at);
    }

    /// See [Intake#begins].
    void begins(Publisher publisher, boolean passed, boolean again) {
        if (passThrough.begins(publisher, passed, again)) {
            video.forget();
            supervisor.reconsider();
        }
    }

    // --- a camera like any other

    /// The filter that the publisher applies is another one: from now on nobody is given a picture from before.
    void remoteFilterChanged() {
        supervisor.filterChanged();
    }

    /// The publisher has no pictures to give, or has some again.
    void remoteStateChanged() {
        supervisor.reconsider();
    }

    /// The ids of the edges that the pictures came through, farthest first; empty where no edge publishes.
    public List<String> path() {
        var there = remote();
        return there == null ? List.of() : there.path();
    }

    @Override
    public void change(SettingsChange change) {
        var there = remote();
        if (there == null) {
            changed(settings.tried().change(change));
        } else {
            there.change(change);
        }
    }

    @Override
    public SettingsJournal journal() {
        var there = remote();
        return there == null ? new TriedJournal(settings.tried(), this::changed) : there.journal();
    }

    /// What is passed on as it comes has passed no filter, and is not turned: players look for another stream.
    private void changed(TriedSettings.Change change) {
        if (change.filters()) {
            supervisor.filterChanged();
        }
        if (passThrough.settingsChanged()) {
            supervisor.refresh();
        }
    }

    @Override
    public Track track() {
        return track;
    }

    @Override
    public CameraSettings settings() {
        var there = remote();
        return there == null ? settings.now() : there.description().settings();
    }

    @Override
    public Set<String> capabilities() {
        var there = remote();
        return there == null ? Camera.super.capabilities() : there.description().capabilities();
    }

    /// Of an edge's camera its own size: the newest picture may be a smaller one, made for its viewers.
    @Override
    public @Nullable Size pictureSize() {
        var there = remote();
        var said = there == null ? null : there.description().size();
        return said == null ? Camera.super.pictureSize() : said;
    }

    @Override
    public List<CameraMode> modes() {
        var there = remote();
        return there == null ? List.of() : there.description().modes();
    }

    @Override
    public @Nullable Double clockAheadSeconds() {
        var there = remote();
        return there == null ? null : there.clockAheadSeconds();
    }

    @Override
    public @Nullable Orientable orientation() {
        var there = remote();
        return there == null ? settings.orientation() : there.orientation();
    }

    @Override
    public @Nullable ImageControls controls() {
        var there = remote();
        return there == null ? null : there.controls();
    }

    @Override
    public CameraSettings appliedHere() {
        return settings.now();
    }

    @Override
    public String maskedUri() {
        return "publish:";
    }

    @Override
    public MpegSettings mpeg() {
        return plan.mpeg;
    }

    @Override
    public @Nullable Track offered(Codec codec) {
        return switch (codec) {
            case MPEG_TS -> passThrough.stream();
            case H264 -> video.offered();
            default -> Camera.super.offered(codec);
        };
    }

    @Override
    public @Nullable Double sourceFps() {
        var there = remote();
        if (there != null) {
            return there.description().fps();
        }
        double fps = supervisor.sourceFps();
        return fps > 0 ? fps : null;
    }

    @Override
    public @Nullable Given given() {
        return remote() == null ? supervisor.given() : null;
    }

    @Override
    public FrameCounts counts() {
        return counts;
    }

    /// Sends its publishers away, and ends.
    @Override
    public void close() {
        synchronized (this) {
            ended = true;
            var gone = new RefusedException(RefusedException.Reason.TAKEN, "this camera is no longer there");
            slots.clear(gone);
            passThrough.forget();
        }
        settings.close();
        supervisor.close();
        track.state(TrackState.IDLE);
    }
}
