package dev.oriel.hub;

import java.util.concurrent.atomic.LongAdder;

/// What became of the pictures of all runs of a camera's source that were not published.
///
/// Threads: any.
public final class FrameCounts {
    private final LongAdder invalid = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /// One was no JPEG.
    public void countInvalid() {
        invalid.increment();
    }

    /// One was left out to keep to the wished rate.
    public void countDropped() {
        dropped.increment();
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
