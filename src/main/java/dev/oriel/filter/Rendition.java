package dev.oriel.filter;

import dev.oriel.hub.Track;

/// One rung in use: its track, and whether a viewer could take a frame now.
///
/// Everything but the track and the run is guarded by the ladder's lock.
final class Rendition {
    final Rung rung;
    final Track track;
    /// The source's run that the newest frame was made of. Any thread reads it.
    volatile long run;
    boolean hungry;
    /// A viewer waits for what is being encoded.
    private boolean owes;
    private boolean tried;
    private long triedNumber;

    Rendition(Rung rung, Track track) {
        this.rung = rung;
        this.track = track;
    }

    /// True when a viewer could take a frame and that source frame is newer than the last one that was tried.
    boolean wants(long number) {
        return hungry && (!tried || (int) (number - triedNumber) > 0);
    }

    /// A source frame is about to be encoded, or found to be impossible to.
    void tries(long number) {
        hungry = false;
        owes = true;
        tried = true;
        triedNumber = number;
    }

    /// A picture of that run of the source is published, which wakes the viewers.
    void gave(long ofRun) {
        run = ofRun;
        owes = false;
    }

    /// The attempt is over. Whoever waits is woken by a picture only: where there was none, a newer source frame is to give one.
    void tried() {
        hungry |= owes && track.wanted();
        owes = false;
    }
}
