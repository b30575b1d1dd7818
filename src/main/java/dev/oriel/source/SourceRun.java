package dev.oriel.source;

import dev.oriel.ffmpeg.Libraries;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Given;
import dev.oriel.observe.Secrets;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One run of a camera's source, from its thread's start to its end.
///
/// Threads: the supervisor's timer, but for what the run's own thread does: everything else it tells there.
final class SourceRun implements CameraPipeline.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(SourceSupervisor.class);
    /// A check waits at least so long, also for a source that is quickly called silent.
    private static final long CHECK_AT_LEAST_MILLIS = 10_000;
    /// So many damaged pictures, and no sound one, tell that a camera has not recovered.
    private static final long DAMAGED_PICTURES = 8;
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /// Who is told, on the timer.
    ///
    /// @param live  the first picture is there
    /// @param ended the thread is about to end, and what ended it, or null
    record Listener(Consumer<SourceRun> live, BiConsumer<SourceRun, @Nullable Throwable> ended) {}

    private final SourceSupervisor.Plan plan;
    private final Executor timer;
    private final Listener listener;
    private final FrameCounts counts;
    private final long unusableBefore;
    private final CameraPipeline pipeline;
    private final Thread thread;
    private volatile double fps;
    private boolean checks;
    private boolean told;
    private boolean restarts;
    private @Nullable String cause;
    private @Nullable String words;
    private long signsBefore;
    private long loadedBeforeNanos = Libraries.settledAtNanos();
    private long silentMillis;

    /// @param timer  runs what the listener is told
    /// @param checks true for a run that only looks whether there is a picture
    SourceRun(SourceSupervisor.Plan plan, FrameCounts counts, Executor timer, Listener listener, boolean checks) {
        this.plan = plan;
        this.counts = counts;
        this.timer = timer;
        this.listener = listener;
        this.checks = checks;
        unusableBefore = unusable();
        pipeline = new CameraPipeline(plan.track(),
                new CameraPipeline.Form(plan.settings(), plan.scales(), plan.limits(), plan.look(),
                        plan.video()),
                this, counts);
        if (checks) {
            pipeline.publishes(false);
        }
        thread = Thread.ofPlatform().name("oriel-source-" + plan.track().name()).daemon().unstarted(this::run);
    }

    /// Shows the first picture only when another sign of life follows it. Before [#start].
    void withholdFirst() {
        pipeline.withholdFirst();
    }

    void start() {
        plan.track().onContentDue(pipeline::contentDue);
        thread.start();
    }

    private void run() {
        Throwable failure = null;
        try (pipeline) {
            plan.source().run(pipeline);
        } catch (InterruptedException e) {
            // told to end
        } catch (Throwable e) { // also an Error: whatever happens here must not leave a camera that nobody starts again
            failure = e;
        }
        var outcome = failure;
        tell(() -> listener.ended.accept(this, outcome));
    }

    /// Nobody else can tell that this run is over, so it has to be told even where memory is short for a while.
    private void tell(Runnable news) {
        while (true) {
            try {
                timer.execute(news);
                return;
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(AGAIN_NANOS);
            }
        }
    }

    @Override
    public void opened(String outcome, double fps) {
        this.fps = fps;
        LOG.info("{}: {}", plan.track().name(), outcome);
    }

    @Override
    public void live() {
        timer.execute(() -> listener.live.accept(this));
    }

    /// What the source says it gives, frames per second; 0 where it has said nothing. Any thread.
    double fps() {
        return fps;
    }

    /// What the source turned out to give; null where there is no picture yet. Any thread.
    @Nullable
    Given given() {
        var size = pipeline.given();
        return size == null ? null : new Given(size, fps > 0 ? fps : null);
    }

    /// The settings' filter is another one. Any thread.
    void filterChanged() {
        pipeline.filterChanged();
    }

    /// Asks the source to end, at once. Any thread.
    void breakOff() {
        pipeline.stop();
        thread.interrupt();
    }

    // --- on the timer's thread from here on

    /// Tells it to end.
    ///
    /// @param why the cause that viewers see, or null when nothing is wrong
    void end(@Nullable String why) {
        if (cause == null) {
            cause = why;
        }
        told = true;
        breakOff();
    }

    /// Tells it to end, for another to begin.
    void restart() {
        restarts = true;
        end(null);
    }

    /// True when another is to begin as soon as this one has ended.
    boolean restarts() {
        return restarts;
    }

    boolean isTold() {
        return told;
    }

    /// True while it only looks whether there is a picture.
    boolean checks() {
        return checks;
    }

    /// Somebody wants the pictures of what was a check.
    void goOn() {
        checks = false;
        pipeline.publishes(true);
    }

    /// Waits for the thread's end.
    boolean join(Duration most) throws InterruptedException {
        return thread.join(most);
    }

    /// Why it has ended, for viewers; null when it was told to and nothing is wrong.
    @Nullable
    String cause(@Nullable Throwable failure) {
        if (cause != null || told || failure == null) {
            return cause;
        }
        var known = words;
        if (known == null) { // asked for several times, and a failure is looked through for passwords
            known = words(failure);
            words = known;
        }
        return known;
    }

    private static String words(Throwable failure) {
        var within = failure instanceof UncheckedIOException ? failure.getCause() : null;
        var reason = within == null ? failure : within;
        var message = reason.getMessage();
        return Secrets.mask(message == null ? reason.getClass().getSimpleName() : message);
    }

    /// Counts the time in which nothing is published; a machine that sleeps or is busy elsewhere makes no source silent.
    ///
    /// @param passedMillis since the last call
    /// @return true when it is longer than the settings allow
    boolean isSilent(long passedMillis) {
        long signs = pipeline.signs();
        long loadedAtNanos = Libraries.settledAtNanos();
        boolean canGive = loadedAtNanos - loadedBeforeNanos <= 0; // else it waited for codecs
        silentMillis = signs == signsBefore && canGive ? silentMillis + passedMillis : 0;
        signsBefore = signs;
        loadedBeforeNanos = loadedAtNanos;
        return silentMillis > longestSilenceMillis();
    }

    /// True when pictures have come and all of them were damaged.
    boolean isDamagedOnly() {
        return pipeline.signs() == 0 && unusable() - unusableBefore >= DAMAGED_PICTURES;
    }

    /// True when it has given one sign of life, and no other.
    boolean gaveOnce() {
        return pipeline.signs() == 1;
    }

    /// A camera that is asked for one picture in ten seconds is not silent for ten.
    private long longestSilenceMillis() {
        var fps = plan.settings().get().fps();
        long silence = Math.max(plan.times().get().silence().toMillis(), fps == null ? 0 : (long) (3e3 / fps));
        return checks ? Math.max(silence, CHECK_AT_LEAST_MILLIS) : silence;
    }

    /// True when FFmpeg's libraries were being loaded at that time, so that no source could give anything. Any thread.
    ///
    /// @param nanos [System#nanoTime]
    boolean isWaitingForLibraries(long nanos) {
        return Libraries.settledAtNanos() - nanos > 0;
    }

    /// Tells the settings what pictures were made with, if there are any.
    void showsSettings(@Nullable TriedSettings settings) {
        var shown = pipeline.shownWith();
        if (settings != null && shown != null) {
            settings.shown(shown);
        }
    }

    /// Tells the settings how the run has ended.
    ///
    /// @return true when others stand now than those that it failed with
    boolean failsSettings(@Nullable TriedSettings settings, @Nullable Throwable failure) {
        showsSettings(settings);
        var why = cause(failure);
        boolean asksDevice = !plan.scales();
        boolean blamed = asksDevice
                ? pipeline.shownWith() == null && !(failure instanceof LostException lost && lost.isWhateverSettings())
                : failure instanceof ShapingException || failure instanceof Error;
        return settings != null && why != null && blamed
                && settings.failed(asksDevice ? pipeline.settings() : settings.now(), why);
    }

    /// Why it is given up when it is silent.
    String silence() {
        var awaited = pipeline.awaited();
        long unusable = unusable() - unusableBefore;
        return awaited.isEmpty()
                ? "no picture for " + plan.times().get().silence().toSeconds() + " s"
                        + (unusable > 0 ? ": " + unusable + " came damaged" : "")
                : Secrets.mask(awaited);
    }

    private long unusable() {
        return counts.damaged() + counts.invalid();
    }
}
