package dev.oriel.view;

import dev.oriel.filter.Renditions;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.hub.VisibleCameras;
import dev.oriel.view.LiveMessages.Acknowledgement;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A viewer of the full way, `oriel.v1`: one connection, one or several cameras, one flow control for all of them.
///
/// This is what the viewer says and which cameras it watches; what goes out is the [Pump]'s.
///
/// Threads: the connection's event loop.
public final class LiveSession {
    /// Cameras that one viewer watches at most, where nothing says otherwise.
    public static final int MOST_CAMERAS = 64;

    /// What a session needs of its surroundings.
    ///
    /// @param cameras     those that there are for this viewer
    /// @param epochMicros the server's clock
    /// @param giveUp      disconnects a viewer that has been silent for too long
    /// @param mostCameras that this viewer watches at a time
    /// @param startsAnew  a camera that is watched again begins with its newest picture, also with one that was sent before: the viewer has
    ///                    forgotten it
    public record Surroundings(VisibleCameras cameras, Renditions renditions, String version, LongSupplier epochMicros,
            Patience patience,
            Runnable giveUp, int mostCameras, boolean startsAnew) {
        /// Those of a person, who watches at most [#MOST_CAMERAS].
        public Surroundings(VisibleCameras cameras, Renditions renditions, String version, LongSupplier epochMicros,
                Patience patience, Runnable giveUp) {
            this(cameras, renditions, version, epochMicros, patience, giveUp, MOST_CAMERAS, false);
        }
    }

    private final Outlet outlet;
    private final Surroundings around;
    private final WatchedCameras watched;
    private final Pump pump;
    private final Alarm alarm;
    private final boolean choosesCameras;
    private long acknowledgedAtNanos;
    private boolean paused;
    private boolean pumping = true; // until the greeting is out
    private boolean demandEnded;
    private boolean closed;

    /// Greets the viewer.
    ///
    /// @param camera the one camera of this connection, or null where the viewer chooses with `watch`
    public LiveSession(Outlet outlet, Surroundings around, @Nullable Camera camera) {
        this.outlet = outlet;
        this.around = around;
        choosesCameras = camera == null;
        acknowledgedAtNanos = around.patience.nowNanos();
        watched = new WatchedCameras(around.cameras, around.startsAnew);
        pump = new Pump(outlet, watched.showing(), around.epochMicros);
        alarm = new Alarm(outlet.loop(), () -> outlet.attempt(this::awake));
        outlet.onDrained(this::pump);
        var cameras = camera == null ? List.<Camera>of() : List.of(camera);
        outlet.writeText(LiveMessages.hello(around.version, around.epochMicros.getAsLong(), cameras));
        if (camera != null) {
            tellState(add(camera, Wish.DEFAULT));
        }
        pumping = false;
        pump();
    }

    // --- what the viewer says

    /// A picture has arrived, and with it all before it.
    ///
    /// @return false when it was known already, or never sent
    public boolean acknowledged(Acknowledgement acknowledgement) {
        long nowNanos = around.patience.nowNanos();
        if (closed || !pump.acknowledged(acknowledgement, nowNanos)) {
            return false;
        }
        acknowledgedAtNanos = nowNanos;
        if (demandEnded) {
            demandEnded = false;
            wanting(true);
        }
        if (pump.hasWork()) {
            pump();
        }
        return true;
    }

    /// @throws ProtocolException when it breaks the form of a message that is known; unknown ones are ignored
    public void text(JsonObject message) throws ProtocolException {
        if (closed) {
            return;
        }
        try {
            switch (message.getString("type")) {
                case "view" -> view(Wish.of(message));
                case "watch" -> watch(message.getJsonArray("cameras"));
                case "painted" -> painted(message);
                case "pause" -> pause(true);
                case "resume" -> pause(false);
                case "ping" -> outlet.writeText(LiveMessages.pong(message.getValue("t"), around.epochMicros.getAsLong()));
                default -> {
                    // Types of a later version are nothing to complain about.
                }
            }
        } catch (ClassCastException e) {
            throw new ProtocolException("a field of " + message.getString("type") + " has the wrong type");
        }
    }

