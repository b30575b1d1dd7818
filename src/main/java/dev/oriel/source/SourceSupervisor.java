package dev.oriel.source;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Given;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.PictureLimits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
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
/// | idle | nobody wants pictures, no run, or one that only checks | demand, a check that fails |
/// | starting | a run has begun, no picture yet | first picture, failure, end of demand |
/// | live | pictures come | failure, silence, end of linger |
/// | lost | wanted, or checked: the last run failed; another is planned or under way | first picture, demand or its end |
/// | off | switched off in the settings | the settings |
///
/// Where the source says that there is nothing to run, its own words take the place of idle, starting and lost. A camera that is
/// checked while nobody watches stays lost until a check succeeds or a viewer comes; a check publishes nothing.
///
/// A run that does not end when told to keeps its thread, and no second one begins beside it: a driver that hangs costs one
/// thread, not one for each attempt. Another source begins when the run of the one before has ended, or three seconds later.
///
/// Threads: all decisions are made on the timer's single thread; each run has a platform thread of its own, because native calls
/// block it. Public methods may be called by any thread; only [#close] waits.
public final class SourceSupervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceSupervisor.class);
    private static final long WATCH_EVERY_MILLIS = 250;
    /// A source that gives a picture and fails again has not recovered.
    private static final Duration STEADY_AFTER = Duration.ofSeconds(5);
    private static final Duration END_WITHIN = Duration.ofSeconds(3);

    /// What is supervised, and how.
    ///
    /// @param settings as they stand; what a run asks its device for is read when it begins
    /// @param scales   see [CameraPipeline]
    /// @param times    as they stand
    /// @param limits   what a picture may cost
    /// @param look     the part of each picture that is shown
    /// @param video    takes the packets of a video as they come, the same in all plans of a supervisor; null for none
    public record Plan(Source source, Track track, Supplier<CameraSettings> settings, boolean scales, Supplier<Times> times,
            PictureLimits limits, Supplier<Look> look, @Nullable SourceVideo video) {
        /// Whole pictures, and nothing but pictures.
        public Plan(Source source, Track track, Supplier<CameraSettings> settings, boolean scales, Supplier<Times> times,
                PictureLimits limits) {
            this(source, track, settings, scales, times, limits, Look.ALWAYS_WHOLE, null);
        }
    }

    /// @param linger  how long the source runs on unwatched
    /// @param silence how long it may give no picture
    /// @param check   how often it is looked whether it gives one while nobody watches; zero for never
    public record Times(Duration linger, Duration silence, Duration check) {
        /// Without checks.
        public Times(Duration linger, Duration silence) {
            this(linger, silence, Duration.ZERO);
        }
    }

    private final Track track;
    private final @Nullable SourceVideo video;
    private final GuardedTimer timer;
    private final FrameCounts counts;
    private final Setbacks setbacks;
    private final Checks checks;
    private final GuardedTimer.Alarm watching;
    private final GuardedTimer.Alarm steady;
    private final GuardedTimer.Alarm lingering;
    private final GuardedTimer.Alarm retrying;
    private Plan plan;
    /// How often it was asked to look again, by any thread.
    private final AtomicLong requests = new AtomicLong();
    /// How often that had been when the run began.
    private long runRequest;
    private volatile @Nullable SourceRun run;
    private boolean enabled;
    private volatile boolean closed;
    private volatile @Nullable TriedSettings tried;

    /// @param timer   one thread, shared by all supervisors
    /// @param enabled false for a camera that is switched off
    public SourceSupervisor(Plan plan, ScheduledExecutorService timer, FrameCounts counts, boolean enabled) {
        this.plan = plan;
        this.track = plan.track;
        video = plan.video;
        this.timer = new GuardedTimer(timer, track.name(), this::recover);
        this.counts = counts;
        this.enabled = enabled;
        setbacks = new Setbacks(track.name());
        watching = this.timer.alarm();
        steady = this.timer.alarm();
        lingering = this.timer.alarm();
        retrying = this.timer.alarm();
        checks = new Checks(this.timer, () -> this.plan.times.get().check, this::check);
    }

    /// Begins to follow the demand.
    public void start() {
        track.state(resting());
        onDemandChanged(() -> timer.execute(this::demandChanged));
    }

    private void onDemandChanged(Runnable listener) {
        track.onDemandChanged(listener);
        if (video != null) {
            video.onDemandChanged(listener);
        }
    }

    /// True while somebody wants pictures, or the video that they are made of.
    private boolean isWanted() {
        return track.wanted() || (video != null && video.wanted());
    }

    /// Names whom to tell what settings pictures were made with, and which ones a run may have failed for.
    public void tells(TriedSettings settings) {
        tried = settings;
    }

    /// What the source says it gives, frames per second; 0 where unknown.
    public double sourceFps() {
        var one = run;
        return one == null ? 0 : one.fps();
    }

    /// What the source turned out to give; null where there are no pictures now.
    public @Nullable Given given() {
        var one = run;
        return one == null ? null : one.given();
    }

    /// Ends the run, if there is one, and begins another with the settings as they are now; viewers stay.
    public void restart() {
        timer.execute(() -> {
            if (run != null) {
                run.restart();
            }
        });
    }

    /// The settings' filter is another one: once this returns nobody is given a picture that was made with the one before, and a camera
    /// that failed for its filter is tried again.
    public void filterChanged() {
        var one = run;
        if (one == null) {
            reconsider();
        } else {
            one.filterChanged();
        }
    }

    /// Has the run that there is publish nothing more, at once; what follows it is told by [#replace].
    void breakOff() {
        var one = run;
        if (one != null) {
            one.breakOff();
        }
    }

    /// Goes on with another plan for the same track, or switches off. Viewers stay; the newest frame is forgotten.
    ///
    /// @param nextEnabled false for a camera that is switched off
    public void replace(Plan next, boolean nextEnabled) {
        timer.execute(() -> {
            if (closed) {
                return;
            }
            plan = next;
            enabled = nextEnabled;
            setbacks.forget();
            cancelTimers();
            var old = run;
            if (old != null) {
                old.restart();
                timer.after(END_WITHIN.toMillis(), () -> leaveBehind(old));
            }
            track.forget();
            settle();
        });
    }

    /// Looks again at what the source has to give: a run of what is no longer there ends and its newest frame is forgotten, and
    /// what is there now is begun at once if it is wanted.
    public void reconsider() {
        long request = requests.incrementAndGet();
        timer.execute(() -> {
            if (closed || !enabled) {
                return;
            }
            retrying.cancel();
            setbacks.beginAnew();
            setbacks.solved();
            if (run != null) {
                if (runRequest >= request) {
                    return; // a run that began since is of what is there now, and may have shown its only picture
                }
                run.restart();
                track.forget();
            }
            settle();
        });
    }

    /// Shows again what the source says of itself while it does not run, and takes over other times.
    public void refresh() {
        timer.execute(() -> {
            if (!closed && enabled && run == null && !retrying.isSet()) {
                rest();
            }
        });
    }

    /// Ends everything; waits for the run's thread, but not forever.
    @Override
    public void close() {
        onDemandChanged(() -> {});
        closed = true;
        var running = run;
        if (running != null) {
            running.breakOff(); // a timer that is held up, and ends before it gets here, must not keep it alive
        }
        var last = new CompletableFuture<@Nullable SourceRun>();
        timer.execute(() -> last.complete(endForGood()));
        try {
            var ending = last.get(END_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            if (ending != null && !ending.join(END_WITHIN)) {
                LOG.warn("{}: the source does not end; its thread is left behind", track.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{}: did not stop in order: {}", track.name(), e.toString());
        }
        track.forget(); // the timer may be shut down before the run's end gets there
    }

    // --- on the timer's thread from here on

    private @Nullable SourceRun endForGood() {
        cancelTimers();
        if (run != null) {
            run.end(null);
        }
        return run;
    }

    private void recover() {
        if (run == null && !retrying.isSet()) {
            demandChanged();
        }
    }

    private void demandChanged() {
        if (closed || !enabled) {
            return;
        }
        if (isWanted()) {
            wanted();
        } else if (run == null) {
            cancelTimers();
            setbacks.beginAnew();
            rest();
        } else if (!lingering.isSet() && !run.checks()) {
            lingering.after(plan.times.get().linger.toMillis(), this::lingered);
        }
    }

    private void wanted() {
        lingering.cancel();
        checks.superseded();
        if (run != null && run.checks()) {
            run.goOn();
            track.state(TrackState.STARTING);
        } else if (run == null && !retrying.isSet()) {
            setbacks.solved(); // what a check found may be true no longer
            settle();
        }
    }

    private void lingered() {
        if (!isWanted() && run != null) {
            run.end(null);
        }
    }

    private void leaveBehind(SourceRun old) {
        if (run == old && !closed) {
            LOG.warn("{}: the source before does not end; its thread is left behind", track.name());
            over();
            settle();
        }
    }

    /// Shows what is to be expected, and begins where nothing is in the way.
    private void settle() {
        boolean begins = enabled && isWanted() && plan.source.absence() == null;
        track.state(begins ? TrackState.STARTING : resting());
        if (run != null) {
            return;
        }
        if (begins) {
            begin(false);
        } else if (enabled) {
            checks.plan();
        }
    }

    private TrackState resting() {
        if (!enabled) {
            return TrackState.OFF;
        }
        var absence = plan.source.absence();
        if (absence != null) {
            return absence;
        }
        var problem = setbacks.problem();
        return problem != null && checks.areOn() ? TrackState.lost(problem) : plan.source.rest();
    }

    /// Nobody wants pictures.
    private void rest() {
        track.state(resting());
        if (enabled) {
            checks.plan();
        }
    }

    private void check() {
        if (closed || !enabled || run != null || retrying.isSet() || isWanted()) {
            return;
        }
        if (plan.source.absence() == null && checks.areOn()) {
            begin(true);
        } else {
            rest();
        }
    }

    private void begin(boolean checks) {
        if (plan.source.absence() != null) {
            track.state(resting());
            return;
        }
        if (!checks && track.state().phase() != TrackState.Phase.LOST) {
            track.state(TrackState.STARTING);
        }
        var next = new SourceRun(plan, counts, timer, new SourceRun.Listener(this::live, this::ended), checks);
        run = next;
        runRequest = requests.get();
        if (!checks && setbacks.isStalled()) {
            next.withholdFirst();
        }
        watching.every(WATCH_EVERY_MILLIS, () -> watch(next));
        try {
            next.start();
            if (closed) {
                next.end(null); // whoever closes may have looked before it was there
            }
        } catch (Throwable e) { // no memory for a thread: nobody else can tell that it has ended
            ended(next, e);
        }
    }

    private void over() {
        watching.cancel();
        steady.cancel();
        run = null;
    }

    private void ended(SourceRun ended, @Nullable Throwable failure) {
        if (run != ended) {
            return; // left behind
        }
        over();
        track.forget();
        if (closed) {
            return;
        }
        var cause = ended.cause(failure);
        boolean again = ended.restarts() || ended.failsSettings(tried, failure);
        if (!enabled || !isWanted()) {
            unwatched(ended, failure, again);
        } else if (again || (ended.isTold() && cause == null)) {
            begin(false);
        } else if (plan.source.absence() != null) {
            track.state(resting());
        } else {
            lost(cause == null ? "the pictures ended" : cause, failure);
        }
    }

    private void unwatched(SourceRun ended, @Nullable Throwable failure, boolean again) {
        lingering.cancel();
        setbacks.beginAnew();
        if (enabled && again && ended.checks()) {
            begin(true);
            return;
        }
        var cause = ended.cause(failure);
        if (checks.areOn() && (cause != null || !ended.isTold())) {
            setbacks.lost(cause == null ? "the pictures ended" : cause, failure);
        }
        rest();
    }

    private void lost(String cause, @Nullable Throwable failure) {
        setbacks.lost(cause, failure);
        track.state(TrackState.lost(cause));
        retrying.after(setbacks.retryMillis(plan.source.retry()), () -> {
            if (isWanted() && run == null && !closed && enabled) {
                begin(false);
            }
        });
    }

    private void live(SourceRun one) {
        if (one != run || one.isTold()) { // it may have been told since its first picture
            return;
        }
        setbacks.live();
        var settings = tried;
        one.showsSettings(settings);
        if (one.checks()) {
            setbacks.over();
            one.end(null);
            return;
        }
        track.state(new TrackState(TrackState.Phase.LIVE, settings == null ? null : settings.notice()));
        steady.after(STEADY_AFTER.toMillis(), setbacks::over);
    }

    private void watch(SourceRun one) {
        if (one != run || one.isTold()) {
            return;
        }
        boolean silent = one.isSilent(WATCH_EVERY_MILLIS);
        var before = setbacks.damaged();
        if (!silent && (before == null || !one.isDamagedOnly())) {
            return;
        }
        var why = silent || before == null ? one.silence() : before;
        if (!one.checks()) {
            setbacks.lost(why, null);
            if (one.isDamagedOnly()) {
                setbacks.cameDamaged();
            } else if (one.gaveOnce()) {
                setbacks.stalled();
            }
            track.forget();
            track.state(TrackState.lost(why));
        }
        one.end(why);
    }

    private void cancelTimers() {
        lingering.cancel();
        retrying.cancel();
        checks.cancel();
    }
}
