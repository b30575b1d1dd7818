package dev.oriel.source;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The shared timer as one supervisor uses it: a step that fails, also for an Error, is never the last one about its camera.
///
/// Threads: any.
///
/// @param timer   one thread
/// @param recover looks, a second after a step has failed, what is to be done
record GuardedTimer(ScheduledExecutorService timer, String camera, Runnable recover) implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedTimer.class);
    private static final long RECOVER_MILLIS = 1000;

    /// Runs a step on the timer's thread, unless that has ended.
    @Override
    public void execute(Runnable step) {
        try {
            timer.execute(guarded(step));
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: the timer has ended", camera);
        }
    }

    void after(long millis, Runnable step) {
        timer.schedule(guarded(step), millis, TimeUnit.MILLISECONDS);
    }

    /// An alarm that nothing is planned for yet.
    Alarm alarm() {
        return new Alarm();
    }

    private Runnable guarded(Runnable step) {
        return () -> {
            try {
                step.run();
            } catch (Throwable e) {
                LOG.error("{}: supervising its source failed in a way that it should not; trying again", camera, e);
                after(RECOVER_MILLIS, recover);
            }
        };
    }

    /// One thing that is planned, or is not.
    ///
    /// Threads: the timer's.
    final class Alarm {
        private @Nullable ScheduledFuture<?> planned;
        private @Nullable Runnable repeated;

        private Alarm() {
        }

        /// Plans a step, in place of what was planned.
        void after(long millis, Runnable step) {
            cancel();
            planned = timer.schedule(guarded(() -> {
                planned = null;
                step.run();
            }), millis, TimeUnit.MILLISECONDS);
        }

        /// Plans a step again and again, in place of what was planned; together with the others of that period where the timer can do so.
        void every(long millis, Runnable step) {
            cancel();
            if (timer instanceof SharedTimer shared) {
                repeated = shared.every(millis, guarded(step));
            } else {
                planned = timer.scheduleWithFixedDelay(guarded(step), millis, millis, TimeUnit.MILLISECONDS);
            }
        }

        boolean isSet() {
            return planned != null || repeated != null;
        }

        void cancel() {
            if (planned != null) {
                planned.cancel(false);
                planned = null;
            }
            if (repeated != null) {
                repeated.run();
                repeated = null;
            }
        }
    }
}
