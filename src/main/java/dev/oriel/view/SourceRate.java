package dev.oriel.view;

import dev.oriel.hub.Track;

/// What a camera gives: frames per second and bytes a frame, measured from its counters.
///
/// Threads: one at a time.
final class SourceRate {
    private static final long LEAST_NANOS = 900_000_000L;
    private static final double NEWEST = 0.3;

    private final Track track;
    private long sinceNanos;
    private long frames;
    private long bytes;
    private double fps;
    private double frameBytes;
    private long encoded;

    SourceRate(Track track, long nowNanos) {
        this.track = track;
        note(nowNanos);
        frameBytes = encoded == 0 ? 0 : (double) bytes / encoded;
    }

    /// Reads the counters, about once a second.
    void measure(long nowNanos) {
        if (frameBytes == 0) {
            measureFirst();
        }
        if (nowNanos - sinceNanos < LEAST_NANOS) {
            return;
        }
        long framesBefore = frames;
        long bytesBefore = bytes;
        long encodedBefore = encoded;
        double seconds = (nowNanos - sinceNanos) / 1e9;
        long published = track.published() - framesBefore;
        if (published == 0) {
            return;
        }
        note(nowNanos);
        double mean = encoded == encodedBefore ? 0 : (double) (bytes - bytesBefore) / (encoded - encodedBefore);
        frameBytes = frameBytes == 0 || mean == 0 ? mean : frameBytes + NEWEST * (mean - frameBytes);
        if (seconds > 0.5 && published > 1) {
            double rate = published / seconds;
            // After a break the first reading is of the break.
            fps = fps == 0 || seconds > 3 ? rate : fps + NEWEST * (rate - fps);
        }
    }

    private void measureFirst() {
        var counts = track.counts();
        if (counts.encoded() > encoded) {
            frameBytes = (double) (counts.publishedBytes() - bytes) / (counts.encoded() - encoded);
        }
    }

    private void note(long nowNanos) {
        sinceNanos = nowNanos;
        var counts = track.counts();
        frames = counts.published();
        encoded = counts.encoded();
        bytes = counts.publishedBytes();
    }

    /// Frames per second, 0 while unknown.
    double fps() {
        return fps;
    }

    /// Bytes of an encoded frame, 0 while unknown: also where none of the newest was encoded.
    double frameBytes() {
        return frameBytes;
    }
}
