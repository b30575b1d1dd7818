package dev.oriel.orient;

import dev.oriel.time.SystemClocks;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Steps that are a step's time apart: each sleeps until that has passed since the one before, so that slow hardware does not slow the
/// movement down. The first step of a movement is made at once.
///
/// Threads: one at a time.
final class SteadySteps implements Mover.StepWait {
    private final LongSupplier nanos;
    private final Sleep sleep;
    private boolean first;
    private long lastNanos;

    /// Waits for so many nanoseconds.
    interface Sleep {
        void forNanos(long nanos) throws InterruptedException;
    }

    /// @param nanos a clock that only goes forward
    SteadySteps(LongSupplier nanos, Sleep sleep) {
        this.nanos = nanos;
        this.sleep = sleep;
    }

    /// Steps of this machine's time.
    static SteadySteps real() {
        return new SteadySteps(SystemClocks.NANOS, TimeUnit.NANOSECONDS::sleep);
    }

    @Override
    public void begin() {
        first = true;
    }

    @Override
    public double forStep(Duration time) throws InterruptedException {
        if (first) {
            first = false;
            lastNanos = nanos.getAsLong() - time.toNanos();
        }
        sleep.forNanos(Math.max(0, lastNanos + time.toNanos() - nanos.getAsLong()));
        long nowNanos = nanos.getAsLong();
        double seconds = (nowNanos - lastNanos) / 1e9;
        lastNanos = nowNanos;
        return seconds;
    }
}
