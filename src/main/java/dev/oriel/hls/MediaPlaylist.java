package dev.oriel.hls;

import java.util.List;

/// The segments of one stream, oldest first.
///
/// @param segments     may be none, before an encoder has finished its first
/// @param targetMicros about the longest duration of a segment
/// @param ended        true when no segment will be added
public record MediaPlaylist(List<Segment> segments, long targetMicros, boolean ended) implements Playlist {
    public MediaPlaylist {
        segments = List.copyOf(segments);
    }
}
