package dev.oriel.filter;

import dev.oriel.hub.Track;

/// What has become of a camera's MPEG-1 so far.
///
/// @param viewers now
/// @param bytes   of MPEG-TS, encoded or passed on, counted once however many watched
/// @param takenBytes that viewers took, each its own
/// @param chunks  messages that each viewer was to get
/// @param skipped messages that viewers missed because they were behind
/// @param cuts    how often a viewer fell behind and went on at a later key frame
public record MpegTally(int viewers, long bytes, long takenBytes, long chunks, long skipped, long cuts) {
    static final MpegTally NONE = new MpegTally(0, 0, 0, 0, 0, 0);

    static MpegTally of(Track transport) {
        var counts = transport.counts();
        return new MpegTally(counts.subscriptions(), counts.publishedBytes(), counts.takenBytes(), counts.published(),
                counts.skipped(),
                counts.cuts());
    }

    MpegTally plus(MpegTally other) {
        return new MpegTally(viewers + other.viewers, bytes + other.bytes, takenBytes + other.takenBytes, chunks + other.chunks,
                skipped + other.skipped,
                cuts + other.cuts);
    }
}
