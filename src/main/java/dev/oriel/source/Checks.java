package dev.oriel.source;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/// When a camera that nobody watches is looked at next.
///
/// Threads: the timer's.
final class Checks {
    private static final long FIRST_WITHIN_MILLIS = 3000;

    private final Supplier<Duration> every;
    private final Runnable look;
    private final GuardedTimer.Alarm alarm;
    private boolean any;

    /// @param every as it stands; zero for never
    Checks(GuardedTimer timer, Supplier<Duration> every, Runnable look) {
        this.alarm = timer.alarm();
        this.every = every;
        this.look = look;
    }

    boolean areOn() {
        return !every.get().isZero();
    }

    /// Plans the next one from now, the first one soon. Cameras of one process are not all looked at together.
    void plan() {
        alarm.cancel();
        if (areOn()) {
            long millis = any ? every.get().toMillis() : Math.min(every.get().toMillis(), FIRST_WITHIN_MILLIS);
            alarm.after(ThreadLocalRandom.current().nextLong(millis * 3 / 4, millis + 1), this::begin);
        }
    }

    private void begin() {
        any = true;
        look.run();
    }

    /// Somebody wants pictures, from which is seen how the camera is.
    void superseded() {
        any = true;
        cancel();
    }

    void cancel() {
        alarm.cancel();
    }
}
