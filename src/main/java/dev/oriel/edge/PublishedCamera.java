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
    private @Nullable Sending video;
    private @Nullable Sending audio;
    private final Takeovers videoTakeovers = new Takeovers();
    private final Takeovers audioTakeovers = new Takeovers();
    private final Contest contest = new Contest();
    private final EdgeContest edgeContest = new EdgeContest();
    /// Nobody is admitted any more.
    private boolean ended;
    private @Nullable Incoming incoming;
    /// Where the publisher keeps the camera's settings itself.
    private volatile @Nullable RemoteCamera remote;
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
        demand = new ViewerDemand(track);
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

    /// The part of each picture that is shown. An edge has cut its own.
    private Look look() {
        return remote == null ? oriented.look() : Look.WHOLE;
    }

    /// True where bytes that are passed on as they come would show something else than the settings.
    private boolean reshapes() {
        return settings.now().reshapes() || (remote == null && oriented.crops());
    }

    /// What becomes of the pictures here. A publisher that keeps the settings itself has applied them; what a filter of this server was to
    /// hide stays hidden.
    private CameraSettings shaping() {
        var own = settings.now();
        return remote == null ? own : CameraSettings.titled("").filtered(own.filter());
    }

    private SourceSupervisor.Times times() {
        return remote == null ? plan.times : new SourceSupervisor.Times(EdgeUplink.RUNS_ON, plan.times.silence());
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
    synchronized void admit(Sender sender, DuplicatePublisherPolicy second, long nowNanos) throws RefusedException {
        checkOpen();
        if (video != null && video.edge() != null) {
            edgeContest.check(video, sender, null, nowNanos);
            return;
        }
        if (second == DuplicatePublisherPolicy.REFUSE && video != null) {
            contest.check(video, sender, nowNanos);
        }
        if (second == DuplicatePublisherPolicy.REPLACE) {
            checkTakeover(video, videoTakeovers, nowNanos);
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

    /// Makes an edge's camera the one that this one shows.
    void take(EdgeUplink edge, Incoming sent, long nowNanos) throws RefusedException {
        Sending before;
        synchronized (this) {
            checkOpen();
            before = video;
            if (before != null) {
                edgeContest.check(before, edge.sender(), edge.edge(), nowNanos);
            }
            show(edge, sent);
        }
        LOG.debug("{}: published by an edge of {}", name(), edge.sender().words()); // its connection is said once
        if (before != null) {
            before.interrupt(new RefusedException(RefusedException.Reason.SECOND, "another publisher took over"));
        }
    }

    private void show(Sending upload, Incoming sent) {
        video = upload;
        contest.over();
        edgeContest.over();
        demand.onChanged(() -> {});
        incoming = sent;
        remote = upload.remote();
        failure = null;
        passes = !sent.isPictures();
        reshapes = reshapes();
        forget();
        supervisor.reconsider();
    }

    /// @throws RefusedException when others have taken this place from each other just now
    private void checkTakeover(@Nullable Sending present, Takeovers takeovers, long nowNanos) throws RefusedException {
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

    /// Makes the upload the one that this camera shows, or hears.
    void take(Sending upload, Incoming sent, DuplicatePublisherPolicy second, long nowNanos) throws RefusedException {
        Sending before;
        Duration wait;
        synchronized (this) {
            Takeovers takeovers;
            admit(upload.sender(), second, nowNanos);
            if (sent.content() == Incoming.Content.AUDIO) {
                if (second != DuplicatePublisherPolicy.AUDIO) {
                    throw new RefusedException(RefusedException.Reason.FORMAT,
                            "there is no video in this MPEG-TS (audio from a second publisher: ingest.second is audio)");
                }
                before = audio;
                takeovers = audioTakeovers;
                checkTakeover(before, takeovers, nowNanos);
                audio = upload;
            } else {
                before = video;
                takeovers = videoTakeovers;
                checkTakeover(before, takeovers, nowNanos);
                show(upload, sent);
            }
            if (before != null && !before.isSilentFor(Takeovers.SILENT, nowNanos)) {
                takeovers.happened(nowNanos);
            }
            wait = takeovers.leftToWait(nowNanos);
        }
        LOG.info("{}: published by {}", name(), upload.sender().words());
        if (before != null) {
            before.interrupt(new RefusedException(RefusedException.Reason.SECOND, "another publisher took over", wait));
        }
    }

    /// Tells whoever publishes here that [#demand] may have changed, on any thread.
    synchronized void onDemandChanged(Sending publisher, Runnable listener) {
        if (publisher.equals(video)) {
            demand.onChanged(listener);
        }
    }

    /// What everybody who watches needs of the publisher, or null while nobody does.
    @Nullable
    DemandLevel demand() {
        var level = plan.enabled ? demand.now(shaping(), supervisor.given()) : null;
        if (level == null || remote != null || !oriented.crops()) {
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

    /// The upload has ended; of one that was replaced nothing is left to end.
    synchronized void leave(Sending upload) {
        if (upload.equals(audio)) {
            audio = null;
        }
        if (upload.equals(video)) {
            boolean isEdges = remote != null;
            video = null;
            incoming = null;
            remote = null;
            demand.onChanged(() -> {});
            reshapes = reshapes();
            forget();
            supervisor.reconsider();
            LOG.atLevel(isEdges ? Level.DEBUG : Level.INFO).log("{}: no longer published by {}", name(), upload.sender().words());
        }
    }

    /// What `upload` sends makes no sense. Whoever waits for this camera is told.
    ///
    /// @return false when it is nothing to this camera, since somebody else publishes it
    synchronized boolean failed(Sending upload, String cause) {
        if (video != null && !upload.equals(video)) {
            return false;
        }
        LOG.warn("{}: {} was refused: {}", name(), upload.sender().words(), cause);
        failure = cause;
        supervisor.reconsider();
        return true;
    }

    /// @param packets the camera's to release
    synchronized void pass(Upload upload, ByteBuf packets, boolean keyFrame) {
        if (upload != video || reshapes()) {
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

    synchronized void passAudio(Upload upload, ByteBuf bytes, int at) {
        if (upload == audio && video != null && !reshapes()) {
            var packet = Chunk.buffer(TsPackets.LENGTH).writeBytes(bytes, at, TsPackets.LENGTH);
            int flags = packet.getUnsignedShort(packet.readerIndex() + 1) & 0xe000;
            packet.setShort(packet.readerIndex() + 1, flags | AUDIO_PID);
            broadcast.publish(packet, false);
        }
    }

    synchronized void begins(Upload upload, boolean passed, boolean again) {
        if (upload == video) {
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

    private synchronized @Nullable Incoming incoming() {
        return incoming;
    }

    private synchronized @Nullable TrackState absent() {
        if (incoming != null) {
            var there = remote;
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
            var sent = incoming();
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
        var there = remote;
        return there == null ? List.of() : there.path();
    }

    @Override
    public void change(SettingsChange change) {
        var there = remote;
        if (there == null) {
            changed(settings.change(change));
        } else {
            there.change(change);
        }
    }

    @Override
    public SettingsJournal journal() {
        var there = remote;
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
        var there = remote;
        return there == null ? settings.now() : there.description().settings();
    }

    @Override
    public Set<String> capabilities() {
        var there = remote;
        return there == null ? Camera.super.capabilities() : there.description().capabilities();
    }

    /// Of an edge's camera its own size: the newest picture may be a smaller one, made for those who watch.
    @Override
    public @Nullable Size pictureSize() {
        var there = remote;
        var said = there == null ? null : there.description().size();
        return said == null ? Camera.super.pictureSize() : said;
    }

    @Override
    public List<CameraMode> modes() {
        var there = remote;
        return there == null ? List.of() : there.description().modes();
    }

    @Override
    public @Nullable Double clockAheadSeconds() {
        var there = remote;
        return there == null ? null : there.clockAheadSeconds();
    }

    @Override
    public @Nullable Orientable orientation() {
        var there = remote;
        return there == null ? oriented.orientation() : there.orientation();
    }

    @Override
    public @Nullable ImageControls controls() {
        var there = remote;
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
        var there = remote;
        if (there != null) {
            return there.description().fps();
        }
        double fps = supervisor.sourceFps();
        return fps > 0 ? fps : null;
    }

    @Override
    public @Nullable Given given() {
        return remote == null ? supervisor.given() : null;
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
            for (var upload : new Sending[]{video, audio}) {
                if (upload != null) {
                    upload.interrupt(gone);
                }
            }
            video = null;
            audio = null;
            incoming = null;
            remote = null;
            demand.onChanged(() -> {});
            forget();
        }
        oriented.close();
        supervisor.close();
        track.state(TrackState.IDLE);
    }
}
