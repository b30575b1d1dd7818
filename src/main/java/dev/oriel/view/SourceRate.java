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

    SourceRate(Track track, long nowNanos) {
        this.track = track;
        note(nowNanos);
        frameBytes = frames == 0 ? 0 : (double) bytes / frames;
    }

    /// Reads the counters, about once a second.
    void measure(long nowNanos) {
        if (nowNanos - sinceNanos < LEAST_NANOS && frameBytes > 0) {
            return;
        }
        long framesBefore = frames;
        long bytesBefore = bytes;
        double seconds = (nowNanos - sinceNanos) / 1e9;
        long published = track.published() - framesBefore;
        if (published == 0) {
            return;
        }
        note(nowNanos);
        double mean = (double) (bytes - bytesBefore) / published;
        frameBytes += frameBytes == 0 ? mean : NEWEST * (mean - frameBytes);
        if (seconds > 0.5 && published > 1) {
            double rate = published / seconds;
            // After a break the first reading is of the break.
            fps = fps == 0 || seconds > 3 ? rate : fps + NEWEST * (rate - fps);
        }
    }

    private void note(long nowNanos) {
        sinceNanos = nowNanos;
        frames = track.published();
        bytes = track.counts().publishedBytes();
    }

    /// Frames per second, 0 while unknown.
    double fps() {
        return fps;
    }

    /// Bytes a frame, 0 while unknown.
    double frameBytes() {
        return frameBytes;
    }
}
