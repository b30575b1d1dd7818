package dev.oriel.bus;

import dev.oriel.frame.Frame;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/// One camera's way to the bus: subscribes to its track while some server wants frames and the name is ours, and writes the
/// newest frame whenever the connection is free.
///
/// Threads: any; nothing blocks but [#send], which is for the frames' line alone.
final class Exporter implements Track.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);
    private static final String FRAME_EXPIRES_MILLIS = "5000";
    private static final Duration AFTER_A_REFUSAL = Duration.ofMillis(500);
    private static final String TAKEN = "the name is taken by the recorder ";

    /// What an exporter has in common with the others of its recorder.
    ///
    /// @param frames   who has a frame to write
    /// @param changes  who has something to say of itself
    /// @param nanos    a clock that only goes forward
    record Ties(BusNames names, String recorder, News<Exporter> frames, News<Exporter> changes,
            java.util.function.LongSupplier nanos) {}

    private final Camera camera;
    private final Track track;
    private final Ties ties;
    private final boolean plain;
    private final boolean helloWebsocket;
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
    Exporter(Camera camera, Ties ties, boolean plain, boolean helloWebsocket) {
        this.camera = camera;
        this.track = camera.track();
        this.ties = ties;
        this.plain = plain;
        this.helloWebsocket = helloWebsocket;
        if (plain || helloWebsocket) {
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
        if (demand.hear(message, ties.nanos.getAsLong())) {
            ties.changes.add(this); // the server shows nothing before it has heard that we live
        }
        update();
    }

    /// Time has passed.
    synchronized void tick() {
        update();
    }

    private void update() {
        long nowNanos = ties.nanos.getAsLong();
        boolean wants = !closed && holds(nowNanos) && (plain || helloWebsocket || demand.isThere(nowNanos));
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

    /// What servers are told.
    synchronized Description description(long nowMillis) {
        var state = refusal.isEmpty()
                ? track.state()
                : TrackState.lost(refusal.startsWith("OOM") ? "the bus has no room for pictures" : "the bus refuses pictures");
        return Description.of(camera, state, ties.recorder, nowMillis);
    }

    /// Told to servers when the camera is given up.
    Description farewell(long nowMillis) {
        return Description.of(camera, null, ties.recorder, nowMillis);
    }

    // --- writing

    /// Sends what is to be written now; one reply will come for each command.
    ///
    /// @return the number of commands
    int send(BusConnection connection) throws IOException {
        boolean clears;
        synchronized (this) {
            clears = clear;
            clear = false;
        }
        int commands = 0;
        if (clears) {
            connection.send(Command.DEL, ties.names.frame(name()), ties.names.jpeg(name()));
            commands++;
        }
        var frame = next();
        if (frame == null) {
            return commands;
        }
        try {
            return commands + send(connection, frame);
        } finally {
            frame.release();
        }
    }

    private synchronized @Nullable Frame next() {
        long nowNanos = ties.nanos.getAsLong();
        boolean mayTry = refusal.isEmpty() || nowNanos - retryAtNanos >= 0;
        return wanting && holds(nowNanos) && mayTry ? subscription.take() : null;
    }

    private int send(BusConnection connection, Frame frame) throws IOException {
        int commands = 2;
        set(connection, ties.names.frame(name()), message(frame));
        if (plain) {
            set(connection, ties.names.jpeg(name()), jpeg(frame));
            commands++;
        }
        if (helloWebsocket) {
            var id = new byte[4];
            ThreadLocalRandom.current().nextBytes(id);
            connection.send(Command.SET, utf8(BusNames.IMAGE), jpeg(frame));
            connection.send(Command.SET, utf8(BusNames.IMAGE_ID), id);
            commands += 2;
        }
        var header = frame.header();
        connection.send(Command.PUBLISH, ties.names.frames(name()), header.sequence() + " " + header.capturedAtMicros());
        return commands;
    }

    private static void set(BusConnection connection, String key, byte[] value) throws IOException {
        connection.send(Command.SET, utf8(key), value, utf8("PX"), utf8(FRAME_EXPIRES_MILLIS));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] message(Frame frame) {
        var message = frame.message();
        var bytes = new byte[message.readableBytes()];
        message.readBytes(bytes).release();
        bytes[1] = 0; // the camera's number is each server's own
        return bytes;
    }

    private static byte[] jpeg(Frame frame) {
        var jpeg = frame.jpeg();
        var bytes = new byte[jpeg.readableBytes()];
        jpeg.readBytes(bytes).release();
        return bytes;
    }

    /// What Redis said to that.
    void replied(List<Object> replies) {
        if (replies.isEmpty()) {
            return;
        }
        var cause = "";
        for (var reply : replies) {
            if (reply instanceof JedisDataException refusal) {
                cause = String.valueOf(refusal.getMessage());
            }
        }
        boolean changed;
        synchronized (this) {
            changed = refusal.isEmpty() != cause.isEmpty();
            refusal = cause;
            retryAtNanos = ties.nanos.getAsLong() + AFTER_A_REFUSAL.toNanos();
        }
        if (changed) {
            if (cause.isEmpty()) {
                LOG.info("{}: pictures are taken by the bus again", name());
            } else {
                LOG.warn("{}: the bus refuses pictures: {}", name(), cause);
            }
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
    }
}
