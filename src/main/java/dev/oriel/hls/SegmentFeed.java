package dev.oriel.hls;

import java.io.IOException;

/// What fetches a stream's segments, in the order of its playlist.
sealed interface SegmentFeed permits LiveFeed, RecordedFeed {

    /// Fetches until the stream ends.
    ///
    /// @throws IOException          with the cause
    /// @throws InterruptedException when it is told to end
    void run() throws IOException, InterruptedException;
}
