package dev.oriel.hls;

/// What an HLS address answers: the segments of one stream, or a choice of streams.
public sealed interface Playlist permits MediaPlaylist, MasterPlaylist {
}
