package dev.oriel.hls;

/// How far a live stream was shown; it outlasts the runs of a source, so that no run shows again what one before has shown.
///
/// Threads: one at a time, and one run at a time.
public final class LivePlace {
    private final SegmentCursor cursor = new SegmentCursor();
    private boolean inTime;

    SegmentCursor begin() {
        cursor.begin(inTime);
        inTime = false;
        return cursor;
    }

    /// A run ends.
    ///
    /// @param wasInTime true when its segments came as they should until then
    void end(boolean wasInTime) {
        inTime = wasInTime;
    }

    /// True when there is nothing in the playlist that was not shown.
    public boolean knows(MediaPlaylist playlist) {
        return cursor.knows(playlist);
    }
}
