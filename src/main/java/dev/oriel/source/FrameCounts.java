package dev.oriel.source;

import java.util.concurrent.atomic.LongAdder;

/// What became of the pictures of all runs of a source that were not published.
///
/// Threads: any.
public final class FrameCounts {
    private final LongAdder invalid = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    void add(ShapingSink ended) {
        invalid.add(ended.invalid());
        dropped.add(ended.droppedForRate());
    }

    /// Pictures that were no JPEG.
    public long invalid() {
        return invalid.sum();
    }

    /// Pictures left out to keep to the wished rate.
    public long dropped() {
        return dropped.sum();
    }
}
