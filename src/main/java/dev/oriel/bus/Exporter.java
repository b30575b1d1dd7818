package dev.oriel.bus;

import dev.oriel.bus.FrameCommands.One;
import dev.oriel.frame.Packet;
import dev.oriel.hub.Camera;
import dev.oriel.hub.SerialStep;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.orient.OrientState;
import dev.oriel.orient.Orientable;
import dev.oriel.time.Clocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One camera's way to the bus: subscribes to its track while some server wants frames and the name is ours, and gives the
/// newest frame whenever the connection is free.
///
/// Threads: any; nothing blocks.
final class Exporter implements Track.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);
    private static final Duration AFTER_A_REFUSAL = Duration.ofMillis(500);
    /// A publisher takes its place at a camera just after that was made; until then the camera looks as one that waits.
    private static final Duration NEW_FOR = Duration.ofMillis(500);
    /// How often servers are told where a camera looks that is on its way.
    private static final long TURNS_APART_NANOS = Duration.ofMillis(100).toNanos();
    private static final String TAKEN = "the name is taken by the recorder ";

    /// What an exporter has in common with the others of its recorder.
    ///
    /// @param frames  who has a frame to write
    /// @param changes who has something to say of itself
    /// @param publishers who publish to the cameras; null where these have sources of their own
    record RecorderTies(BusNames names, String recorder, Reachability reachability, RedisRefusals refusals, News<Exporter> frames,
            News<Exporter> changes, Clocks clocks, @Nullable Publishers publishers) {
        boolean isOfPublishers() {
            return publishers != null;
        }
    }

    private final Camera camera;
    private final Track track;
    private final RecorderTies ties;
    private final FrameCommands commands;
    private final boolean always;
    private final SerialStep asking = new SerialStep(this::ask);
    private volatile @Nullable Subscription subscription;
    private final Demand demand = new Demand();
    private boolean held;
    private long heldUntilNanos;
    private boolean wanting;
    private boolean clear;
    private String refusal = "";
    private long retryAtNanos;
    private String taken = "";
    private @Nullable Rival rival;
    private boolean closed;
    private boolean leaving;
    private final long madeNanos;
    private @Nullable Orientable followed;
    private Runnable unfollow = () -> {};
    private long turnedNanos;

    /// @param plain          writes each JPEG alone as well
    /// @param helloWebsocket writes the keys of that system as well
    Exporter(Camera camera, RecorderTies ties, boolean plain, boolean helloWebsocket) {
        this.camera = camera;
        this.track = camera.track();
        madeNanos = ties.clocks.nowNanos();
        this.ties = ties;
        this.commands = new FrameCommands(ties.names, camera.name(), plain, helloWebsocket);
        this.always = plain || helloWebsocket;
        if (always) {
            LOG.info("{}: runs always, because {} asks for plain pictures on the bus", name(),
                    plain ? "bus.plain" : "compat.hello-websocket");
        }
    }

    /// Begins to follow the camera.
    ///
    /// @param timer hears of frames and states, and only passes on that there are some
    void start(Executor timer) {
        subscription = track.overhear(timer, this);
        follow();
        asking.request();
    }

    /// Servers hear of each change of where the camera looks; what turns it may have become another one.
    private void follow() {
        var turns = camera.orientation();
        synchronized (this) {
            if (closed || Objects.equals(turns, followed)) {
                return;
            }
            unfollow.run();
            followed = turns;
            unfollow = turns == null ? () -> {} : turns.onChange(this::turned);
        }
    }

    private void turned(OrientState state) {
        long nowNanos = ties.clocks.nowNanos();
        synchronized (this) {
            if (state.moving() && nowNanos - turnedNanos < TURNS_APART_NANOS) {
                return;
            }
            turnedNanos = nowNanos;
        }
        ties.changes.add(this);
    }

    Camera camera() {
        return camera;
    }

    String name() {
        return camera.name();
    }

    // --- what the track says

    @Override
    public void packetAvailable() {
        ties.frames.add(this);
    }

    @Override
    public void stateChanged(TrackState state) {
        if (!state.isLive()) {
            synchronized (this) {
                clear = true; // a picture of a run that is over is nobody's
            }
            ties.frames.add(this);
        }
        ties.changes.add(this);
    }

    // --- what the bus says

    /// A server wants frames, or no longer does.
    void hear(String message) {
        synchronized (this) {
            if (demand.hear(message, ties.clocks.nowNanos())) {
                ties.changes.add(this); // the server shows nothing before it has heard that we live
            }
            update();
        }
        asking.request();
    }

    /// Time has passed.
    void tick() {
        follow();
        ticked();
        asking.request();
    }

    private synchronized void ticked() {
        update();
        if (clear && !refusal.isEmpty() && ties.clocks.nowNanos() - retryAtNanos >= 0) {
            ties.frames.add(this);
        }
    }

    private void update() {
        long nowNanos = ties.clocks.nowNanos();
        boolean wants = !closed && holds(nowNanos) && (always || demand.isThere(nowNanos));
        if (wants != wanting) {
            wanting = wants;
            if (!wants) {
                clear = held || !ties.isOfPublishers(); // else what lies there is another's
                ties.frames.add(this);
            }
        }
    }

    /// Has the camera know whether frames are wanted. The camera is called, so the lock must not be held.
    private void ask() {
        assert !Thread.holdsLock(this);
        var open = subscription;
        if (open != null) {
            open.wanting(isWanting());
        }
    }

    private synchronized boolean isWanting() {
        return wanting;
    }

    private boolean holds(long nowNanos) {
        return held && nowNanos - heldUntilNanos < 0;
    }

    /// Who has the name, as the bus says.
    ///
    /// @param owner     a recorder's id, or empty for nobody
    /// @param sentNanos when it was asked
    void leased(String owner, long sentNanos) {
        take(owner, sentNanos);
        asking.request();
        var other = rivalIn(owner);
        if (other != null && ties.publishers != null) {
            ties.publishers.cede(camera, other);
        }
    }

    private synchronized @Nullable Rival rivalIn(String owner) {
        long nowNanos = ties.clocks.nowNanos();
        boolean isThere = rival != null && owner.equals(rival.name()) && rival.isThere(nowNanos);
        boolean isNew = nowNanos - madeNanos < NEW_FOR.toNanos();
        return held || closed || isNew || !isThere ? null : rival;
    }

    /// Another process speaks of this camera as its own.
    void contested(Description said) {
        synchronized (this) {
            rival = new Rival(said, ties.clocks.nowNanos());
        }
        ties.changes.add(this); // who has the name is to be known now
    }

    private synchronized void take(String owner, long sentNanos) {
        held = owner.equals(ties.recorder);
        if (held) {
            heldUntilNanos = sentNanos + Lease.HOLDS.toNanos();
            if (!taken.isEmpty()) {
                LOG.info("{}: is recorded here now; the recorder {} has given it up", name(), taken);
                taken = "";
                track.state(track.newest() == null ? TrackState.IDLE : TrackState.LIVE);
            }
        } else if (!owner.isEmpty() && !ties.isOfPublishers()) {
            if (!owner.equals(taken)) {
                LOG.warn("{}: not recorded here: {}{}; waiting until that ends", name(), TAKEN, owner);
            }
            taken = owner;
            track.state(TrackState.lost(TAKEN + owner));
        }
        update();
    }

    synchronized boolean isHeld() {
        return held;
    }

    /// True when servers are to hear of this camera: it is recorded here, or would be if the bus let it.
    synchronized boolean speaks() {
        return held || (isRefused() && taken.isEmpty());
    }

    private boolean isRefused() {
        return ties.refusals.isRefused(BusRecorder.NAME, name()) || ties.refusals.isRefused(BusRecorder.LISTENING, name());
    }

    /// What servers are told.
    Description description() {
        var holding = holding();
        synchronized (this) {
            return Description.of(camera, state(), ties.recorder, nowMillis()).held(holding)
                    .refused(ties.refusals.problem(name()));
        }
    }

    /// Without this object's lock, since the camera is asked.
    private Holding holding() {
        if (ties.publishers == null) {
            return Holding.RECORDED;
        }
        return ties.publishers.isPublished(camera) ? Holding.PUBLISHED : Holding.WAITING;
    }

    private long nowMillis() {
        return ties.clocks.nowMicros() / 1000;
    }

    private TrackState state() {
        if (!ties.reachability.isWhole()) {
            return TrackState.lost("its recorder has no connection to the bus"); // for what it has to say it has one
        }
        if (isRefused()) {
            return TrackState.lost("the bus refuses its recorder");
        }
        if (!refusal.isEmpty()) {
            return TrackState.lost(refusal.startsWith("OOM") ? "the bus has no room for pictures" : "the bus refuses pictures");
        }
        return track.state();
    }

    /// Told to servers when the camera is given up.
    Description farewell() {
        return Description.of(camera, null, ties.recorder, nowMillis())
                .held(isLeaving() && ties.isOfPublishers() ? Holding.FORGOTTEN : holding());
    }

    // --- writing

    /// What is to be sent now; a reply will come for each.
    List<One> due() {
        var due = new ArrayList<One>();
        Packet frame;
        synchronized (this) {
            long nowNanos = ties.clocks.nowNanos();
            if (!refusal.isEmpty() && nowNanos - retryAtNanos < 0) {
                return due;
            }
            if (clear) {
                if (held || !ties.isOfPublishers()) {
                    due.add(commands.clear());
                }
                clear = false;
            }
            var open = subscription;
            frame = open != null && wanting && holds(nowNanos) ? open.take() : null;
        }
        if (frame != null) {
            try {
                due.addAll(commands.write(frame));
            } finally {
                frame.release();
            }
        }
        return due;
    }

    /// What Redis said to that.
    ///
    /// @param refused Redis's words where it refused one of the commands, else empty
    /// @param again   true when what it was to forget still lies there
    void written(String refused, boolean again) {
        boolean changed;
        synchronized (this) {
            changed = refusal.isEmpty() != refused.isEmpty();
            refusal = refused;
            clear |= again;
            retryAtNanos = ties.clocks.nowNanos() + AFTER_A_REFUSAL.toNanos();
        }
        if (refused.isEmpty()) {
            ties.refusals.granted(BusRecorder.PICTURES, name());
        } else {
            ties.refusals.refused(BusRecorder.PICTURES, name(), refused);
        }
        if (changed) {
            ties.changes.add(this);
        }
    }

    /// Ends, since the camera is no longer there; the name is to be given up.
    void leave() {
        synchronized (this) {
            leaving = true;
        }
        close();
        ties.changes.add(this);
    }

    synchronized boolean isLeaving() {
        return leaving;
    }

    synchronized boolean isOpen() {
        return !closed;
    }

    /// Ends the demand; what is on the bus is given up by the recorder.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            unfollow.run();
            update();
        }
        var open = subscription;
        if (open != null) {
            open.close();
        }
        ties.refusals.forget(name());
    }
}
