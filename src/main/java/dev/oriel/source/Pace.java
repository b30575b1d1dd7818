package dev.oriel.source;

import java.util.function.LongSupplier;

/// When the next frame of a steady stream is due, without drift: every time follows from the first.
///
/// A frame whose time has passed by a whole interval is passed over, and its number with it.
final class Pace {
    private static final double NANOS_PER_SECOND = 1e9;

    private final LongSupplier nanos;
    private final double intervalNanos;
    private final long startNanos;
    private long number;

    Pace(double fps, LongSupplier nanos) {
        this.nanos = nanos;
        this.intervalNanos = NANOS_PER_SECOND / fps;
        this.startNanos = nanos.getAsLong();
    }

    /// The frame that is next, counted from 0.
    long number() {
        return number;
    }

    /// Nanoseconds until it is due; 0 or less when it is.
    long remainingNanos() {
        return startNanos + Math.round(number * intervalNanos) - nanos.getAsLong();
    }

    /// Goes on to the next frame whose time hasn't passed.
    void advance() {
        long latest = (long) ((nanos.getAsLong() - startNanos) / intervalNanos);
        number = Math.max(number + 1, latest);
    }
}
