package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;

/// Finds out that what comes as if it were live is a recording, and paces it from then on.
///
/// Nothing says of a program's output, or of a body without a length, whether it is live. A camera gives a second of pictures in about a
/// second, after a backlog at most; a recording gives them as fast as they are taken, which would fly past and cost a whole core. So twenty
/// seconds of pictures in less than five are a recording. (A camera whose clock runs at the wrong rate is none: an encoder that takes 60
/// pictures a second for 25 is still taken as live.)
///
/// Threads: one at a time.
final class RecordedPace {
    private static final long ENOUGH_MICROS = 20_000_000;
    private static final long TIMES_REAL = 4;
    private static final long NANOS_PER_MICRO = 1000;
    /// A longer step is a break in the times.
    private static final long LONGEST_STEP_MICROS = 2_000_000;

    private final Pacer pacer;
    private boolean recorded;
    private long beganNanos;
    private long seenMicros;
    private long lastMicros = MediaInput.NO_TIME;

    /// @param framesPerSecond for pictures that have no time; 0 where unknown
    RecordedPace(double framesPerSecond) {
        pacer = new Pacer(framesPerSecond);
    }

    /// When a packet is due, in the time of `nowNanos`: at once in what is live.
    ///
    /// @param atMicros its time in the stream, or [MediaInput#NO_TIME]
    long dueNanos(long atMicros, long nowNanos) {
        if (recorded) {
            return pacer.dueNanos(atMicros, nowNanos);
        }
        if (lastMicros == MediaInput.NO_TIME || seenMicros >= ENOUGH_MICROS) {
            beganNanos = nowNanos;
            seenMicros = 0;
        }
        long step = lastMicros == MediaInput.NO_TIME || atMicros == MediaInput.NO_TIME ? 0 : atMicros - lastMicros;
        seenMicros += step > 0 && step <= LONGEST_STEP_MICROS ? step : 0;
        lastMicros = atMicros == MediaInput.NO_TIME ? lastMicros : atMicros;
        recorded = seenMicros >= ENOUGH_MICROS && nowNanos - beganNanos < seenMicros * NANOS_PER_MICRO / TIMES_REAL;
        return nowNanos;
    }
}
