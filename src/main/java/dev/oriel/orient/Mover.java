package dev.oriel.orient;

import dev.oriel.observe.Bulkhead;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Moves one camera. A newer request takes the place of what is left of an older one; hardware that fails ends the movement, says why, and is
/// tried again by the next request.
///
/// Threads: any. The hardware is told by one thread of `waiting`, which comes with a movement and goes with it; listeners are called there,
/// and without a lock.
public final class Mover implements AutoCloseable {
    private static final Bulkhead BULKHEAD = new Bulkhead(LoggerFactory.getLogger(Mover.class), "a movement of a camera");
    static final Duration STEP = Duration.ofMillis(20);
    /// A machine that stood still does not make up for it in one jerk.
    private static final double MOST_STEP_SECONDS = 0.1;
    private static final int MOST_PRESETS = 32;

    /// The surroundings that it works in.
    ///
    /// @param step    waits between two steps
    /// @param waiting runs movements
    /// @param changed hears of each change, many times a second while the camera moves
    record MoverContext(StepWait step, Executor waiting, Consumer<OrientState> changed) {}

    /// Waits for a step's time.
    interface StepWait {
        /// @return the seconds that have passed
        double forStep(Duration time) throws InterruptedException;
    }

    private final PanTilt hardware;
    private final PoseLimits limits;
    private final Pose home;
    private final Duration stay;
    private final MoverContext context;
    private final Map<Axis, AxisMotion> axes = new EnumMap<>(Axis.class);
    private final NavigableMap<String, Pose> presets = new TreeMap<>();
    private String touringTo = "";
    private double stayedSeconds;
    private String problem = "";
    private boolean runs;
    private boolean closed;

    /// @param speeds units of each axis a second, for all axes that there are
    /// @param stay   of a tour at each preset
    Mover(PanTilt hardware, PoseLimits limits, Pose home, Map<Axis, Double> speeds, Duration stay, MoverContext context) {
        this.hardware = hardware;
        this.limits = limits;
        this.home = limits.nearest(home);
        this.stay = stay;
        this.context = context;
        limits.axes().forEach(axis -> axes.put(axis, new AxisMotion(this.home.at(axis), speeds.getOrDefault(axis, 1.0))));
    }

    /// Takes a request; the movement goes on after the return.
    ///
    /// @return where it looks, and where it is going from now on
    /// @throws IllegalArgumentException with words for a user when it cannot be done; nothing has changed then
    public OrientState request(OrientRequest request) {
        OrientState state;
        synchronized (this) {
            switch (request) {
                case OrientRequest.To to -> go(limits.to(target(), to.values()));
                case OrientRequest.By by -> go(limits.by(target(), by.distances()));
                case OrientRequest.Home() -> go(home);
                case OrientRequest.ToPreset(var name) -> go(preset(name));
                case OrientRequest.Stop() -> stop();
                case OrientRequest.Tour(boolean on) -> tour(on);
            }
            begin();
            state = orientation();
        }
        context.changed.accept(state);
        return state;
    }

    private void go(Pose pose) {
        touringTo = "";
        aim(pose);
    }

    private void aim(Pose pose) {
        axes.forEach((axis, motion) -> motion.target(pose.at(axis)));
    }

    private void stop() {
        touringTo = "";
        axes.forEach((axis, motion) -> {
            motion.stop();
            limits.range(axis).ifPresent(range -> motion.target(range.nearest(motion.target())));
        });
    }

    private void tour(boolean on) {
        if (!on) {
            stop();
        } else if (presets.size() < 2) {
            throw new IllegalArgumentException("a tour needs two presets or more");
        } else {
            nextOfTour();
        }
    }

    private void nextOfTour() {
        var next = presets.higherEntry(touringTo);
        var entry = next == null ? presets.firstEntry() : next;
        touringTo = entry.getKey();
        stayedSeconds = 0;
        aim(entry.getValue());
    }

    private Pose preset(String name) {
        var pose = presets.get(name);
        if (pose == null) {
            throw new IllegalArgumentException("there is no preset " + name);
        }
        return pose;
    }

    /// Keeps where it stands, or is going, under a name.
    ///
    /// @throws IllegalArgumentException with words for a user when there are too many, or none may be called so
    public synchronized void keep(String name) {
        OrientRequest.preset(name);
        if (presets.size() >= MOST_PRESETS && !presets.containsKey(name)) {
            throw new IllegalArgumentException("there are " + MOST_PRESETS + " presets already");
        }
        presets.put(name, target());
    }

    /// @return false when there is none
    public synchronized boolean forget(String name) {
        return presets.remove(name) != null;
    }

    public synchronized OrientState orientation() {
        boolean moving = axes.values().stream().anyMatch(AxisMotion::isMoving);
        return new OrientState(now(), target(), moving, limits, List.copyOf(presets.keySet()), !touringTo.isEmpty(), problem);
    }

    private Pose now() {
        var pose = Pose.AHEAD;
        for (var axis : axes.entrySet()) {
            pose = pose.with(axis.getKey(), axis.getValue().position());
        }
        return pose;
    }

    private Pose target() {
        var pose = Pose.AHEAD;
        for (var axis : axes.entrySet()) {
            pose = pose.with(axis.getKey(), axis.getValue().target());
        }
        return pose;
    }

    private void begin() {
        if (!runs && !closed) {
            runs = true;
            context.waiting.execute(BULKHEAD.around(this::run));
        }
    }

    private void run() {
        try {
            double seconds = 0;
            while (step(seconds)) {
                seconds = Math.min(MOST_STEP_SECONDS, context.step.forStep(STEP));
            }
        } catch (InterruptedException e) {
            synchronized (this) {
                runs = false;
            }
            rest();
        }
    }

    /// @return false when the movement is over
    private boolean step(double seconds) {
        @Nullable
        Pose pose;
        synchronized (this) {
            pose = closed ? null : advanced(seconds);
            runs = pose != null;
        }
        if (pose == null) {
            letGo();
            return false;
        }
        try {
            hardware.move(pose);
            told("");
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        }
        context.changed.accept(orientation());
        return goesOn(seconds);
    }

    private Pose advanced(double seconds) {
        axes.values().forEach(axis -> axis.advance(seconds));
        return now();
    }

    private boolean goesOn(double seconds) {
        synchronized (this) {
            if (axes.values().stream().anyMatch(AxisMotion::isMoving)) {
                return true;
            }
            if (!touringTo.isEmpty()) {
                stayedSeconds += seconds;
                if (stayedSeconds >= stay.toMillis() / 1000.0) {
                    nextOfTour();
                }
                return true;
            }
        }
        rest();
        boolean isEnded;
        boolean again;
        synchronized (this) {
            isEnded = closed;
            again = !isEnded && axes.values().stream().anyMatch(AxisMotion::isMoving); // a request may have come meanwhile
            runs = again;
        }
        if (isEnded) {
            letGo();
        }
        return again;
    }

    private void rest() {
        try {
            hardware.rest();
        } catch (IOException e) {
            told(String.valueOf(e.getMessage()));
        }
    }

    private synchronized void told(String words) {
        problem = words;
    }

    private synchronized void failed(String words) {
        problem = words;
        touringTo = "";
        axes.values().forEach(AxisMotion::halt);
    }

    /// Ends the movement; the hardware is let go of, by the movement's thread where there is one.
    @Override
    public void close() {
        boolean isIdle;
        synchronized (this) {
            isIdle = !runs && !closed;
            closed = true;
        }
        if (isIdle) {
            letGo();
        }
    }

    private void letGo() {
        rest();
        hardware.close();
    }
}
