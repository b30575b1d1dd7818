package dev.oriel.hub;

import java.time.Duration;
import java.util.Arrays;

/// Which of the numbers that fit the one byte of a frame's header are given to a camera, and which may be given anew.
///
/// A number stays a camera's as long as that exists. When the camera has gone, the number is leaving until everybody was told; then it
/// rests for [#REST], so that whoever still has pictures or messages under it takes them for no other camera's. A camera that comes back
/// until then has its number again. The number that has rested longest is given next. Some numbers are kept for cameras of the settings
/// and the bus, however many are published.
///
/// Threads: one at a time. Time is passed in, nanoseconds of any clock that only rises.
final class CameraNumbers {
    /// All that one byte can say.
    static final int ALL = 256;
    /// Those that published cameras leave to the others.
    static final int KEPT = 64;
    /// How long a number belongs to nobody.
    static final Duration REST = Duration.ofSeconds(30);

    /// Whose a number is, or was last.
    private enum Use {
        NEVER_GIVEN, CONFIGURED, PUBLISHED
    }

    /// Whether a number's camera is there.
    private enum Stay {
        HERE, LEAVING, RESTING
    }

    private final Use[] uses = new Use[ALL];
    private final Stay[] stays = new Stay[ALL];
    private final long[] restsSinceNanos = new long[ALL];

    CameraNumbers() {
        Arrays.fill(uses, Use.NEVER_GIVEN);
        Arrays.fill(stays, Stay.HERE);
    }

    /// Gives a number to a camera of the settings or the bus; -1 when there is none.
    int giveConfigured(long nowNanos) {
        return give(Use.CONFIGURED, nowNanos);
    }

    /// Gives a number to a camera that somebody publishes; -1 when there is none left for those.
    int givePublished(long nowNanos) {
        int kept = Math.max(0, KEPT - countConfigured());
        return free(nowNanos) > kept ? give(Use.PUBLISHED, nowNanos) : -1;
    }

    /// The camera of that number is of the settings or the bus, also where it was published until now or was gone.
    void isConfigured(int number) {
        uses[number] = Use.CONFIGURED;
        stays[number] = Stay.HERE;
    }

    /// The camera of that number is published again, where it was gone.
    void isPublished(int number) {
        if (uses[number] != Use.CONFIGURED || stays[number] != Stay.HERE) {
            uses[number] = Use.PUBLISHED;
        }
        stays[number] = Stay.HERE;
    }

    /// The camera of that number is there, whatever was said of it before.
    void isHere(int number) {
        stays[number] = Stay.HERE;
    }

    /// The camera of that number is gone, which everybody who knows of it is to be told.
    void leaves(int number) {
        stays[number] = Stay.LEAVING;
    }

    /// Everybody was told that the camera of that number is gone. Returns false where it is back.
    boolean rest(int number, long nowNanos) {
        if (stays[number] == Stay.HERE) {
            return false;
        }
        stays[number] = Stay.RESTING;
        restsSinceNanos[number] = nowNanos;
        return true;
    }

    /// True when the number may be given to another camera.
    boolean isFree(int number, long nowNanos) {
        return uses[number] == Use.NEVER_GIVEN
                || (stays[number] == Stay.RESTING && nowNanos - restsSinceNanos[number] >= REST.toNanos());
    }

    private int give(Use use, long nowNanos) {
        int best = -1;
        for (int number = 0; number < ALL; number++) {
            if (isFree(number, nowNanos) && (best < 0 || isBefore(number, best))) {
                best = number;
            }
        }
        if (best >= 0) {
            uses[best] = use;
            stays[best] = Stay.HERE;
        }
        return best;
    }

    /// Numbers that were never given come first, then those that have rested longest.
    private boolean isBefore(int number, int best) {
        if (uses[best] == Use.NEVER_GIVEN) {
            return false;
        }
        return uses[number] == Use.NEVER_GIVEN || restsSinceNanos[number] - restsSinceNanos[best] < 0;
    }

    private int free(long nowNanos) {
        int free = 0;
        for (int number = 0; number < ALL; number++) {
            free += isFree(number, nowNanos) ? 1 : 0;
        }
        return free;
    }

    private int countConfigured() {
        int count = 0;
        for (int number = 0; number < ALL; number++) {
            count += uses[number] == Use.CONFIGURED && stays[number] != Stay.RESTING ? 1 : 0;
        }
        return count;
    }
}