    private void view(Wish wish) {
        for (var one : watched.all()) {
            one.wish(wish.selected(one.wish().isSelected()));
        }
        pump.outdated();
        pump();
    }

    private void painted(JsonObject message) {
        var one = watched.at(index(message));
        if (one != null) {
            one.device.painted(fps(message), around.patience.nowNanos());
        }
    }

    private static int index(JsonObject painted) {
        var index = painted.getInteger("camera");
        return index == null ? -1 : index;
    }

    private static double fps(JsonObject painted) {
        var fps = painted.getDouble("fps");
        return fps == null ? 0 : fps;
    }

    private void pause(boolean pause) {
        paused = pause;
        wanting(!pause);
        pump();
    }

    private void wanting(boolean wants) {
        watched.all().forEach(one -> one.seat.wanting(wants && !paused));
    }

    // --- which cameras

    private void watch(@Nullable JsonArray wishes) throws ProtocolException {
        if (wishes == null) {
            return;
        }
        camerasChanged(); // the number of one that is gone may be another's
        pumping = true; // no picture before the list of what is watched
        try {
            if (changes(wishes)) {
                tellCameras();
                watched.all().forEach(this::tellState);
            }
        } finally {
            pumping = false;
        }
        pump.outdated();
        pump();
    }

    private boolean changes(JsonArray wishes) throws ProtocolException {
        boolean changed = false;
        if (wishes.size() > around.mostCameras) {
            outlet.writeText(tooMany(null));
        }
        for (int i = 0; i < Math.min(wishes.size(), around.mostCameras); i++) {
            var wish = wishes.getJsonObject(i);
            if (wish == null) {
                throw new ProtocolException("a camera to watch is null");
            }
            var name = wish.getString("name", "");
            var camera = around.cameras.camera(name).orElse(null);
            if (camera == null) {
                outlet.writeText(LiveMessages.error("no-such-camera", "there is no camera of that name", name));
            } else {
                changed |= watch(camera, wish);
            }
        }
        return changed;
    }

    private boolean watch(Camera camera, JsonObject wish) {
        int index = camera.track().index();
        boolean off = "off".equals(wish.getString("priority", "visible"));
        var one = watched.at(index);
        if (off) {
            if (one != null) {
                watched.leave(one);
            }
            return one != null;
        }
        var wanted = Wish.of(wish);
        if (one == null && watched.all().size() >= around.mostCameras) {
            outlet.writeText(tooMany(camera.name()));
            return false;
        }
        if (one == null) {
            add(camera, wanted);
        } else {
            one.wish(wanted);
        }
        return one == null;
    }

    private String tooMany(@Nullable String camera) {
        return LiveMessages.error("too-many", "one connection watches at most " + around.mostCameras + " cameras", camera);
    }

    private void tellCameras() {
        outlet.writeText(LiveMessages.cameras(watched.all().stream().map(Watched::camera).toList()));
    }

    /// Cameras have come, gone or become others, or the viewer sees others: those that are no longer there for him are let go of, and he is
    /// told.
    ///
    /// @return false when the one camera of this connection is gone
    public boolean camerasChanged() {
        var gone = new ArrayList<Watched>();
        for (var one : watched.all()) {
            if (watched.follow(one)) {
                one.tellOrient(outlet);
            } else {
                gone.add(one);
            }
        }
        watched.forgetGone();
        if (closed || gone.isEmpty()) {
            return true;
        }
        if (!choosesCameras) {
            return false;
        }
        for (var one : gone) {
            watched.leave(one);
            outlet.writeText(LiveMessages.error("no-such-camera", "this camera is no longer there", one.camera().name()));
        }
        tellCameras();
        pump.outdated();
        pump();
        return true;
    }

