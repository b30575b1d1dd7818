package dev.oriel.bus;

import dev.oriel.bus.Command.Answer;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Packet;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.ImageControls;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.RemoteControls;
import dev.oriel.hub.RemoteJournal;
import dev.oriel.hub.SettingsChange;
import dev.oriel.hub.SettingsJournal;
import dev.oriel.hub.Size;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.LimitException;
import dev.oriel.orient.Orientable;
import dev.oriel.time.Clocks;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A camera of another process, seen through the bus. Its frames are fetched while somebody here watches.
///
/// Nothing that comes over the bus is believed: a picture's size is read from the picture, its number and camera are given here, and its
/// capture time is put right by what is known of its recorder's clock.
///
/// Threads: any. Blocking: [#change] and the journal, for at most three seconds.
final class BusCamera implements Camera {
    private static final TrackState REFUSED = TrackState.lost("the bus refuses pictures");

    /// What a camera has in common with the others of its server.
    ///
    /// @param fetches  who has a frame to fetch
    /// @param demands  whose demand has changed
    /// @param channels where answers are heard
    record ServerTies(BusNames names, Reachability reachability, RedisRefusals refusals, News<BusCamera> fetches,
            News<BusCamera> demands,
            Channels channels, Outbox outbox, RecorderClocks recorders, Clocks clocks, BusLimits limits) {}

    private final Track track;
    private final ServerTies ties;
    private final BusRequests requests;
    private final BusCameraCommands commands;
    private final Presence presence;
    private final MissedPictures missed = new MissedPictures();
    private volatile Description description;
    private volatile @Nullable RecorderClock clock;
    private volatile boolean watched;
    /// Its recorder has been heard since somebody began to watch: what lies on the bus is no dead one's.
    private boolean heardWhileWatched;
    private long lastSequence = -1;
    private long lastCapturedAtMicros;
    private boolean released;

    BusCamera(Track track, Description description, ServerTies ties) {
        this.track = track;
        this.description = description;
        this.ties = ties;
        presence = new Presence(description, ties.clocks.nowNanos());
        requests = new BusRequests(track.name(), ties, () -> ties.demands.add(this));
        commands = new BusCameraCommands(track, ties.reachability, requests, this::settled);
    }

    /// Begins to follow the track's demand.
    void start() {
        found(description);
        track.onDemandChanged(this::demandChanged);
    }

    // --- what the recorder says

    /// A recorder speaks of this camera.
    ///
    /// @return false when another one is followed
    boolean spoken(Description now) {
        boolean isFollowed = heard(now);
        if (isFollowed) {
            commands.tellTurned(description.orient()); // without this object's lock
        }
        return isFollowed;
    }

    private synchronized boolean heard(Description now) {
        if (!presence.spoken(now, nowNanos())) {
            return false;
        }
        describe(now);
        if (now.heartbeatMillis() > 0) {
            clock = ties.recorders.heartbeat(now.recorder(), now.heartbeatMillis());
        }
        boolean first = watched && !heardWhileWatched;
        heardWhileWatched = watched;
        update();
        if (first && shows()) {
            ties.fetches.add(this);
        }
        return true;
    }

    /// Takes over a description. Pictures that were fetched with another filter are forgotten, and so is everything made of them.
    private void describe(Description next) {
        boolean filtered = !description.settings().filter().equals(next.settings().filter());
        description = next;
        commands.turns(next.orient());
        if (filtered) {
            track.renounce();
            update();
        }
    }

    /// Something is said of this camera that makes no sense.
    synchronized void spokenNonsense() {
        presence.spokenNonsense(nowNanos());
    }

    /// Takes a recorder's older word.
    void found(Description then) {
        synchronized (this) {
            presence.found(then, nowNanos());
            describe(presence.description());
            update();
        }
        commands.tellTurned(description.orient()); // without this object's lock
    }

    /// There is a newer frame.
    synchronized void noticed() {
        if (watched) {
            heardWhileWatched = true;
            missed.noticed();
            if (missed.mayFetch(nowNanos())) {
                ties.fetches.add(this);
            }
        }
    }

    private long nowNanos() {
        return ties.clocks.nowNanos();
    }

    // --- what it is to viewers

    /// Time has passed, or the bus was lost or found.
    void refresh() {
        requests.sayAgain();
        update();
    }

    private synchronized void update() {
        if (released) {
            return;
        }
        long nowNanos = nowNanos();
        var before = track.state();
        var next = recorded(nowNanos);
        if (next.phase() != TrackState.Phase.LIVE && next.phase() != TrackState.Phase.STARTING) {
            forget();
        }
        var cause = next.isLive() && watched ? missed.cause(nowNanos) : null;
        if (cause != null) {
            next = TrackState.lost(cause);
            track.forget();
        }
        track.state(next);
        boolean again = next.isLive() && !before.isLive() && heardWhileWatched;
        if (again || (watched && missed.isDue(nowNanos))) {
            ties.fetches.add(this);
        }
    }

    private TrackState recorded(long nowNanos) {
        var told = presence.state(ties.reachability.isWhole(), nowNanos);
        if (told.equals(Presence.UNREACHABLE)) {
            return told;
        }
        var refusals = ties.refusals;
        if (refusals.isRefused(BusCameras.LISTENING, ties.names.cameras()) || refusals.isRefused(BusCameras.LISTENING, name())
                || refusals.isRefused(BusCameras.DEMAND, name())) {
            return REFUSED;
        }
        boolean starts = told.phase() == TrackState.Phase.IDLE && watched && description.holding() != Holding.WAITING;
        return starts ? TrackState.STARTING : told;
    }

