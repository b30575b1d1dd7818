package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// When each picture of a live stream of segments is due, and when it was taken.
///
/// A segment comes at once when it is complete, so its pictures have to be spread over its duration, behind the moment at which the
/// next one will be there. How late a picture comes is the difference between its arrival and its time in the stream; the first of a
/// segment comes latest. Pictures are shown by the latest of the last few segments and a margin, which is as little delay as keeps the
/// stream even. That delay is approached by playing a little faster or slower, not by a jump: after joining, when the source's clock is
/// faster or slower than this one, when segments begin to come later or earlier.
///
/// A picture that comes too late is shown at once, and what follows it keeps its distance. One late segment among others in time is not
/// waited for the next time: the delay behind the newest end stays within a segment and a half.
///
/// Threads: one at a time. Units: nanoseconds of any steady clock, microseconds of the stream's times.
final class LivePacer {
    private static final int SEGMENTS = 6;
    private static final long NANOS_PER_MICRO = 1000;
    private static final double FASTEST = 0.33;
    private static final double SLOWEST = 0.1;
    /// A delay that is wrong by a second is corrected at full speed.
    private static final double APPROACH_NANOS = 1e9;
    /// The time of capture goes faster or slower by so much at most.
    private static final double CAPTURE_APPROACH = 0.25;
    private static final long LATE_NANOS = 100_000_000;
    private static final long SHORTEST_MARGIN_NANOS = 50_000_000;
    private static final long LONGEST_MARGIN_NANOS = 300_000_000;
    /// No picture is less late than the first of each segment by more segments than these, unless the stream's times have jumped.
    private static final int SOONEST_SEGMENTS = 2;
    /// So many segments in a row may be missing; what is farther ahead has other times.
    private static final int MOST_MISSING = 8;
    private static final long SHORTEST_JUMP_NANOS = 10_000_000_000L;
    private static final long FARTHEST_MICROS = 1_000_000_000_000_000L;

    /// A segment as it came.
    ///
    /// @param fresh         true when it came about as soon as it could be had
    /// @param atNanos       when its first byte came
    /// @param durationNanos of the segment
    record Came(boolean fresh, long atNanos, long durationNanos) {}

    private static final class Entry {
        private final Came came;
        private final long endLatenessNanos;
        private long latenessNanos;

        Entry(Came came, long firstNanos) {
            this.came = came;
            this.endLatenessNanos = came.atNanos - firstNanos - came.durationNanos;
            this.latenessNanos = Long.MIN_VALUE;
        }

        boolean known() {
            return latenessNanos != Long.MIN_VALUE;
        }
    }

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long intervalMicros;
    private boolean started;
    private long lastMicros;
    private long lastDueNanos;
    /// What is added to a picture's time for the moment at which it is due.
    private long dueOffsetNanos;
    /// What is added to a picture's time for the moment at which it was taken.
    private long captureOffsetNanos;
    private @Nullable Entry current;

    /// @param framesPerSecond for pictures that have no time; 0 where unknown
    LivePacer(double framesPerSecond) {
        rate(framesPerSecond);
    }

    /// What follows is of another rate.
    void rate(double framesPerSecond) {
        intervalMicros = Math.round(1_000_000 / (framesPerSecond > 0 ? framesPerSecond : 25));
    }

    /// What follows has times of its own.
    void breaks() {
        lastMicros = MediaInput.NO_TIME;
        entries.clear();
        current = null;
    }

    /// The packets that follow are of another segment.
    ///
    /// @param firstMicros the time of its first picture
    void segment(Came came, long firstMicros) {
        if (!isTime(firstMicros)) {
            return;
        }
        var entry = new Entry(came, firstMicros * NANOS_PER_MICRO);
        current = entry;
        if (came.fresh) {
            entries.removeIf(old -> !old.came.fresh);
        } else if (entries.stream().anyMatch(old -> old.came.fresh)) {
            return;
        }
        if (entries.size() == SEGMENTS) {
            entries.removeFirst();
        }
        entries.addLast(entry);
        if (entries.size() == 1) {
            captureOffsetNanos = captureGoalNanos();
        }
    }

