package dev.oriel.hub;

import java.util.concurrent.atomic.LongAdder;

/// Counters of a camera's pictures, of all runs of its source: left out, decoded, encoded.
///
/// Threads: any.
public final class FrameCounts {
    private final LongAdder invalid = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder damaged = new LongAdder();
    private final LongAdder overtaken = new LongAdder();
    private final LongAdder decoded = new LongAdder();
    private final LongAdder encoded = new LongAdder();
    private volatile double motionRatio = Double.NaN;

    /// One was no JPEG.
    public void countInvalid() {
        invalid.increment();
    }

    /// One was left out to keep to the wished rate.
    public void countDropped() {
        dropped.increment();
    }

    /// A device gave so many that it marked as damaged, or that were empty, too short, or too long.
    public void countDamaged(long pictures) {
        damaged.add(pictures);
    }

    /// So many were passed over because a newer one was already there.
    public void countOvertaken(long pictures) {
        overtaken.add(pictures);
    }

    /// One was decoded: of a video, or of a JPEG that the settings change, that has no end marker, or that is shown as MPEG-1.
    public void countDecoded() {
        decoded.increment();
    }

    /// One was encoded here: the source gave no JPEG, or one that the settings change.
    public void countEncoded() {
        encoded.increment();
    }

    /// A filter measured which share of the newest picture moves, 0 to 1; NaN where none does.
    public void motionRatio(double ratio) {
        motionRatio = ratio;
    }

    /// The share of the newest picture that moves, 0 to 1; NaN where nothing measures it.
    public double motionRatio() {
        return motionRatio;
    }

    /// Pictures that were decoded, those for renditions not counted.
    public long decoded() {
        return decoded.sum();
    }

    /// Pictures that were encoded here before they were published.
    public long encoded() {
        return encoded.sum();
    }

    /// Pictures that were no JPEG.
    public long invalid() {
        return invalid.sum();
    }

    /// Pictures left out to keep to the wished rate.
    public long dropped() {
        return dropped.sum();
    }

    /// Pictures that a device marked as damaged, or that were empty, too short, or too long.
    public long damaged() {
        return damaged.sum();
    }

    /// Pictures of a device that were passed over because a newer one was already there.
    public long overtaken() {
        return overtaken.sum();
    }
}
