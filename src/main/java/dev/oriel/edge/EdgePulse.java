package dev.oriel.edge;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Whether an edge is still there: when it is asked, how long each answer took, and when it has said nothing for too long.
///
/// Time in which this process did not look, because the machine slept or the process was stopped, is nobody's silence: what was said
/// meanwhile waits to be read.
///
/// Threads: the connection's, but for [#isSilentFor] and [#contested]. Time is passed in, nanoseconds of any clock that only rises.
final class EdgePulse {
    static final Duration WATCHED_EACH = Duration.ofSeconds(2);
    static final Duration WATCHED_MOST = Duration.ofSeconds(6);
    static final Duration RESTING_EACH = Duration.ofSeconds(15);
    static final Duration RESTING_MOST = Duration.ofSeconds(40);
    /// While somebody asks for a place of its.
    static final Duration CONTESTED_EACH = Duration.ofSeconds(5);
    /// A claim that is not made again ends.
    private static final Duration CONTEST = Duration.ofSeconds(20);
    /// Between two looks of a process that runs.
    private static final Duration LOOK_EACH_AT_MOST = Duration.ofSeconds(3);
    private static final int MOST_QUESTIONS = 32;

    /// What is to be done.
    enum Step {
        NOTHING, ASK, GONE
    }

    private final Map<Long, Long> askedAtNanos = new LinkedHashMap<>();
    private long questions;
    private long lastAskedNanos;
    private long lastLookNanos;
    private long watchedSinceNanos;
    private boolean watched;
    private final AtomicLong heardNanos;
    private volatile boolean isContested;
    private volatile long contestedNanos;

    EdgePulse(long nowNanos) {
        heardNanos = new AtomicLong(nowNanos);
        lastLookNanos = nowNanos;
        lastAskedNanos = nowNanos - RESTING_EACH.toNanos();
        watchedSinceNanos = nowNanos;
    }

    /// The edge has said something.
    void heard(long nowNanos) {
        heardNanos.set(nowNanos);
    }

    /// True when it has said nothing for so long. Any thread.
    boolean isSilentFor(Duration time, long nowNanos) {
        return nowNanos - heardNanos.get() >= time.toNanos();
    }

    /// Somebody else asks for a place of its. Any thread.
    void contested(long nowNanos) {
        contestedNanos = nowNanos;
        isContested = true;
    }

    /// What is to be done now; whoever calls does it. To be called at least once a second.
    ///
    /// @param nowWatched true while a camera of the edge is watched
    Step look(boolean nowWatched, long nowNanos) {
        long passed = nowNanos - lastLookNanos;
        lastLookNanos = nowNanos;
        if (passed > LOOK_EACH_AT_MOST.toNanos()) {
            heardNanos.addAndGet(passed);
        }
        if (nowWatched && !watched) {
            watchedSinceNanos = nowNanos; // it was not asked so often before
        }
        watched = nowWatched;
        if (isContested && nowNanos - contestedNanos > CONTEST.toNanos()) {
            isContested = false;
        }
        long silent = Math.min(nowNanos - heardNanos.get(), watched ? nowNanos - watchedSinceNanos : Long.MAX_VALUE);
        if (silent > (watched ? WATCHED_MOST : RESTING_MOST).toNanos()) {
            return Step.GONE;
        }
        var each = watched ? WATCHED_EACH : isContested ? CONTESTED_EACH : RESTING_EACH;
        return nowNanos - lastAskedNanos >= each.toNanos() ? Step.ASK : Step.NOTHING;
    }

    /// It is being asked.
    ///
    /// @return the number of the question
    long asked(long nowNanos) {
        lastAskedNanos = nowNanos;
        askedAtNanos.put(++questions, nowNanos);
        if (askedAtNanos.size() > MOST_QUESTIONS) {
            askedAtNanos.remove(askedAtNanos.keySet().iterator().next());
        }
        return questions;
    }

    /// It has answered.
    ///
    /// @return nanoseconds since the question, or -1 where that was never asked, or answered already
    long answered(long question, long nowNanos) {
        var at = askedAtNanos.remove(question);
        return at == null ? -1 : nowNanos - at;
    }
}
