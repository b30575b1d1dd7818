package dev.oriel.filter;

import dev.oriel.hub.Track;

/// One rung in use: its track, which is derived of the camera's, and whether a viewer could take a picture now.
///
/// Everything but the track is guarded by the ladder's lock.
final class Rendition {
    final Rung rung;
    final Track track;
    /// A viewer could take a picture.
    private boolean requested;
    /// A viewer waits for what is being encoded.
    private boolean pendingDelivery;
    private boolean hasAttempted;
    private long lastAttempted;
    /// Of the ladder's job alone.
    private long claimedRun;

    Rendition(Rung rung, Track track) {
        this.rung = rung;
        this.track = track;
    }

    /// A viewer could take a picture now.
    ///
    /// @return false when that was known
    boolean request() {
        boolean isNew = !requested;
        requested = true;
        return isNew;
    }

    /// No viewer wants pictures. The next one may want the one that was encoded last.
    void rest() {
        requested = false;
        hasAttempted = false;
    }

    /// True when a viewer could take a picture and that source picture is newer than the last one that was tried.
    boolean isDue(long number) {
        return requested && (!hasAttempted || (int) (number - lastAttempted) > 0) && track.wanted();
    }

    /// A source picture is about to be encoded, or found to be impossible to.
    void claim(long number) {
        requested = false;
        pendingDelivery = true;
        hasAttempted = true;
        lastAttempted = number;
        claimedRun = track.run();
    }

    /// The track's run of the last claim.
    long claimedRun() {
        return claimedRun;
    }

    /// The encoded picture is published, which wakes the viewers.
    void delivered() {
        pendingDelivery = false;
    }

    /// The attempt is over. Viewers are woken by a picture only: where there was none, a newer source picture is to give one.
    void settle() {
        requested |= pendingDelivery && track.wanted();
        pendingDelivery = false;
    }
}
