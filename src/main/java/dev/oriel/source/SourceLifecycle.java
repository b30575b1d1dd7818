package dev.oriel.source;

import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import dev.oriel.source.SourceSupervisor.Plan;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of one camera's source: decides when a run begins and ends, and which of the states of a [SourceSupervisor] viewers are told.
///
/// Threads: the timer's single one, unless said otherwise; each run has a platform thread of its own, because native calls block it.
final class SourceLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SourceSupervisor.class);
    private static final long WATCH_EVERY_MILLIS = 250;
    /// A source that gives a picture and fails again has not recovered.
    private static final Duration STEADY_AFTER = Duration.ofSeconds(5);
    /// The time within which a run has to end.
    static final Duration END_WITHIN = Duration.ofSeconds(3);

    private final Track track;
    private final SourceDemand demand;
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
    SourceLifecycle(Plan plan, ScheduledExecutorService timer, FrameCounts counts, boolean enabled) {
        this.plan = plan;
        this.track = plan.track();
        demand = new SourceDemand(track, plan.video());
        this.timer = new GuardedTimer(timer, track.name(), this::recover);
        this.counts = counts;
        this.enabled = enabled;
        setbacks = new Setbacks(track.name());
        watching = this.timer.alarm();
        steady = this.timer.alarm();
        lingering = this.timer.alarm();
        retrying = this.timer.alarm();
        checks = new Checks(this.timer, () -> this.plan.times().get().check(), this::check);
    }

    // --- any thread

    /// The timer that every step is handed to.
    GuardedTimer timer() {
        return timer;
    }

    /// The run that there is, or null.
    @Nullable
    SourceRun run() {
        return run;
    }

    /// Begins to follow the demand.
    void start() {
        track.state(resting());
        demand.onChanged(() -> timer.execute(this::demandChanged));
    }

    /// Names whom to tell what settings pictures were made with.
    void tells(TriedSettings settings) {
        tried = settings;
    }

    /// The number of one more request to look again at what the source has to give.
    long request() {
        return requests.incrementAndGet();
    }

    /// Begins no other run from now on, and has the one that there is publish nothing more.
    void breakOffForGood() {
        demand.onChanged(() -> {});
        closed = true;
        var running = run;
        if (running != null) {
            running.breakOff(); // a timer that is held up, and ends before it gets here, must not keep it alive
        }
    }

    // --- on the timer's thread from here on

    /// Ends the run, if there is one, for another to begin.
    void restart() {
        if (run != null) {
            run.restart();
        }
    }

    /// Goes on with another plan.
    void replace(Plan next, boolean nextEnabled) {
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
    }

    /// Looks again at what the source has to give.
    ///
    /// @param request that this is asked for with
    void reconsider(long request) {
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
    }

    /// Shows again what the source says of itself while it does not run.
    void refresh() {
        if (!closed && enabled && run == null && !retrying.isSet()) {
            rest();
        }
    }

    /// Ends the run.
    ///
    /// @return the run that is ending, or null
    @Nullable
    SourceRun endForGood() {
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
        if (demand.isThere()) {
            wanted();
        } else if (run == null) {
            cancelTimers();
            setbacks.beginAnew();
            rest();
        } else if (!lingering.isSet() && !run.checks()) {
            lingering.after(plan.times().get().linger().toMillis(), this::lingered);
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
        if (!demand.isThere() && run != null) {
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
        boolean begins = enabled && demand.isThere() && plan.source().absence() == null;
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
        var absence = plan.source().absence();
        if (absence != null) {
            return absence;
        }
        var problem = setbacks.problem();
        return problem != null && checks.areOn() ? TrackState.lost(problem) : plan.source().rest();
    }

    /// Nobody wants pictures.
    private void rest() {
        track.state(resting());
        if (enabled) {
            checks.plan();
        }
    }

    private void check() {
        if (closed || !enabled || run != null || retrying.isSet() || demand.isThere()) {
            return;
        }
        if (plan.source().absence() == null && checks.areOn()) {
            begin(true);
        } else {
            rest();
        }
    }

    private void begin(boolean checks) {
        if (plan.source().absence() != null) {
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
        if (!enabled || !demand.isThere()) {
            unwatched(ended, failure, again);
        } else if (again || (ended.isTold() && cause == null)) {
            begin(false);
        } else if (plan.source().absence() != null) {
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
        retrying.after(setbacks.retryMillis(plan.source().retry()), () -> {
            if (demand.isThere() && run == null && !closed && enabled) {
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
