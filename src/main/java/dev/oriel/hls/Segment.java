package dev.oriel.hls;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A few seconds of a stream.
///
/// @param sequence       its media sequence number
/// @param piece          its bytes
/// @param init           what a decoder needs in front of them; null for nothing
/// @param durationMicros as the playlist says
/// @param discontinuity  counts the breaks in front of it: segments of one number follow each other without one
/// @param shotAtMicros   when its first picture was taken, since 1970-01-01 UTC; [#NO_TIME] where unknown
/// @param missing        true when the playlist says that it cannot be had
public record Segment(long sequence, Piece piece, @Nullable Piece init, long durationMicros, long discontinuity,
        long shotAtMicros,
        boolean missing) {
    /// The time of a segment whose playlist gives it none.
    public static final long NO_TIME = Long.MIN_VALUE;

    /// True when the other one is the same of the same playlist, whatever tokens a server puts before or behind its file's name.
    boolean isSame(Segment other) {
        return sequence == other.sequence && piece.name().equals(other.piece.name())
                && Objects.equals(piece.range(), other.piece.range());
    }
}
