package dev.oriel.hls;

import java.io.IOException;

/// Fetches the segments of a finished playlist, once or for ever.
///
/// Threads: one.
record RecordedFeed(HlsStream.Request request, SegmentWriter writer, boolean loop) implements SegmentFeed {
    @Override
    public void run() throws IOException, InterruptedException {
        while (round() && loop) {
            // Each begins again.
        }
    }

    /// @return true when a segment came
    private boolean round() throws IOException, InterruptedException {
        boolean came = false;
        writer.breaks();
        for (var segment : request.playlist().segments()) {
            came |= writer.write(segment, request.address(), false);
            request.reader().trouble().accept(writer.trouble());
        }
        if (!came && !writer.trouble().isEmpty()) {
            throw new IOException(writer.trouble());
        }
        return came;
    }
}
