package dev.oriel.ffmpeg;

/// The frame rates that an MPEG-1 stream can declare (ISO/IEC 11172-2, 2.4.3.2).
public enum MpegRate {
    R23_976(24000, 1001), R24(24, 1), R25(25, 1), R29_97(30000, 1001), R30(30, 1), R50(50, 1), R59_94(60000, 1001), R60(60, 1);

    /// Cameras that say 25 may mean 25.01.
    private static final double TOLERANCE = 0.9995;

    private final int numerator;
    private final int denominator;

    MpegRate(int numerator, int denominator) {
        this.numerator = numerator;
        this.denominator = denominator;
    }

    /// The lowest rate that is not below `framesPerSecond`, or the highest: a player that keeps to the declared rate must never
    /// be too slow for what comes; one that waits for what comes does not mind.
    public static MpegRate atLeast(double framesPerSecond) {
        for (var rate : values()) {
            if (rate.framesPerSecond() >= framesPerSecond * TOLERANCE) {
                return rate;
            }
        }
        return R60;
    }

    public double framesPerSecond() {
        return (double) numerator / denominator;
    }

    int numerator() {
        return numerator;
    }

    int denominator() {
        return denominator;
    }
}
