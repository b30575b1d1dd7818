package dev.oriel.hls;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The place in a live playlist up to which its segments were taken: what of its next version is new.
///
/// It begins near the live edge, goes on from segment to segment, leaves out what it cannot catch up with, and begins anew with an
/// encoder that numbers from the start again. What was taken once is no news, also for a later run.
///
/// Threads: one at a time. Units: nanoseconds of any steady clock.
final class SegmentCursor {
    /// Behind the newest by more than these, it goes on with the newest.
    private static final int MOST_BEHIND = 3;
    private static final int REMEMBERED = 8;
    /// A cache may give a version that old, in durations of a segment; what is older was published by an encoder that began anew.
    private static final int STALE_SEGMENTS = 3;
    private static final long NANOS_PER_MICRO = 1000;

    /// What is new.
    ///
    /// @param segments  oldest first; may be none
    /// @param continues true when they follow what was taken before
    record News(List<Segment> segments, boolean continues) {
        static final News NONE = new News(List.of(), true);
    }

    /// A newest segment as it was found first.
    private record Taken(Segment segment, long atNanos) {}

    private final Deque<Taken> taken = new ArrayDeque<>();
    private boolean joined;
    private boolean repeats;
    private long lookedNanos;

    /// A run begins.
    ///
    /// @param mayRepeat true when the run before got its segments in time: then a newest one that it knew is still worth showing
    void begin(boolean mayRepeat) {
        joined = false;
        repeats = mayRepeat;
    }

    /// True when the playlist has nothing that was not taken before.
    boolean knows(MediaPlaylist playlist) {
        var last = taken.peekLast();
        return last != null && !playlist.segments().isEmpty() && playlist.segments().getLast().isSame(last.segment);
    }

    /// What of this version was not in the ones before.
    News news(MediaPlaylist playlist, long nowNanos) {
        var segments = playlist.segments();
        long sinceNanos = nowNanos - lookedNanos;
        lookedNanos = nowNanos;
        if (segments.isEmpty()) {
            return News.NONE;
        }
        var last = taken.peekLast();
        if (last == null) {
            return begins(segments, playlist, nowNanos);
        }
        int known = indexOf(last.segment, segments);
        if (!joined) {
            return joins(segments.subList(known + 1, segments.size()), playlist, nowNanos);
        }
        if (known < 0) {
            return isStale(playlist, nowNanos) ? News.NONE : comesFromElsewhere(last.segment, playlist, nowNanos);
        }
        var fresh = segments.subList(known + 1, segments.size());
        return isBehind(fresh, sinceNanos) ? begins(fresh, playlist, nowNanos) : taken(fresh, true, nowNanos);
    }

    /// Many at a time may be how a server publishes them; they are too many where nobody has looked for so long.
    private static boolean isBehind(List<Segment> fresh, long sinceNanos) {
        long micros = fresh.stream().mapToLong(Segment::durationMicros).sum();
        return fresh.size() > MOST_BEHIND && sinceNanos > micros * NANOS_PER_MICRO / 2;
    }

    private News joins(List<Segment> fresh, MediaPlaylist playlist, long nowNanos) {
        if (!fresh.isEmpty()) {
            return begins(fresh, playlist, nowNanos);
        }
        var last = taken.getLast();
        if (repeats && !playlist.ended() && nowNanos - last.atNanos < 2 * playlist.targetMicros() * NANOS_PER_MICRO) {
            return begins(playlist.segments(), playlist, nowNanos);
        }
        return News.NONE;
    }

    private News comesFromElsewhere(Segment last, MediaPlaylist playlist, long nowNanos) {
        var segments = playlist.segments();
        if (segments.getFirst().sequence() == last.sequence() + 1 && segments.size() <= MOST_BEHIND) {
            return taken(segments, true, nowNanos);
        }
        if (segments.getLast().sequence() <= last.sequence()) {
            taken.clear();
        }
        return begins(segments, playlist, nowNanos);
    }

    /// Begins with the newest segment, or further back where that is a short one: there is to be something to show until the next.
    private News begins(List<Segment> segments, MediaPlaylist playlist, long nowNanos) {
        int from = segments.size() - 1;
        long micros = segments.get(from).durationMicros();
        while (from > 0 && micros < playlist.targetMicros() / 2) {
            micros += segments.get(--from).durationMicros();
        }
        joined = true;
        return taken(segments.subList(from, segments.size()), false, nowNanos);
    }

    private News taken(List<Segment> fresh, boolean continues, long nowNanos) {
        for (var segment : fresh) {
            if (taken.size() == REMEMBERED) {
                taken.removeFirst();
            }
            taken.addLast(new Taken(segment, nowNanos));
        }
        return new News(List.copyOf(fresh), continues);
    }

    /// By number; by address where the server does not number.
    private static int indexOf(Segment wanted, List<Segment> segments) {
        long at = wanted.sequence() - segments.getFirst().sequence();
        if (at >= 0 && at < segments.size() && segments.get((int) at).isSame(wanted)) {
            return (int) at;
        }
        for (int i = segments.size() - 1; i >= 0 && segments.getFirst().sequence() == 0; i--) {
            if (segments.get(i).piece().equals(wanted.piece())) {
                return i;
            }
        }
        return -1;
    }

    /// True for an older version of what was taken, as a cache may give it.
    private boolean isStale(MediaPlaylist playlist, long nowNanos) {
        var newest = playlist.segments().getLast();
        @Nullable
        Taken before = null;
        for (var one : taken) {
            if (before != null && before.segment.isSame(newest)) {
                return nowNanos - one.atNanos < STALE_SEGMENTS * playlist.targetMicros() * NANOS_PER_MICRO;
            }
            before = one;
        }
        return false;
    }
}
