package dev.oriel.source;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has gone wrong with a camera lately: says it once, and how long to wait before trying again.
///
/// Threads: the timer's.
final class Setbacks {
    private static final Logger LOG = LoggerFactory.getLogger(SourceSupervisor.class);
    private static final long FIRST_RETRY_MILLIS = 500;
    private static final long LAST_RETRY_MILLIS = 10_000;
    /// Of a source that answers, and not with pictures: that mends itself less often, and asked too often with a wrong password a camera locks
    /// the account.
    private static final long LAST_ANSWERED_MILLIS = 30_000;
    private static final long EACH_SECOND_MILLIS = 1000;

    private final String camera;
    private int failures;
    private String told = "";
    private @Nullable String problem;
    private @Nullable String damaged;
    private boolean answered;
    private boolean stalled;

    Setbacks(String camera) {
        this.camera = camera;
    }

    /// A run has failed, or is given up.
    void lost(String cause, @Nullable Throwable failure) {
        if (!cause.equals(told)) {
            damaged = null;
            LOG.warn("{}: lost: {}", camera, cause);
            if (failure != null && !(failure instanceof IOException) && !(failure instanceof ShapingException)) {
                LOG.error("{}: the source failed in a way that it should not", camera, failure);
            }
        }
        told = cause;
        problem = cause;
        answered = LostException.isAnswer(failure);
    }

    /// The run that was given up last gave pictures, and all of them came damaged.
    void cameDamaged() {
        damaged = problem;
    }

    /// Why the last run was given up, where all its pictures came damaged; else null. The next run is given up after a few such pictures:
    /// a camera that does not recover costs no more than one that cannot be reached.
    @Nullable
    String damaged() {
        return damaged;
    }

    /// The run that was given up last gave one picture, and then nothing.
    void stalled() {
        stalled = true;
    }

    /// True where the next run is no better for one picture: else a camera that gives one at each try would be called live half of the time.
    boolean isStalled() {
        return stalled;
    }

    /// The first picture of a run is there.
    void live() {
        stalled = false;
        problem = null;
        damaged = null;
        if (!told.isEmpty()) {
            LOG.info("{}: live again", camera);
        }
    }

    /// Pictures have come for a while, or it does not matter any more what was before.
    void over() {
        failures = 0;
        told = "";
    }

    /// Another source, or other demand: the next failure is the first.
    void beginAnew() {
        failures = 0;
        damaged = null;
        stalled = false;
    }

    /// Nothing is known of the camera.
    void forget() {
        beginAnew();
        over();
        problem = null;
    }

    /// What was wrong when a picture was wanted last, or looked for; null when nothing was.
    @Nullable
    String problem() {
        return problem;
    }

    /// Nobody has to know any more what was wrong.
    void solved() {
        problem = null;
    }

    /// How long to wait before the next try; longer each time.
    long retryMillis(Source.Retry retry) {
        int before = failures++;
        return switch (retry) {
            case EACH_SECOND -> EACH_SECOND_MILLIS;
            case BACKOFF -> {
                long last = answered || damaged != null ? LAST_ANSWERED_MILLIS : LAST_RETRY_MILLIS;
                long doubled = Math.min(last, FIRST_RETRY_MILLIS << Math.min(before, 10));
                yield ThreadLocalRandom.current().nextLong(doubled * 3 / 4, doubled + 1);
            }
        };
    }
}