    private Watched add(Camera camera, Wish wish) {
        int index = camera.track().index();
        var ladder = around.renditions.of(camera.track());
        var seat = ladder.seat(wish.level(0), outlet.loop(), new Track.Listener() {
            @Override
            public void packetAvailable() {
                outlet.attempt(() -> {
                    show(index);
                    pump();
                });
            }

            @Override
            public void stateChanged(TrackState state) {
                outlet.attempt(() -> {
                    tell(index, state);
                    reconsider(index, state);
                });
            }
        });
        seat.undecided();
        seat.start();
        seat.wanting(!paused);
        var one = new Watched(camera, ladder, seat, around.patience.nowNanos());
        one.wish(wish);
        watched.add(one);
        reconsider(index, camera.track().state());
        return one;
    }

    private void show(int index) {
        if (watched.show(index)) {
            pump.outdated();
        }
    }

    /// An encoder has to be asked for the first picture of a camera that is live again, so its state shows it too.
    private void reconsider(int index, TrackState state) {
        var one = watched.at(index);
        if (one != null && (state.isLive() || one.camera().track().newest() != null)) {
            show(index);
            pump();
        } else if (watched.hide(index)) {
            pump.outdated();
        }
    }

    /// After the camera's number, without which the state means nothing, and after its seat was taken, or else a change in between
    /// would stay unsaid.
    private void tellState(Watched one) {
        tell(one.index(), one.camera().track().state());
    }

    private void tell(int index, TrackState state) {
        var one = watched.at(index);
        if (closed || one == null) {
            return;
        }
        if (!state.equals(one.toldState())) {
            one.toldState(state);
            outlet.writeText(LiveMessages.state(index, state));
        }
        one.tellOrient(outlet); // a camera of another process may have come back, with another way to turn it
    }

    // --- time

    private void pump() {
        if (closed || pumping) {
            return; // a write that ends at once calls back while the pump still looks for the next
        }
        long nowNanos = around.patience.nowNanos();
        int before = pump.inFlight();
        pumping = true;
        long next;
        try {
            next = paused ? Pump.NEVER : pump.run(nowNanos);
        } finally {
            pumping = false;
        }
        if (before == 0 && pump.inFlight() > 0) {
            acknowledgedAtNanos = nowNanos;
            demandEnded = false;
        }
        long silent = pump.inFlight() > 0 ? Math.min(pump.flow().timeoutAtNanos(), stallNanos()) : Pump.NEVER;
        alarm.set(Math.min(next, silent), nowNanos);
    }

    /// When the viewer's silence has its next consequence; in the past until that consequence was drawn.
    private long stallNanos() {
        var patience = demandEnded ? around.patience.stalledAfter() : around.patience.demandEndsAfter();
        return acknowledgedAtNanos + patience.toNanos();
    }

    private void awake() {
        long nowNanos = around.patience.nowNanos();
        if (closed) {
            return;
        }
        if (pump.inFlight() > 0) {
            if (pump.flow().timeoutAtNanos() <= nowNanos) {
                pump.flow().expired(nowNanos);
            }
            long silentNanos = nowNanos - acknowledgedAtNanos;
            boolean stalls = silentNanos >= around.patience.demandEndsAfter().toNanos();
            if (stalls) {
                demandEnded = true;
                wanting(false);
            }
            if (silentNanos >= around.patience.stalledAfter().toNanos()
                    || (stalls && !outlet.reserveUnread(around.patience.memory()))) {
                around.giveUp.run();
                return;
            }
        }
        pump();
    }

    /// True while the viewer watches a camera.
    public boolean isWatching() {
        return !watched.all().isEmpty();
    }

    /// Frees everything; the connection is closed by its owner.
    public void close() {
        if (!closed) {
            closed = true;
            alarm.cancel();
            watched.close();
        }
    }
}
