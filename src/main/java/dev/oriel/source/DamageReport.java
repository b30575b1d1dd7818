package dev.oriel.source;

import dev.oriel.hub.FrameCounts;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts what a device loses in one run, and says so at most once a second.
///
/// Threads: the run's.
final class DamageReport {
    private static final Logger LOG = LoggerFactory.getLogger(DamageReport.class);
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String device;
    private final FrameCounts counts;
    private final LongSupplier nanoTime;
    private long damaged;
    private long overtaken;
    private long told;
    private long toldAtNanos;

    /// @param device what it is called in the log
    /// @param counts of the camera; what its sink finds damaged is told here as well
    DamageReport(String device, FrameCounts counts, LongSupplier nanoTime) {
        this.device = device;
        this.counts = counts;
        this.nanoTime = nanoTime;
        told = unusable();
        toldAtNanos = nanoTime.getAsLong();
    }

    /// @param damagedFrames   of this run so far, as the device knows of them
    /// @param overtakenFrames of this run so far
    void update(long damagedFrames, long overtakenFrames) {
        counts.countDamaged(damagedFrames - damaged);
        counts.countOvertaken(overtakenFrames - overtaken);
        damaged = damagedFrames;
        overtaken = overtakenFrames;
        long now = unusable();
        long nowNanos = nanoTime.getAsLong();
        if (now > told && nowNanos - toldAtNanos >= EVERY_NANOS) {
            LOG.warn("{}: {} damaged (a cable, a hub, or too little USB bandwidth)", device,
                    now - told == 1 ? "1 picture" : now - told + " pictures");
            told = now;
            toldAtNanos = nowNanos;
        }
    }

    private long unusable() {
        return counts.damaged() + counts.invalid();
    }
}
