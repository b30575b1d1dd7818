package dev.oriel.source;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Given;
import dev.oriel.hub.Track;
import dev.oriel.limits.PictureLimits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
/// Threads: any; only [#close] waits. What is asked for is handed over to the timer's single thread, where the [SourceLifecycle] decides.
public final class SourceSupervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceSupervisor.class);

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
    private final SourceLifecycle life;

    /// @param timer   one thread, shared by all supervisors
    /// @param enabled false for a camera that is switched off
    public SourceSupervisor(Plan plan, ScheduledExecutorService timer, FrameCounts counts, boolean enabled) {
        track = plan.track;
        life = new SourceLifecycle(plan, timer, counts, enabled);
    }

    /// Begins to follow the demand.
    public void start() {
        life.start();
    }

    /// Names whom to tell what settings pictures were made with, and which ones a run may have failed for.
    public void tells(TriedSettings settings) {
        life.tells(settings);
    }

    /// What the source says it gives, frames per second; 0 where unknown.
    public double sourceFps() {
        var one = life.run();
        return one == null ? 0 : one.fps();
    }

    /// What the source turned out to give; null where there are no pictures now.
    public @Nullable Given given() {
        var one = life.run();
        return one == null ? null : one.given();
    }

    /// Ends the run, if there is one, and begins another with the settings as they are now; viewers stay.
    public void restart() {
        life.timer().execute(life::restart);
    }

    /// The settings' filter is another one: once this returns nobody is given a picture that was made with the one before, and a camera
    /// that failed for its filter is tried again.
    public void filterChanged() {
        var one = life.run();
        if (one == null) {
            reconsider();
        } else {
            one.filterChanged();
        }
    }

    /// Has the run that there is publish nothing more, at once; what follows it is told by [#replace].
    void breakOff() {
        var one = life.run();
        if (one != null) {
            one.breakOff();
        }
    }

    /// Goes on with another plan for the same track, or switches off. Viewers stay; the newest frame is forgotten.
    ///
    /// @param nextEnabled false for a camera that is switched off
    public void replace(Plan next, boolean nextEnabled) {
        life.timer().execute(() -> life.replace(next, nextEnabled));
    }

    /// Looks again at what the source has to give: a run of what is no longer there ends and its newest frame is forgotten, and
    /// what is there now is begun at once if it is wanted.
    public void reconsider() {
        long request = life.request();
        life.timer().execute(() -> life.reconsider(request));
    }

    /// Shows again what the source says of itself while it does not run, and takes over other times.
    public void refresh() {
        life.timer().execute(life::refresh);
    }

    /// Ends everything; waits for the run's thread, but not forever.
    @Override
    public void close() {
        life.breakOffForGood();
        var last = new CompletableFuture<@Nullable SourceRun>();
        life.timer().execute(() -> last.complete(life.endForGood()));
        try {
            var ending = last.get(SourceLifecycle.END_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            if (ending != null && !ending.join(SourceLifecycle.END_WITHIN)) {
                LOG.warn("{}: the source does not end; its thread is left behind", track.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{}: did not stop in order: {}", track.name(), e.toString());
        }
        track.forget(); // the timer may be shut down before the run's end gets there
    }
}
