package dev.oriel.hub;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// How old frames were when their viewers had them, counted in steps.
///
/// Threads: any.
public final class AgeHistogram {
    private static final double[] BOUNDS_SECONDS = {0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10};
    private static final double MICROS = 1e6;

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_SECONDS.length + 1);
    private final LongAdder sumMicros = new LongAdder();

    /// One more. An age below zero, which clocks that differ a little make, counts as none.
    public void record(long ageMicros) {
        long age = Math.max(0, ageMicros);
        int step = 0;
        while (step < BOUNDS_SECONDS.length && age / MICROS > BOUNDS_SECONDS[step]) {
            step++;
        }
        counts.incrementAndGet(step);
        sumMicros.add(age);
    }

    /// Upper ends of the steps; the last is infinite.
    public static double[] boundsSeconds() {
        var bounds = new double[BOUNDS_SECONDS.length + 1];
        System.arraycopy(BOUNDS_SECONDS, 0, bounds, 0, BOUNDS_SECONDS.length);
        bounds[BOUNDS_SECONDS.length] = Double.POSITIVE_INFINITY;
        return bounds;
    }

    /// Frames in each step.
    public long[] counts() {
        var now = new long[counts.length()];
        for (int i = 0; i < now.length; i++) {
            now[i] = counts.get(i);
        }
        return now;
    }

    public double sumSeconds() {
        return sumMicros.sum() / MICROS;
    }
}
