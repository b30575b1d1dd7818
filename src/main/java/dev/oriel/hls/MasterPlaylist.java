package dev.oriel.hls;

import java.util.List;

/// A choice of streams that show the same thing.
public record MasterPlaylist(List<Variant> variants) implements Playlist {
    public MasterPlaylist {
        variants = List.copyOf(variants);
    }
}