    /// When a packet is due to be decoded, in the time of `nowNanos`; not later than that for one that is late.
    ///
    /// @param atMicros     when it is decoded in the stream's time, or [MediaInput#NO_TIME]
    /// @param arrivedNanos when the last byte that it took had come
    long dueNanos(long atMicros, long arrivedNanos, long nowNanos) {
        long micros = isTime(atMicros) ? atMicros : Math.max(0, lastMicros) + intervalMicros;
        long lateness = arrivedNanos - micros * NANOS_PER_MICRO;
        if (!started) {
            started = true;
            dueOffsetNanos = nowNanos - micros * NANOS_PER_MICRO;
        } else if (lastMicros == MediaInput.NO_TIME || isJump(micros) || isTooSoon(lateness)) {
            begins(micros, nowNanos);
        } else {
            approach((micros - lastMicros) * NANOS_PER_MICRO);
        }
        lastMicros = micros;
        if (current != null) {
            current.latenessNanos = Math.max(current.latenessNanos, lateness);
        }
        return due(micros * NANOS_PER_MICRO + dueOffsetNanos, nowNanos);
    }

    /// False for none, and for one of which no sum can be made.
    static boolean isTime(long micros) {
        return Math.abs(micros) < FARTHEST_MICROS && micros != MediaInput.NO_TIME;
    }

    private long due(long dueNanos, long nowNanos) {
        boolean late = nowNanos - dueNanos > LATE_NANOS;
        if (late) {
            dueOffsetNanos += nowNanos - dueNanos;
        }
        lastDueNanos = late ? nowNanos : dueNanos;
        return lastDueNanos;
    }

    /// The times are others from here on: the picture follows the one before.
    private void begins(long micros, long nowNanos) {
        dueOffsetNanos = Math.max(lastDueNanos + intervalMicros * NANOS_PER_MICRO, nowNanos) - micros * NANOS_PER_MICRO;
        var same = current;
        if (lastMicros != MediaInput.NO_TIME && same != null) {
            entries.clear();
            segment(same.came, micros);
        }
    }

    /// True for a step back, and for one that no number of missing segments explains.
    private boolean isJump(long micros) {
        long mostNanos = Math.max(SHORTEST_JUMP_NANOS, MOST_MISSING * longestNanos());
        return micros < lastMicros || (micros - lastMicros) * NANOS_PER_MICRO > mostNanos;
    }

    private boolean isTooSoon(long latenessNanos) {
        long soonest = entries.stream().filter(entry -> entry != current && entry.known())
                .mapToLong(entry -> entry.latenessNanos).min().orElse(Long.MIN_VALUE);
        return soonest != Long.MIN_VALUE && latenessNanos < soonest - SOONEST_SEGMENTS * longestNanos();
    }

    private long longestNanos() {
        return entries.stream().mapToLong(entry -> entry.came.durationNanos).max().orElse(0);
    }

    private void approach(long stepNanos) {
        if (!entries.isEmpty()) {
            double tooMuch = (dueOffsetNanos - goalNanos()) / APPROACH_NANOS;
            dueOffsetNanos -= (long) (stepNanos * Math.clamp(tooMuch, -SLOWEST, FASTEST));
            long captureError = captureGoalNanos() - captureOffsetNanos;
            long most = (long) (stepNanos * CAPTURE_APPROACH);
            captureOffsetNanos += Math.clamp(captureError, -most, most);
        }
    }

    /// What is to be added to the stream's times: the latest of the last segments and a margin, and at most half a segment more than most.
    private long goalNanos() {
        long longest = longestNanos();
        var sorted = entries.stream().filter(Entry::known).mapToLong(entry -> entry.latenessNanos).sorted().toArray();
        if (sorted.length == 0) {
            return dueOffsetNanos;
        }
        long margin = Math.clamp(longest / 10, SHORTEST_MARGIN_NANOS, LONGEST_MARGIN_NANOS);
        return Math.min(sorted[sorted.length - 1] + margin, sorted[sorted.length / 2] + longest / 2);
    }

    /// A segment's last picture was taken before the segment came: of the last segments, the one that came soonest tells best. A segment
    /// that had been there before may have been so for its whole duration.
    private long captureGoalNanos() {
        return entries.stream()
                .mapToLong(entry -> entry.endLatenessNanos - (entry.came.fresh ? 0 : entry.came.durationNanos)).min()
                .orElse(captureOffsetNanos);
    }

    /// When a picture was taken, at the latest, as far as the arrivals tell.
    ///
    /// @param atMicros     its time in the stream, or [MediaInput#NO_TIME]
    long capturedNanos(long atMicros) {
        return (isTime(atMicros) ? atMicros : Math.max(0, lastMicros)) * NANOS_PER_MICRO + captureOffsetNanos;
    }
}
