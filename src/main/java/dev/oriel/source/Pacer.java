package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;

/// When each picture of a recording is due, so that it plays in real time.
///
/// Times are laid on one line from the first picture on, not from picture to picture: what one wait was too long the next is
/// shorter. A recording that is shown late, because the machine was busy, goes on from there rather than hurry.
///
/// Threads: one at a time.
final class Pacer {
    private static final long LATE_NANOS = 500_000_000;
    /// A longer step is a break in the times, not a picture that stands so long.
    private static final long LONGEST_STEP_MICROS = 60_000_000;

    private long intervalMicros;
    private long startNanos;
    private long positionMicros;
    private long lastMicros = MediaInput.NO_TIME;
    private boolean started;

    /// @param framesPerSecond for pictures that have no time; 0 where unknown
    Pacer(double framesPerSecond) {
        rate(framesPerSecond);
    }

    private void rate(double framesPerSecond) {
        intervalMicros = Math.round(1_000_000 / (framesPerSecond > 0 ? framesPerSecond : 25));
    }

    /// When the picture is due, in the time of `nowNanos`.
    ///
    /// @param atMicros the picture's time in the recording, or [MediaInput#NO_TIME]
    long dueNanos(long atMicros, long nowNanos) {
        if (started) {
            positionMicros += step(atMicros);
        } else {
            started = true;
            startNanos = nowNanos;
        }
        lastMicros = atMicros;
        long due = startNanos + positionMicros * 1000;
        if (nowNanos - due > LATE_NANOS) {
            startNanos += nowNanos - due;
            return nowNanos;
        }
        return due;
    }

    /// The time between two pictures that have no times.
    long intervalNanos() {
        return intervalMicros * 1000;
    }

    private long step(long atMicros) {
        if (atMicros == MediaInput.NO_TIME || lastMicros == MediaInput.NO_TIME) {
            return intervalMicros;
        }
        long step = atMicros - lastMicros;
        return step < 0 || step > LONGEST_STEP_MICROS ? intervalMicros : step;
    }

    /// The recording begins again: its first picture follows the last by one interval.
    void rewound() {
        lastMicros = MediaInput.NO_TIME;
    }

    /// Something of another rate and with times of its own follows, whose first picture is one interval later.
    void rewound(double framesPerSecond) {
        rate(framesPerSecond);
        rewound();
    }
}
