package dev.oriel.bus;

import dev.oriel.bus.FrameCommands.One;
import dev.oriel.frame.Frame;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One camera's way to the bus: subscribes to its track while some server wants frames and the name is ours, and gives the
/// newest frame whenever the connection is free.
///
/// Threads: any; nothing blocks.
final class Exporter implements Track.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);
    private static final Duration AFTER_A_REFUSAL = Duration.ofMillis(500);
    private static final String TAKEN = "the name is taken by the recorder ";

    /// What an exporter has in common with the others of its recorder.
    ///
    /// @param frames  who has a frame to write
    /// @param changes who has something to say of itself
    record RecorderTies(BusNames names, String recorder, Reachability reachability, RedisRefusals refusals, News<Exporter> frames,
            News<Exporter> changes, BusClocks clocks) {}

    private final Camera camera;
    private final Track track;
    private final RecorderTies ties;
    private final FrameCommands commands;
    private final boolean always;
    private final Subscription subscription;
    private final Demand demand = new Demand();
    private boolean held;
    private long heldUntilNanos;
    private boolean wanting;
    private boolean clear;
    private String refusal = "";
    private long retryAtNanos;
    private String taken = "";
    private boolean closed;

    /// @param plain          writes each JPEG alone as well
    /// @param helloWebsocket writes the keys of that system as well
    Exporter(Camera camera, RecorderTies ties, boolean plain, boolean helloWebsocket) {
        this.camera = camera;
        this.track = camera.track();
        this.ties = ties;
        this.commands = new FrameCommands(ties.names, camera.name(), plain, helloWebsocket);
        this.always = plain || helloWebsocket;
        if (always) {
            LOG.info("{}: runs always, because {} asks for plain pictures on the bus", name(),
                    plain ? "bus.plain" : "compat.hello-websocket");
        }
        subscription = track.listen(Runnable::run, this);
    }

    Camera camera() {
        return camera;
    }

    String name() {
        return camera.name();
    }

    // --- what the track says

    @Override
    public void frameAvailable() {
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
    synchronized void hear(String message) {
        if (demand.hear(message, ties.clocks.nanos().getAsLong())) {
            ties.changes.add(this); // the server shows nothing before it has heard that we live
        }
        update();
    }

    /// Time has passed.
    synchronized void tick() {
        update();
        if (clear && !refusal.isEmpty() && ties.clocks.nanos().getAsLong() - retryAtNanos >= 0) {
            ties.frames.add(this);
        }
    }

    private void update() {
        long nowNanos = ties.clocks.nanos().getAsLong();
        boolean wants = !closed && holds(nowNanos) && (always || demand.isThere(nowNanos));
        if (wants != wanting) {
            wanting = wants;
            if (!wants) {
                clear = true;
                ties.frames.add(this);
            }
            subscription.wanting(wants);
        }
    }

    private boolean holds(long nowNanos) {
        return held && nowNanos - heldUntilNanos < 0;
    }

    /// Who has the name, as the bus says.
    ///
    /// @param owner     a recorder's id, or empty for nobody
    /// @param sentNanos when it was asked
    synchronized void leased(String owner, long sentNanos) {
        held = owner.equals(ties.recorder);
        if (held) {
            heldUntilNanos = sentNanos + Lease.HOLDS.toNanos();
            if (!taken.isEmpty()) {
                LOG.info("{}: is recorded here now; the recorder {} has given it up", name(), taken);
                taken = "";
                track.state(track.newest() == null ? TrackState.IDLE : TrackState.LIVE);
            }
        } else if (!owner.isEmpty()) {
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
    synchronized Description description() {
        return Description.of(camera, state(), ties.recorder, nowMillis()).refused(ties.refusals.problem(name()));
    }

    private long nowMillis() {
        return ties.clocks.epochMicros().getAsLong() / 1000;
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
        return Description.of(camera, null, ties.recorder, nowMillis());
    }

    // --- writing

    /// What is to be sent now; a reply will come for each.
    List<One> due() {
        var due = new ArrayList<One>();
        Frame frame;
        synchronized (this) {
            long nowNanos = ties.clocks.nanos().getAsLong();
            if (!refusal.isEmpty() && nowNanos - retryAtNanos < 0) {
                return due;
            }
            if (clear) {
                due.add(commands.clear());
                clear = false;
            }
            frame = wanting && holds(nowNanos) ? subscription.take() : null;
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
            retryAtNanos = ties.clocks.nanos().getAsLong() + AFTER_A_REFUSAL.toNanos();
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

    /// Ends the demand; what is on the bus is given up by the recorder.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            update();
        }
        subscription.close();
        ties.refusals.forget(name());
    }
}
