package dev.oriel.source;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The one timer of a process, with steps that are repeated at the same moment: with schedules of their own, a hundred cameras would wake its
/// thread four hundred times a second.
///
/// Threads: one, `oriel-timer`; any may schedule.
public final class SharedTimer extends ScheduledThreadPoolExecutor {
    private final Map<Long, Ticker> tickers = new HashMap<>();

    public SharedTimer() {
        super(1, Thread.ofPlatform().name("oriel-timer").daemon().factory());
        setRemoveOnCancelPolicy(true);
    }

    /// Repeats a step together with all others of that period, the first time up to a period sooner than it would come alone. To be called,
    /// and cancelled, on the timer's thread.
    ///
    /// @param work never throws
    /// @return cancels it
    Runnable every(long millis, Runnable work) {
        return tickers.computeIfAbsent(millis, Ticker::new).join(work);
    }

    /// The steps of one period.
    private final class Ticker {
        private final long millis;
        private final Map<Integer, Runnable> steps = new LinkedHashMap<>();
        private int lastNumber;
        private @Nullable ScheduledFuture<?> ticking;

        private Ticker(long millis) {
            this.millis = millis;
        }

        Runnable join(Runnable work) {
            int number = ++lastNumber;
            steps.put(number, work);
            if (ticking == null) {
                ticking = scheduleWithFixedDelay(this::tick, millis, millis, TimeUnit.MILLISECONDS);
            }
            return () -> leave(number);
        }

        private void leave(int number) {
            steps.remove(number);
            if (steps.isEmpty() && ticking != null) {
                ticking.cancel(false);
                ticking = null;
            }
        }

        private void tick() {
            for (var number : List.copyOf(steps.keySet())) {
                var step = steps.get(number);
                if (step != null) { // else one before it has cancelled it
                    step.run();
                }
            }
        }
    }
}
