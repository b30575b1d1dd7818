package dev.oriel.source;

import dev.oriel.hub.Track;
import org.jspecify.annotations.Nullable;

/// The demand for what a source gives: its pictures, or the video that they are made of.
///
/// Threads: any.
///
/// @param video null for none
record SourceDemand(Track pictures, @Nullable SourceVideo video) {
    boolean isThere() {
        return pictures.wanted() || (video != null && video.wanted());
    }

    /// Names the one listener that is told when there may be other demand, on the thread that changed it.
    void onChanged(Runnable listener) {
        pictures.onDemandChanged(listener);
        if (video != null) {
            video.onDemandChanged(listener);
        }
    }
}