    // --- who has the name

    boolean isOfPublishers() {
        return description.holding().isOfPublishers();
    }

    /// True when the server that it was published to is gone.
    boolean isAbandoned() {
        return isOfPublishers() && track.state().equals(Presence.GONE);
    }

    /// True when whoever publishes under its name may have that.
    boolean yields() {
        return description.holding() == Holding.WAITING || isAbandoned();
    }

    /// Those of its settings that the process that has it applies itself.
    CameraSettings applied() {
        return description.applied();
    }

    /// For how long nobody has spoken of it.
    synchronized Duration silence() {
        return presence.silence(nowNanos());
    }

    private void forget() {
        track.forget();
        lastSequence = -1;
        heardWhileWatched = false;
    }

    private boolean shows() {
        var phase = track.state().phase();
        return phase == TrackState.Phase.LIVE || phase == TrackState.Phase.STARTING;
    }

    // --- pictures

    /// The newest frame, as it lies on the bus. Returns why it may not be shown, or null.
    ///
    /// @throws ProtocolException when it is none
    @Nullable
    String deliver(byte[] message) throws ProtocolException {
        var picture = BusPicture.of(message);
        try {
            ties.limits.pictures().check(picture.jpeg().widthPixels(), picture.jpeg().heightPixels());
        } catch (LimitException e) {
            return e.getMessage();
        }
        deliver(picture);
        return null;
    }

    private synchronized void deliver(BusPicture given) {
        if (missed.isOver()) {
            update();
        }
        var header = given.header();
        boolean known = header.sequence() == lastSequence && header.capturedAtMicros() == lastCapturedAtMicros;
        if (heardWhileWatched && shows() && !known && !released) {
            var picture = Packet.buffer(given.bytes().readableBytes()).writeBytes(given.bytes());
            lastSequence = header.sequence();
            lastCapturedAtMicros = header.capturedAtMicros();
            track.publish(picture, given.jpeg().widthPixels(), given.jpeg().heightPixels(), captured(header));
        }
    }

    private long captured(FrameHeader header) {
        var known = clock;
        return (known == null ? new RecorderClock("", ties.clocks) : known).captured(header.capturedAtMicros());
    }

    /// The newest frame could not be had.
    ///
    /// @param cause for viewers, unless another one comes soon
    /// @param pause how long it is not asked for again
    synchronized void miss(String cause, MissedPictures.Pause pause) {
        missed.add(cause, pause, nowNanos());
    }

    /// There was none though it was said to be there.
    synchronized void missNothing() {
        missed.addAbsent(nowNanos());
    }

    /// True unless the last pictures could not be had, and it is too early to ask again.
    synchronized boolean mayFetch() {
        return missed.mayFetch(nowNanos());
    }

    // --- what viewers want

    private synchronized void demandChanged() {
        boolean wants = !released && track.wanted();
        if (wants == watched) {
            return;
        }
        watched = wants;
        missed.isOver();
        if (!wants) {
            forget(); // whoever comes next is to get a picture of then
        }
        update();
        ties.demands.add(this);
    }

    boolean isWatched() {
        return watched;
    }

    /// The commands that Redis refuses this camera's recorder, where somebody here waits for its pictures; else empty.
    String refusedToItsRecorder() {
        return watched ? description.refused() : "";
    }

    /// Gives name and track to another camera, or to nobody.
    void release() {
        track.onDemandChanged(() -> {});
        synchronized (this) {
            released = true;
            watched = false;
            forget();
        }
        ties.demands.add(this);
    }

    // --- what it can be told

    @Override
    public @Nullable Orientable orientation() {
        return commands.orient();
    }

    @Override
    public @Nullable ImageControls controls() {
        return description.capabilities().contains("controls") ? new RemoteControls(commands::tell) : null;
    }

    @Override
    public void change(SettingsChange change) {
        commands.change(description.settings(), change);
    }

    private synchronized void settled(Answer answer) {
        presence.settled(description.with(answer.settings()));
        describe(presence.description());
    }

    @Override
    public SettingsJournal journal() {
        return new RemoteJournal(commands::tell);
    }

    /// The recorder's answer to somebody's question.
    void answered(Answer answer) {
        requests.answered(answer);
    }

    // --- the camera as others see it

    @Override
    public Track track() {
        return track;
    }

    @Override
    public CameraSettings settings() {
        return description.settings();
    }

    @Override
    public Set<String> capabilities() {
        return description.capabilities();
    }

    @Override
    public MpegSettings mpeg() {
        return description.mpeg();
    }

    @Override
    public @Nullable Size pictureSize() {
        var here = Camera.super.pictureSize();
        return here == null ? description.size() : here;
    }

    @Override
    public String maskedUri() {
        return ties.reachability.url().masked();
    }

    @Override
    public @Nullable Double sourceFps() {
        return description.fps();
    }

    @Override
    public @Nullable Double clockAheadSeconds() {
        var known = clock;
        return known == null ? null : known.aheadSeconds();
    }
}
