package dev.oriel.edge;

import dev.oriel.frame.Chunk;
import dev.oriel.hub.Broadcast;
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
import dev.oriel.source.FrameSink;
import dev.oriel.source.LocalCamera;
import dev.oriel.source.Look;
import dev.oriel.source.OrientedView;
import dev.oriel.source.Source;
import dev.oriel.source.SourceSupervisor;
import dev.oriel.source.TriedJournal;
import dev.oriel.source.TriedSettings;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
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
    private static final TrackState NO_PUBLISHER = new TrackState(TrackState.Phase.IDLE, "no publisher");
    /// Audio of a second publisher travels under this number, which no encoder gives to its own.
    private static final int AUDIO_PID = 0x1a1;
    /// A driver that needs a device is told of it by the settings.
    private static final String NO_DEVICE = "";

    /// What a camera is made of.
    ///
    /// @param times how long pictures are decoded on unwatched, and how long a publisher may give none
    /// @param mpeg   how what is not MPEG-1 becomes it
    /// @param locked names of settings that cannot be changed while running
    /// @param orient what turns the camera, unless an edge publishes, which turns its own
    public record Plan(boolean enabled, SourceSupervisor.Times times, MpegSettings mpeg, Set<String> locked, OrientPlan orient) {}

    private final Track track;
    private final ViewerDemand demand;
    private final Broadcast broadcast;
    private final PictureLimits limits;
    private final FrameCounts counts = new FrameCounts();
    private final Sent source = new Sent();
    /// Its lock is never taken together with this object's own.
    private final TriedSettings settings;
    private final OrientedView oriented;
    private volatile Plan plan;
    private final SourceSupervisor supervisor;
    /// Written under the lock, read by any thread.
    private volatile @Nullable Publisher video;
    private @Nullable Publisher audio;
    private final Takeovers videoTakeovers = new Takeovers();
    private final Takeovers audioTakeovers = new Takeovers();
    private final Contest contest = new Contest();
    private final EdgeContest edgeContest = new EdgeContest();
    /// Nobody is admitted any more.
    private boolean ended;
    private @Nullable Source pictures;
    private @Nullable String failure;
    /// Until a publisher turns out to send something else.
    private boolean passes = true;
    /// The last answer of [#reshapes()] that players were told of.
    private boolean reshapes;
    /// True when a key frame was passed on since all was forgotten.
    private boolean passing;

    /// @param broadcast where MPEG-1 is passed on
    /// @param timer     one thread, shared by all cameras
    /// @param memory    remembers what was changed while running
    /// @param limits    what a picture may cost
    PublishedCamera(Track track, Broadcast broadcast, Plan plan, CameraSettings settings, ScheduledExecutorService timer,
            LocalCamera.CameraMemory memory, PictureLimits limits) {
        this.limits = limits;
        this.track = track;
        demand = new ViewerDemand(track, this::demandChanged);
        this.broadcast = broadcast;
        this.plan = plan;
        this.settings = new TriedSettings(track.name(), settings, settings, limits.mostPixels(), memory.settings());
        this.settings.lock(plan.locked);
        oriented = new OrientedView(track.name(), memory.presets());
        oriented.replan(plan.orient, NO_DEVICE);
        reshapes = reshapes();
        supervisor = new SourceSupervisor(supervision(), timer, counts, plan.enabled);
        supervisor.tells(this.settings);
        supervisor.start();
        // Without this camera's lock, which the one who publishes may hold while a stream that is told waits for its own.
        broadcast.onDemandChanged(supervisor::refresh);
    }

    private SourceSupervisor.Plan supervision() {
        return new SourceSupervisor.Plan(source, track, this::shaping, true, this::times, limits, this::look);
    }

    /// The camera as its publisher keeps it, or null where its settings are kept here.
    private @Nullable RemoteCamera remote() {
        var publisher = video;
        return publisher == null ? null : publisher.remote();
    }

    /// The part of each picture that is shown. An edge has cut its own.
    private Look look() {
        return remote() == null ? oriented.look() : Look.WHOLE;
    }

    /// True where bytes that are passed on as they come would show something else than the settings.
    private boolean reshapes() {
        return settings.now().reshapes() || (remote() == null && oriented.crops());
    }

    /// What becomes of the pictures here. A publisher that keeps the settings itself has applied them; what a filter of this server was to
    /// hide stays hidden.
    private CameraSettings shaping() {
        var own = settings.now();
        return remote() == null ? own : CameraSettings.titled("").filtered(own.filter());
    }

    private SourceSupervisor.Times times() {
        return remote() == null ? plan.times : new SourceSupervisor.Times(EdgeUplink.RUNS_ON, plan.times.silence());
    }

    /// Takes over another plan and other settings; whoever publishes stays.
    void replan(Plan next, CameraSettings nextSettings) {
        settings.lock(next.locked);
        oriented.replan(next.orient, NO_DEVICE);
        changed(settings.replace(nextSettings, nextSettings));
        synchronized (this) {
            boolean other = plan.enabled != next.enabled;
            plan = next;
            if (other) {
                supervisor.replace(supervision(), next.enabled);
            }
        }
    }

    // --- publishers

    /// @throws RefusedException when there is no place for this one more, as it looks now
    ///
    /// @param edge the id of the edge that sends, or null for another sender
    synchronized void admit(Sender sender, @Nullable String edge, DuplicatePublisherPolicy policy, long nowNanos)
            throws RefusedException {
        checkOpen();
        var present = video;
        if (present != null && (edge != null || present.edge() != null)) {
            edgeContest.check(present, sender, edge, nowNanos);
            return;
        }
        if (policy == DuplicatePublisherPolicy.REFUSE && present != null) {
            contest.check(present, sender, nowNanos);
        }
        if (policy == DuplicatePublisherPolicy.REPLACE) {
            checkTakeover(present, videoTakeovers, nowNanos);
        }
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

    private void show(Publisher publisher, Intake.Content content, Source sent) {
        video = publisher;
        contest.over();
        edgeContest.over();
        pictures = sent;
        failure = null;
        passes = content == Intake.Content.VIDEO;
        reshapes = reshapes();
        forget();
        supervisor.reconsider();
    }

    /// @throws RefusedException when others have taken this place from each other just now
    private void checkTakeover(@Nullable Publisher present, Takeovers takeovers, long nowNanos) throws RefusedException {
        var left = takeovers.leftToWait(nowNanos);
        if (present == null || left.isZero() || present.isSilentFor(Takeovers.SILENT, nowNanos)) {
            return;
        }
        if (takeovers.isWorthALine()) {
            LOG.warn("{}: several publishers take this name from each other, {} among them; each waits before it may do so again"
                    + " (ingest.second: refuse keeps the first)", name(), present.sender().words());
        }
        throw new RefusedException(RefusedException.Reason.SECOND,
                "several publishers take this name from each other; another one is shown for now", left);
    }

    /// Shows what a publisher sends, or has it heard.
    void take(Publisher publisher, Intake.Content content, Source sent, DuplicatePublisherPolicy policy, long nowNanos)
            throws RefusedException {
        boolean isEdges = publisher.edge() != null;
        boolean isAudio = content == Intake.Content.AUDIO;
        Publisher before;
        Duration wait = null;
        synchronized (this) {
            admit(publisher.sender(), publisher.edge(), policy, nowNanos);
            if (isAudio && policy != DuplicatePublisherPolicy.AUDIO) {
                throw new RefusedException(RefusedException.Reason.FORMAT,
                        "there is no video in this MPEG-TS (audio from a second publisher: ingest.second is audio)");
            }
            before = isAudio ? audio : video;
            if (!isEdges) {
                var takeovers = isAudio ? audioTakeovers : videoTakeovers;
                checkTakeover(before, takeovers, nowNanos);
                if (before != null && !before.isSilentFor(Takeovers.SILENT, nowNanos)) {
                    takeovers.happened(nowNanos);
                }
                wait = takeovers.leftToWait(nowNanos);
            }
            if (isAudio) {
                audio = publisher;
            } else {
                show(publisher, content, sent);
            }
        }
        if (isEdges) {
            LOG.debug("{}: published by an edge of {}", name(), publisher.sender().words()); // its connection is said once
        } else {
            LOG.info("{}: published by {}", name(), publisher.sender().words());
        }
        if (before != null) {
            before.cut(new RefusedException(RefusedException.Reason.SECOND, "another publisher took over", wait));
        }
    }

    private void demandChanged() {
        var publisher = video;
        if (publisher != null) {
            publisher.demandChanged();
        }
    }

    /// What everybody who watches needs of the publisher, or null while nobody does.
    @Nullable
    DemandLevel demand() {
        var level = plan.enabled ? demand.now(shaping(), supervisor.given()) : null;
        if (level == null || remote() != null || !oriented.crops()) {
            return level;
        }
        return DemandLevel.of(0, level.limitsRate() ? level.framesPerSecond() : 0); // a part of a smaller picture would be blurred
    }

    /// How long it goes on unwatched.
    Duration linger() {
        return plan.times.linger();
    }

    /// True while somebody publishes.
    public synchronized boolean isPublished() {
        return video != null || audio != null;
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
        if (publisher.equals(audio)) {
            audio = null;
        }
        if (publisher.equals(video)) {
            video = null;
            pictures = null;
            reshapes = reshapes();
            forget();
            supervisor.reconsider();
            LOG.atLevel(publisher.edge() != null ? Level.DEBUG : Level.INFO).log("{}: no longer published by {}", name(),
                    publisher.sender().words());
        }
    }

    /// Shows viewers that wait for this camera why its publisher was refused: for nonsense.
    ///
    /// @return false when that is nothing to this camera, since somebody else publishes it
    synchronized boolean failed(Publisher publisher, String cause) {
        if (video != null && !publisher.equals(video)) {
            return false;
        }
        LOG.warn("{}: {} was refused: {}", name(), publisher.sender().words(), cause);
        failure = cause;
        supervisor.reconsider();
        return true;
    }

    /// @param packets the camera's to release
    synchronized void pass(Publisher publisher, ByteBuf packets, boolean keyFrame) {
        if (!publisher.equals(video) || reshapes()) {
            packets.release();
            return;
        }
        broadcast.publish(packets, keyFrame);
        if (keyFrame && !passing) {
            passing = true;
            supervisor.refresh();
        }
    }

    private void forget() {
        passing = false;
        broadcast.forget();
    }

    synchronized void passAudio(Publisher publisher, ByteBuf bytes, int at) {
        if (publisher.equals(audio) && video != null && !reshapes()) {
            var packet = Chunk.buffer(TsPackets.LENGTH).writeBytes(bytes, at, TsPackets.LENGTH);
            int flags = packet.getUnsignedShort(packet.readerIndex() + 1) & 0xe000;
            packet.setShort(packet.readerIndex() + 1, flags | AUDIO_PID);
            broadcast.publish(packet, false);
        }
    }

    synchronized void begins(Publisher publisher, boolean passed, boolean again) {
        if (publisher.equals(video)) {
            boolean elsewhere = passes != passed;
            passes = passed;
            if (again || elsewhere) {
                forget(); // so whoever watches looks where the pictures are now
            }
            if (again) {
                supervisor.reconsider();
            }
        }
    }

    private synchronized @Nullable Source pictures() {
        return pictures;
    }

    private synchronized @Nullable TrackState absent() {
        if (video != null) {
            var there = remote();
            return there == null ? null : there.description().absence();
        }
        boolean wanted = track.wanted() || broadcast.wanted();
        return failure != null && wanted ? TrackState.lost(failure) : NO_PUBLISHER;
    }

    /// Players of MPEG-1 watch without anything being decoded.
    private synchronized TrackState watched() {
        if (!passes || reshapes() || !broadcast.wanted()) {
            return TrackState.IDLE;
        }
        return passing ? TrackState.LIVE : TrackState.STARTING;
    }

    /// Whatever is being sent.
    private final class Sent implements Source {
        @Override
        public void run(FrameSink sink) throws IOException, InterruptedException {
            var sent = pictures();
            if (sent != null) {
                sent.run(sink);
            }
        }

        @Override
        public @Nullable TrackState absence() {
            return absent();
        }

        @Override
        public TrackState rest() {
            return watched();
        }

        @Override
        public Retry retry() {
            return Retry.EACH_SECOND;
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
            changed(settings.change(change));
        } else {
            there.change(change);
        }
    }

    @Override
    public SettingsJournal journal() {
        var there = remote();
        return there == null ? new TriedJournal(settings, this::changed) : there.journal();
    }

    /// What is passed on as it comes has passed no filter, and is not turned: players look for another stream.
    private void changed(TriedSettings.Change change) {
        if (change.filters()) {
            supervisor.filterChanged();
        }
        synchronized (this) {
            if (reshapes != reshapes()) {
                reshapes = !reshapes;
                forget();
                supervisor.refresh();
            }
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

    /// Of an edge's camera its own size: the newest picture may be a smaller one, made for those who watch.
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
        return there == null ? oriented.orientation() : there.orientation();
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
    public synchronized @Nullable Broadcast broadcast() {
        return passes && !reshapes() ? broadcast : null;
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
            for (var publisher : new Publisher[]{video, audio}) {
                if (publisher != null) {
                    publisher.cut(gone);
                }
            }
            video = null;
            audio = null;
            pictures = null;
            forget();
        }
        oriented.close();
        supervisor.close();
        track.state(TrackState.IDLE);
    }
}
