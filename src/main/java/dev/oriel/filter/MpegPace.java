package dev.oriel.filter;

import dev.oriel.hub.MpegSettings;

/// Which pictures of a camera go into its MPEG-1 stream, and which of them are key frames.
///
/// Threads: one at a time.
final class MpegPace {
    /// Pictures that may come early, since cameras and networks are uneven.
    private static final double MOST_CREDIT = 2;

    /// How long pictures are counted before their rate is believed.
    private static final long MEASURED_MICROS = 2_000_000;
    /// Sources say rates that they keep to by and large; more than this is another rate.
    private static final double TOLERANCE = 0.15;

    private long countedFromMicros = -1;
    private int counted;
    private double measured;
    private double settled;
    private double credit = MOST_CREDIT;
    private long lastSeenMicros;
    private long keyMicros;
    private int picturesSinceKey;
    private boolean begun;

    /// What follows is a new stream.
    void begin() {
        begun = false;
    }

    /// Forgets all, for another run of the camera.
    void reset() {
        begin();
        countedFromMicros = -1;
        measured = 0;
        settled = 0;
    }

    /// Counts a picture that the camera gave.
    void seen(long atMicros) {
        long passedMicros = atMicros - countedFromMicros;
        if (countedFromMicros < 0 || passedMicros < 0) {
            countedFromMicros = atMicros;
            counted = 0;
            return;
        }
        counted++;
        if (passedMicros >= MEASURED_MICROS) {
            measured = counted * 1_000_000.0 / passedMicros;
            countedFromMicros = atMicros;
            counted = 0;
        }
    }

    /// The rate to encode for: what the camera says, unless it gives something else.
    ///
    /// @param said frames per second
    double framesPerSecond(double said) {
        double now = settled == 0 ? said : settled;
        if (measured != 0 && differs(measured, now)) {
            settled = differs(measured, said) ? measured : 0;
        }
        return settled == 0 ? said : settled;
    }

    private static boolean differs(double one, double other) {
        return Math.abs(one - other) > TOLERANCE * other;
    }

    /// False for a picture above the rate that the stream declares: old players show no more, and would fall behind.
    boolean keeps(long atMicros, double framesPerSecond) {
        double passed = begun ? (atMicros - lastSeenMicros) * framesPerSecond / 1_000_000 : MOST_CREDIT;
        lastSeenMicros = atMicros;
        credit = Math.min(MOST_CREDIT, credit + Math.max(0, passed));
        if (credit < 1) {
            return false;
        }
        credit--;
        return true;
    }

    boolean isKeyFrame(MpegSettings.Group group, long atMicros) {
        return !begun || group.isDue(picturesSinceKey, atMicros - keyMicros);
    }

    void published(boolean keyFrame, long atMicros) {
        begun = true;
        if (keyFrame) {
            keyMicros = atMicros;
            picturesSinceKey = 0;
        }
        picturesSinceKey++;
    }
}
