package dev.oriel.hub;

import java.util.concurrent.atomic.LongAdder;

/// Frames that went one way, and their bytes.
///
/// Threads: any.
public final class TrafficCount {
    private final LongAdder frames = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    /// One more.
    public void count(long frameBytes) {
        frames.increment();
        bytes.add(frameBytes);
    }

    public long frames() {
        return frames.sum();
    }

    public long bytes() {
        return bytes.sum();
    }
}
