package dev.oriel.orient;

import dev.oriel.observe.Bulkhead;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves one camera. A newer request takes the place of what is left of an older one; hardware that fails ends the movement, says why, and is
/// tried again by the next request. Light that is asked for while the hardware is busy waits, the newest alone.
///
/// Threads: any. The hardware is told by one thread of `waiting`, which comes with a movement and goes with it; listeners are called there,
/// and without a lock.
public final class Mover implements Orientable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Mover.class);
    private static final Bulkhead BULKHEAD = new Bulkhead(LOG, "a movement of a camera");
    private static final long END_WITHIN_MILLIS = 1_000;
    /// A machine that stood still does not make up for it in one jerk.
    private static final double MOST_STEP_SECONDS = 0.1;
    /// While it moves.
    private static final double TOLD_APART_SECONDS = 0.035;

    /// The movement of a camera.
    ///
    /// @param speeds units of each axis a second, for all axes that there are
    /// @param stay   of a tour at each preset
    record Movement(PoseLimits limits, Pose home, Map<Axis, Double> speeds, Duration stay, double fieldOfView) {}

    /// The surroundings that it works in.
    ///
    /// @param step    waits between two steps
    /// @param waiting runs movements
    /// @param keep    remembers the presets; throws [java.io.UncheckedIOException] with words for a user
    record MoverContext(StepWait step, Executor waiting, Consumer<Map<String, Pose>> keep) {}

    /// Waits for a step's time.
    interface StepWait {
        /// Another movement begins: the time since the one before is none of its.
        default void begin() {
        }

        /// @return the seconds that have passed since the step before
        double forStep(Duration time) throws InterruptedException;
    }

    private final PanTilt hardware;
    private final Movement movement;
    private final PoseLimits limits;
    private final Pose home;
    private final MoverContext context;
    private final List<Consumer<OrientState>> listeners = new CopyOnWriteArrayList<>();
    /// Held while presets are kept, which waits for a disk.
    private final Object keeping = new Object();
    private final PoseMotion motion;
    private final PresetTour tour;
    private List<PixelColour> light;
    private boolean lights;
    private double stillSeconds;
    private double untoldSeconds;
    private String problem = "";
    private boolean runs;
    private boolean turning;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean closed;
    /// Of the movement's thread.
    private @Nullable OrientState lastTold;

    /// @param presets that were kept before
    Mover(PanTilt hardware, Movement movement, Map<String, Pose> presets, MoverContext context) {
        this.hardware = hardware;
        this.movement = movement;
        this.limits = movement.limits;
        this.home = limits.nearest(movement.home);
        this.context = context;
        motion = new PoseMotion(home, limits, movement.speeds);
        tour = new PresetTour(presets, movement.stay);
        light = Collections.nCopies(hardware.pixels(), PixelColour.OFF);
    }

    @Override
    public OrientState request(OrientRequest request) {
        OrientState state;
        synchronized (this) {
            switch (request) {
                case OrientRequest.To to -> go(limits.to(motion.target(), to.values()));
                case OrientRequest.By by -> go(limits.by(motion.target(), by.distances()));
                case OrientRequest.Home() -> go(home);
                case OrientRequest.ToPreset(var name) -> go(limits.nearest(tour.preset(name))); // the limits may have been others when it was kept
                case OrientRequest.Stop() -> stop();
                case OrientRequest.Tour(boolean on) -> tour(on);
            }
            begin();
            state = orientation();
        }
        tell(state);
        return state;
    }

    @Override
    public void light(LightRequest request) {
        OrientState state;
        synchronized (this) {
            light = List.copyOf(request.over(light));
            lights = true;
            begin();
            state = orientation();
        }
        tell(state);
    }

    @Override
    public Runnable onChange(Consumer<OrientState> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void tell(OrientState state) {
        assert !Thread.holdsLock(this);
        listeners.forEach(listener -> BULKHEAD.run(() -> listener.accept(state)));
    }

    private void go(Pose pose) {
        tour.end();
        aim(pose);
    }

    /// The hardware is told also where it should stand there already: somebody may have turned it by hand, or it has just been switched on.
    private void aim(Pose pose) {
        turning = true;
        motion.target(pose);
    }

    private void stop() {
        tour.end();
        motion.stop();
    }

    private void tour(boolean on) {
        if (!on) {
            stop();
        } else {
            aim(limits.nearest(tour.begin()));
        }
    }

    @Override
    public void keep(String name) {
        OrientRequest.preset(name);
        change(all -> {
            if (all.size() >= OrientRequest.MOST_PRESETS && !all.containsKey(name)) {
                throw new IllegalArgumentException("there are " + OrientRequest.MOST_PRESETS + " presets already");
            }
            all.put(name, motion.target());
            return true;
        });
    }

    @Override
    public boolean forget(String name) {
        return change(all -> all.remove(name) != null);
    }

    private boolean change(Predicate<Map<String, Pose>> change) {
        OrientState state;
        synchronized (keeping) {
            Map<String, Pose> next;
            synchronized (this) {
                next = tour.presets();
                if (!change.test(next)) {
                    return false;
                }
            }
            context.keep.accept(next);
            synchronized (this) {
                if (!tour.replace(next)) {
                    stop();
                }
                state = orientation();
            }
        }
        tell(state);
        return true;
    }

    @Override
    public synchronized OrientState orientation() {
        return new OrientState(motion.now(), motion.target(), motion.isMoving(), limits, tour.names(), tour.isOn(), problem,
                light,
                movement.fieldOfView);
    }

    private void begin() {
        stillSeconds = 0;
        if (!runs && !closed) {
            boolean begun = false;
            runs = true;
            try {
                context.waiting.execute(BULKHEAD.around(this::run));
                begun = true;
            } finally {
                runs = begun;
            }
        }
    }

    private void run() {
        try {
            double seconds = 0;
            context.step.begin();
            while (step(seconds)) {
                seconds = Math.min(MOST_STEP_SECONDS, context.step.forStep(hardware.step()));
            }
        } catch (InterruptedException e) {
            boolean isEnded;
            synchronized (this) {
                runs = false;
                isEnded = closed;
            }
            if (isEnded) {
                letGo();
            } else {
                rest();
            }
        }
    }

    /// @return false when the movement is over
    private boolean step(double seconds) {
        @Nullable
        Pose pose;
        @Nullable
        List<PixelColour> pixels;
        synchronized (this) {
            pose = closed ? null : motion.advance(seconds);
            pixels = lights ? light : null;
            lights = false;
            runs = pose != null;
        }
        if (pose == null) {
            letGo();
            return false;
        }
        try {
            boolean turns = turns();
            if (pixels != null) {
                hardware.light(pixels);
            }
            if (turns) {
                hardware.move(pose);
            }
            if (turns || pixels != null) {
                told("");
            }
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            BULKHEAD.failed(e);
            failed("its driver failed in a way that it should not; the log says more");
        }
        return goesOn(seconds);
    }

    private synchronized boolean turns() {
        return turning;
    }

    /// Tells that something changed, not more often than anybody can see.
    private void tellOf(double seconds) {
        OrientState state;
        synchronized (this) {
            untoldSeconds += seconds;
            if (untoldSeconds < TOLD_APART_SECONDS && motion.isMoving()) {
                return;
            }
            untoldSeconds = 0;
            state = orientation();
        }
        if (!state.equals(lastTold)) {
            lastTold = state;
            tell(state);
        }
    }

    private boolean goesOn(double seconds) {
        tellOf(seconds);
        synchronized (this) {
            if (motion.isMoving() || lights) {
                stillSeconds = 0;
                return true;
            }
            stillSeconds += seconds;
            if (turning && problem.isEmpty() && stillSeconds < seconds(hardware.hold())) {
                return true;
            }
        }
        if (hasTurned()) {
            rest();
            tellOf(TOLD_APART_SECONDS);
        }
        boolean isEnded;
        boolean again;
        synchronized (this) {
            stay(seconds);
            isEnded = closed;
            again = !isEnded && (motion.isMoving() || lights || turning || tour.isOn()); // a request may have come meanwhile
            runs = again;
        }
        if (isEnded) {
            letGo();
        }
        return again;
    }

    /// True once for each time that the hardware was told to go somewhere.
    private synchronized boolean hasTurned() {
        boolean has = turning;
        turning = false;
        return has;
    }

    /// Waits at a preset of a tour, with the hardware at rest.
    private void stay(double seconds) {
        if (tour.isOn() && !motion.isMoving()) {
            var next = tour.stayed(seconds);
            if (next != null) {
                aim(limits.nearest(next));
            }
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private void rest() {
        try {
            hardware.rest();
        } catch (IOException e) {
            told(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            BULKHEAD.failed(e);
            told("its driver failed in a way that it should not; the log says more");
        }
    }

    private synchronized void told(String words) {
        problem = words;
    }

    private synchronized void failed(String words) {
        problem = words;
        tour.end();
        motion.halt();
    }

    /// Stands there from now on, as far as that is known. Before the first request.
    synchronized void standsAt(Pose pose) {
        motion.standsAt(limits.nearest(pose));
    }

    /// Ends the movement, and waits until the hardware is let go of, by the movement's thread where there is one: a second at most.
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
        try {
            if (!ended.await(END_WITHIN_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("hardware that turns a camera does not end its movement");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void letGo() {
        rest();
        hardware.close();
        ended.countDown();
    }
}
