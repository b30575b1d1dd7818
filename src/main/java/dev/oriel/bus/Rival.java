package dev.oriel.bus;

/// Another process that was heard to have the name of a camera of this one.
public record Rival(Description said, long heardNanos) {
    /// True while it is likely to be there: one that has died is heard no more, though its lease goes on for a moment.
    boolean isThere(long nowNanos) {
        return nowNanos - heardNanos < Lease.HOLDS.toNanos();
    }

    /// True when the name is that of a source of its own.
    public boolean isRecorder() {
        return !said.holding().isOfPublishers();
    }

    /// What it is called on the bus.
    public String name() {
        return said.recorder();
    }
}
