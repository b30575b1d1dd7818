package dev.oriel.source;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.observe.Bulkhead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one camera's source running exactly as long as somebody wants its pictures, and a linger longer.
///
/// Its states:
///
/// | state | what is true | what ends it |
/// |---|---|---|
/// | idle | nobody wants pictures, no run | demand |
/// | starting | a run has begun, no picture yet | first picture, failure, end of demand |
/// | live | pictures come | failure, silence, end of linger |
/// | lost | wanted; the last run failed; another is planned or under way | first picture, end of demand |
/// | off | switched off in the settings | the settings |
///
/// Where the source says that there is nothing to run, its own words take the place of idle, starting and lost.
///
/// A run that does not end when told to keeps its thread, and no second one begins beside it: a driver that hangs costs one
/// thread, not one for each attempt. Another source begins when the run of the one before has ended, or three seconds later.
///
/// Threads: all decisions are made on the timer's single thread; each run has a platform thread of its own, because native calls
/// block it. Public methods may be called by any thread; only [#close] waits.
public final class SourceSupervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceSupervisor.class);
    private static final Bulkhead BULKHEAD = new Bulkhead(LOG, "the supervision of a source");
    private static final long FIRST_RETRY_MILLIS = 500;
    private static final long LAST_RETRY_MILLIS = 10_000;
    private static final long WATCH_EVERY_MILLIS = 250;
    /// A source that gives a picture and fails again has not recovered.
    private static final Duration STEADY_AFTER = Duration.ofSeconds(5);
    private static final Duration END_WITHIN = Duration.ofSeconds(3);

    /// What is supervised, and how.
    ///
    /// @param settings as they stand; what a run asks its device for is read when it begins
    /// @param scales   see [ShapingSink]
    /// @param times    as they stand
    public record Plan(Source source, Track track, Supplier<CameraSettings> settings, boolean scales, Supplier<Times> times) {}

    /// @param linger  how long the source runs on unwatched
    /// @param silence how long it may give no picture
    public record Times(Duration linger, Duration silence) {}

    private final Track track;
    private final ScheduledExecutorService timer;
    private final FrameCounts counts;
    private Plan plan;
    private @Nullable Run run;
    private @Nullable ScheduledFuture<?> lingering;
    private @Nullable ScheduledFuture<?> retrying;
    private int failures;
    private String lastCause = "";
    private boolean enabled;
    private boolean closed;
    private volatile double sourceFps;

    /// @param timer   one thread, shared by all supervisors
    /// @param enabled false for a camera that is switched off
    public SourceSupervisor(Plan plan, ScheduledExecutorService timer, FrameCounts counts, boolean enabled) {
        this.plan = plan;
        this.track = plan.track;
        this.timer = timer;
        this.counts = counts;
        this.enabled = enabled;
        track.state(resting());
        track.onDemandChanged(() -> later(this::demandChanged));
    }

    /// What the source says it gives, frames per second; 0 where unknown.
    public double sourceFps() {
        return sourceFps;
    }

    /// Ends the run, if there is one, and begins another with the settings as they are now; viewers stay.
    public void restart() {
        later(() -> {
            if (run != null) {
                run.restartAfter = true;
                run.end(null);
            }
        });
    }

    /// Goes on with another plan for the same track, or switches off. Viewers stay; the newest frame is forgotten.
    ///
    /// @param nextEnabled false for a camera that is switched off
    public void replace(Plan next, boolean nextEnabled) {
        later(() -> {
            if (closed) {
                return;
            }
            plan = next;
            enabled = nextEnabled;
            lastCause = "";
            failures = 0;
            cancelTimers();
            var old = run;
            if (old != null) {
                old.restartAfter = true;
                old.end(null);
                timer.schedule(BULKHEAD.around(() -> leaveBehind(old)), END_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            }
            track.forget();
            settle();
        });
    }

    /// Looks again at what the source has to give: a run of what is no longer there ends and its newest frame is forgotten, and
    /// what is there now is begun at once if it is wanted.
    public void reconsider() {
        later(() -> {
            if (closed || !enabled) {
                return;
            }
            retrying = cancelled(retrying);
            failures = 0;
            if (run != null) {
                run.restartAfter = true;
                run.end(null);
                track.forget();
            }
            settle();
        });
    }

    /// Shows again what the source says of itself while it does not run.
    public void refresh() {
        later(() -> {
            if (!closed && enabled && run == null && retrying == null) {
                track.state(resting());
            }
        });
    }

    /// Ends everything; waits for the run's thread, but not forever.
    @Override
    public void close() {
        track.onDemandChanged(() -> {});
        var last = new Run[1];
        try {
            timer.submit(() -> {
                closed = true;
                cancelTimers();
                last[0] = run;
                if (run != null) {
                    run.end(null);
                }
            }).get(END_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            if (last[0] != null && !last[0].thread.join(END_WITHIN)) {
                LOG.warn("{}: the source does not end; its thread is left behind", track.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            LOG.warn("{}: did not stop in order: {}", track.name(), e.toString());
        }
        track.forget(); // the timer may be shut down before the run's end gets there
    }

    // --- on the timer's thread from here on

    private void later(Runnable step) {
        if (!timer.isShutdown()) {
            timer.execute(BULKHEAD.around(step));
        }
    }

    private void demandChanged() {
        if (closed || !enabled) {
            return;
        }
        if (track.wanted()) {
            lingering = cancelled(lingering);
            if (run == null && retrying == null) {
                begin();
            }
            return;
        }
        if (run == null) {
            cancelTimers();
            failures = 0;
            track.state(resting());
        } else if (lingering == null) {
            lingering = timer.schedule(BULKHEAD.around(this::lingered), plan.times.get().linger.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void lingered() {
        lingering = null;
        if (!track.wanted() && run != null) {
            run.end(null);
        }
    }

    private void leaveBehind(Run old) {
        if (run == old && !closed) {
            LOG.warn("{}: the source before does not end; its thread is left behind", track.name());
            old.watch.cancel(false);
            run = null;
            settle();
        }
    }

    /// Shows what is to be expected, and begins where nothing is in the way.
    private void settle() {
        boolean begins = enabled && track.wanted() && plan.source.absence() == null;
        track.state(begins ? TrackState.STARTING : resting());
        if (begins && run == null) {
            begin();
        }
    }

    private TrackState resting() {
        if (!enabled) {
            return TrackState.OFF;
        }
        var absence = plan.source.absence();
        return absence == null ? plan.source.rest() : absence;
    }

    private void begin() {
        if (plan.source.absence() != null) {
            track.state(resting());
            return;
        }
        if (track.state().phase() != TrackState.Phase.LOST) {
            track.state(TrackState.STARTING);
        }
        var begun = new Run();
        run = begun;
        try {
            begun.thread.start();
        } catch (Throwable e) { // no thread can be had now: a loss like any other, which is tried again
            ended(begun, e);
        }
    }

    private void ended(Run ended, @Nullable Throwable failure) {
        ended.watch.cancel(false);
        cancelled(ended.steady);
        if (run != ended) {
            return; // left behind
        }
        run = null;
        sourceFps = 0;
        track.forget();
        if (closed) {
            return;
        }
        var cause = ended.cause != null ? ended.cause : failure == null ? null : words(failure);
        if (!enabled || !track.wanted()) {
            lingering = cancelled(lingering);
            failures = 0;
            track.state(resting());
        } else if (ended.restartAfter || (ended.told && cause == null)) {
            begin();
        } else if (plan.source.absence() != null) {
            track.state(resting());
        } else {
            lost(cause == null ? "the pictures ended" : cause, failure);
        }
    }

    private void lost(String cause, @Nullable Throwable failure) {
        if (!cause.equals(lastCause)) {
            LOG.warn("{}: lost: {}", track.name(), cause);
            if (failure != null && !(failure instanceof IOException)) {
                LOG.error("{}: the source failed in a way that it should not", track.name(), failure);
            }
        }
        lastCause = cause;
        track.state(TrackState.lost(cause));
        retrying = timer.schedule(BULKHEAD.around(() -> {
            retrying = null;
            if (track.wanted() && run == null && !closed && enabled) {
                begin();
            }
        }), retryMillis(), TimeUnit.MILLISECONDS);
        failures++;
    }

    private long retryMillis() {
        return switch (plan.source.retry()) {
            case EACH_SECOND -> 1000;
            case BACKOFF -> {
                long doubled = Math.min(LAST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(failures, 10));
                yield ThreadLocalRandom.current().nextLong(doubled * 3 / 4, doubled + 1);
            }
        };
    }

    private static String words(Throwable failure) {
        var message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private void live(Run current) {
        if (current == run && current.cause == null && !current.told) { // it may have been told since its first picture
            if (!lastCause.isEmpty()) {
                LOG.info("{}: live again", track.name());
            }
            track.state(TrackState.LIVE);
            current.steady = timer.schedule(() -> {
                failures = 0;
                lastCause = "";
            }, STEADY_AFTER.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void cancelTimers() {
        lingering = cancelled(lingering);
        retrying = cancelled(retrying);
    }

    private static @Nullable ScheduledFuture<?> cancelled(@Nullable ScheduledFuture<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
        return null;
    }

    /// One run of the source, from its thread's start to its end.
    private final class Run implements ShapingSink.Listener {
        final ShapingSink sink = new ShapingSink(track, plan.settings, plan.scales, this, counts);
        final Source source = plan.source;
        final Thread thread = Thread.ofPlatform().name("oriel-source-" + track.name()).daemon().unstarted(this::run);
        final ScheduledFuture<?> watch = timer.scheduleWithFixedDelay(BULKHEAD.around(this::watch), WATCH_EVERY_MILLIS,
                WATCH_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        @Nullable
        String cause;
        @Nullable
        ScheduledFuture<?> steady;
        boolean restartAfter;
        boolean told;

        private void run() {
            Throwable failure = null;
            try (sink) {
                source.run(sink);
            } catch (InterruptedException e) {
                // told to end
            } catch (Throwable e) { // also an Error: whatever happens here must not leave a camera that nobody starts again
                failure = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e;
            }
            var outcome = failure;
            later(() -> ended(this, outcome));
        }

        /// @param why the cause that viewers see, or null when it ends because it is told to
        void end(@Nullable String why) {
            if (cause == null) {
                cause = why;
            }
            told = true;
            sink.stop();
            thread.interrupt();
        }

        private void watch() {
            long silentNanos = System.nanoTime() - sink.lastPublishedNanos();
            if (!sink.stopped() && silentNanos > longestSilenceNanos()) {
                var why = "no picture for " + plan.times.get().silence.toSeconds() + " s";
                LOG.warn("{}: lost: {}", track.name(), why);
                lastCause = why;
                end(why);
                track.forget();
                track.state(TrackState.lost(why));
            }
        }

        /// A camera that is asked for one picture in ten seconds is not silent for ten.
        private long longestSilenceNanos() {
            var fps = plan.settings.get().fps();
            return Math.max(plan.times.get().silence.toNanos(), fps == null ? 0 : (long) (3e9 / fps));
        }

        @Override
        public void opened(String outcome, double fps) {
            sourceFps = fps;
            LOG.info("{}: {}", track.name(), outcome);
        }

        @Override
        public void live() {
            later(() -> SourceSupervisor.this.live(this));
        }
    }
}
