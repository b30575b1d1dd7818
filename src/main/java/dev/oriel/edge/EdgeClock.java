package dev.oriel.edge;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// How far an edge's clock is from this machine's, learnt from its answers to pings, and capture times put right by that.
///
/// Implementation notes. An answer says what the edge's clock showed somewhere within the round trip: the offset is that at half of it,
/// give or take the other half. So of the last minute's answers the one with the shortest round trip counts, and drift is followed as old
/// answers are forgotten. Two answers whose ranges do not meet cannot both be true of one clock: one of the two clocks was set in
/// between, and all older answers are forgotten.
///
/// Threads: any. Time is passed in.
final class EdgeClock {
    private static final long WINDOW_NANOS = Duration.ofSeconds(60).toNanos();
    private static final int MOST_SAMPLES = 32;
    /// Clocks are steered a little.
    private static final long STEERED_MICROS = 20_000;
    /// A clock that is off by more is worth a word; and a little less to end it.
    private static final long OFF_MICROS = 500_000;
    private static final long NOT_OFF_MICROS = 400_000;
    /// A picture that would be older is none that an edge sends.
    static final long OLDEST_MICROS = Duration.ofSeconds(60).toMillis() * 1000;
    /// No clock shows a later time: the year 2255.
    private static final long LATEST_MICROS = 9_000_000_000_000_000L;

    /// @param offsetMicros to add to the edge's time
    private record Sample(long offsetMicros, long tripMicros, long atNanos) {}

    private final Deque<Sample> samples = new ArrayDeque<>();
    private boolean isOff;

    /// An answer has come.
    ///
    /// @param edgeMicros what the edge's clock showed, microseconds since 1970-01-01 UTC
    /// @param tripNanos  from the question to the answer
    /// @param nowMicros  what this machine's clock shows
    /// @param nowNanos   of a clock that only rises
    synchronized void answered(long edgeMicros, long tripNanos, long nowMicros, long nowNanos) {
        if (edgeMicros < 0 || edgeMicros > LATEST_MICROS || tripNanos < 0) {
            return;
        }
        long tripMicros = tripNanos / 1000;
        var sample = new Sample(nowMicros - tripMicros / 2 - edgeMicros, tripMicros, nowNanos);
        var best = best();
        if (best != null && Math.abs(best.offsetMicros - sample.offsetMicros) > (best.tripMicros + tripMicros) / 2
                + STEERED_MICROS) {
            samples.clear();
        }
        samples.addLast(sample);
        samples.removeIf(one -> nowNanos - one.atNanos > WINDOW_NANOS);
        if (samples.size() > MOST_SAMPLES) {
            samples.removeFirst();
        }
        isOff = Math.abs(offset()) > (isOff ? NOT_OFF_MICROS : OFF_MICROS);
    }

    private @Nullable Sample best() {
        return samples.stream().min(Comparator.comparingLong(Sample::tripMicros)).orElse(null);
    }

    private long offset() {
        var best = best();
        return best == null ? 0 : best.offsetMicros;
    }

    /// When a picture was captured, by this machine's clock: never later than now. What cannot be, and what cannot be known yet, is now.
    ///
    /// @param edgeMicros by the edge's clock
    synchronized long captured(long edgeMicros, long nowMicros) {
        if (samples.isEmpty() || edgeMicros < 0 || edgeMicros > LATEST_MICROS) {
            return nowMicros;
        }
        long micros = edgeMicros + offset();
        return micros > nowMicros || micros < nowMicros - OLDEST_MICROS ? nowMicros : micros;
    }

    /// Seconds that the edge's clock is ahead of this machine's (behind: negative), or null where they agree within half a second.
    synchronized @Nullable Double aheadSeconds() {
        return isOff ? Double.valueOf(Math.round(-offset() / 1e3) / 1e3) : null;
    }
}
