package dev.oriel.edge;

import dev.oriel.source.Source;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// The publishers of one camera, of whom one is shown and one is heard, and the rules by which another takes the place of either.
///
/// Threads: changed under the lock of its camera, read by any. Time is passed in, nanoseconds of any clock that only rises.
final class PublisherSlots {
    private final String camera;
    private final Logger log;
    private volatile @Nullable Shown video;
    private volatile @Nullable Publisher audio;
    private final Takeovers videoTakeovers = new Takeovers();
    private final Takeovers audioTakeovers = new Takeovers();
    private final Contest contest = new Contest();
    private final EdgeContest edgeContest = new EdgeContest();

    /// @param pictures see [Intake#open]
    private record Shown(Publisher publisher, Source pictures) {}

    /// A publisher that has lost its place to another.
    ///
    /// @param retryAfter until the place may be taken back, or null where that is not known
    record Replaced(Publisher publisher, @Nullable Duration retryAfter) {
        void cut() {
            publisher.cut(new RefusedException(RefusedException.Reason.SECOND, "another publisher took over", retryAfter));
        }
    }

    /// @param camera its name, for the log
    PublisherSlots(String camera, Logger log) {
        this.camera = camera;
        this.log = log;
    }

    /// The publisher whose pictures are shown.
    @Nullable
    Publisher shown() {
        var there = video;
        return there == null ? null : there.publisher;
    }

    /// Its pictures.
    @Nullable
    Source pictures() {
        var there = video;
        return there == null ? null : there.pictures;
    }

    boolean isShown(Publisher publisher) {
        return publisher.equals(shown());
    }

    boolean isHeard(Publisher publisher) {
        return publisher.equals(audio);
    }

    boolean isEmpty() {
        return video == null && audio == null;
    }

    /// Finds out whether there is a place for one more, as it looks now.
    ///
    /// @param edge the id of the edge that sends, or null for another sender
    /// @throws RefusedException when there is none
    void check(Sender sender, @Nullable String edge, DuplicatePublisherPolicy policy, long nowNanos) throws RefusedException {
        var present = shown();
        if (present != null && (edge != null || present.edge() != null)) {
            edgeContest.check(present, sender, edge, nowNanos);
        } else if (policy == DuplicatePublisherPolicy.REFUSE && present != null) {
            contest.check(present, sender, nowNanos);
        } else if (policy == DuplicatePublisherPolicy.REPLACE) {
            checkTakeover(present, videoTakeovers, nowNanos);
        }
    }

    /// @throws RefusedException when others have taken this place from each other just now
    private void checkTakeover(@Nullable Publisher present, Takeovers takeovers, long nowNanos) throws RefusedException {
        var left = takeovers.leftToWait(nowNanos);
        if (present == null || left.isZero() || present.isSilentFor(Takeovers.SILENT, nowNanos)) {
            return;
        }
        if (takeovers.isWorthALine()) {
            log.warn("{}: several publishers take this name from each other, {} among them; each waits before it may do so again"
                    + " (ingest.second: refuse keeps the first)", camera, present.sender().words());
        }
        throw new RefusedException(RefusedException.Reason.SECOND,
                "several publishers take this name from each other; another one is shown for now", left);
    }

    /// Gives a publisher the place of its content.
    ///
    /// @param pictures see [Intake#open]
    /// @return the publisher that had the place, to be cut off without the lock; null where it was free
    /// @throws RefusedException when the place is not to be had
    @Nullable
    Replaced take(Publisher next, Intake.Content content, Source pictures, DuplicatePublisherPolicy policy, long nowNanos)
            throws RefusedException {
        boolean isAudio = content == Intake.Content.AUDIO;
        check(next.sender(), next.edge(), policy, nowNanos);
        if (isAudio && policy != DuplicatePublisherPolicy.AUDIO) {
            throw new RefusedException(RefusedException.Reason.FORMAT,
                    "there is no video in this MPEG-TS (audio from a second publisher: ingest.second is audio)");
        }
        var before = isAudio ? audio : shown();
        var left = next.edge() == null ? taken(before, isAudio ? audioTakeovers : videoTakeovers, nowNanos) : null;
        if (isAudio) {
            audio = next;
        } else {
            video = new Shown(next, pictures);
            contest.over();
            edgeContest.over();
        }
        return before == null ? null : new Replaced(before, left);
    }

    private Duration taken(@Nullable Publisher before, Takeovers takeovers, long nowNanos) throws RefusedException {
        checkTakeover(before, takeovers, nowNanos);
        if (before != null && !before.isSilentFor(Takeovers.SILENT, nowNanos)) {
            takeovers.happened(nowNanos);
        }
        return takeovers.leftToWait(nowNanos);
    }

    /// Frees the place of a publisher; of one that was replaced nothing is left to free.
    ///
    /// @return true when that one was shown
    boolean leave(Publisher publisher) {
        if (isHeard(publisher)) {
            audio = null;
        }
        boolean wasShown = isShown(publisher);
        if (wasShown) {
            video = null;
        }
        return wasShown;
    }

    /// Sends both publishers away.
    void clear(RefusedException why) {
        for (var publisher : new Publisher[]{shown(), audio}) {
            if (publisher != null) {
                publisher.cut(why);
            }
        }
        video = null;
        audio = null;
    }
}
