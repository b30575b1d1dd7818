package dev.oriel.bus;

import dev.oriel.hub.TrackState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a camera's recorder is there, which one it is, and what it said last.
///
/// Two recorders that speak of one camera do not take turns: one that records it comes before one that cannot, or that waits for a
/// publisher, and else the one that is followed is, until it falls silent.
///
/// Threads: guarded by its owner. Time is passed in, nanoseconds of a clock that only rises.
final class Presence {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
    /// A recorder that has said nothing for so long is gone.
    static final Duration RECORDER_GONE_AFTER = Duration.ofSeconds(3);
    /// Recorders speak each second.
    private static final long NEWS_FOR_NANOS = Duration.ofMillis(1500).toNanos();
    private static final long FOLLOWED_FOR_NANOS = Duration.ofMillis(2500).toNanos();
    private static final long GONE_AFTER_NANOS = RECORDER_GONE_AFTER.toNanos();
    static final TrackState GONE = TrackState.lost("recorder gone");
    private static final TrackState NOT_UNDERSTOOD = TrackState.lost("what its recorder says is not understood");
    static final TrackState UNREACHABLE = TrackState.lost("no connection to the bus");

    private Description description;
    private long heardNanos;
    private boolean present;
    private long nonsenseNanos;
    /// When the bus came back, for a recorder that has not been heard since.
    private long wholeNanos;
    private boolean whole = true;
    private boolean saidGone;

    Presence(Description description, long nowNanos) {
        this.description = description;
        heardNanos = nowNanos - GONE_AFTER_NANOS;
        nonsenseNanos = heardNanos;
        wholeNanos = heardNanos;
    }

    Description description() {
        return description;
    }

    /// The camera has other settings than were said last.
    void settled(Description changed) {
        description = changed;
    }

    /// A recorder speaks of the camera; false when another one is followed.
    boolean spoken(Description now, long nowNanos) {
        boolean follows = !present || now.recorder().equals(description.recorder())
                || nowNanos - heardNanos > FOLLOWED_FOR_NANOS || isBefore(now);
        if (follows) {
            take(now, nowNanos);
        }
        return follows;
    }

    private boolean isBefore(Description now) {
        if (now.holding().yieldsTo(description.holding())) {
            return false;
        }
        return description.holding().yieldsTo(now.holding()) || (isLost(description.state()) && !isLost(now.state()));
    }

    private static boolean isLost(@Nullable TrackState state) {
        return state == null || state.phase() == TrackState.Phase.LOST;
    }

    private void take(Description now, long nowNanos) {
        description = now;
        heardNanos = nowNanos;
        present = now.state() != null;
    }

    /// Takes a recorder's older word, which counts where nothing newer has been heard.
    void found(Description then, long nowNanos) {
        if (!present || nowNanos - heardNanos > NEWS_FOR_NANOS) {
            take(then, nowNanos);
        }
    }

    /// Something is said of the camera that makes no sense; it counts where nothing else is said.
    void spokenNonsense(long nowNanos) {
        nonsenseNanos = nowNanos;
    }

    /// What can be said of the camera now.
    ///
    /// @param isWhole whether all connections to the bus stand
    TrackState state(boolean isWhole, long nowNanos) {
        present = present && nowNanos - heardNanos <= GONE_AFTER_NANOS;
        wholeNanos = isWhole && !whole ? nowNanos : wholeNanos;
        whole = isWhole;
        if (!whole) {
            return UNREACHABLE;
        }
        var told = description.state();
        var state = present && told != null ? told : absent(told, nowNanos);
        sayWhetherGone(state.equals(GONE));
        return state;
    }

    /// For how long nobody has spoken of the camera.
    Duration silence(long nowNanos) {
        return Duration.ofNanos(nowNanos - heardNanos);
    }

    private TrackState absent(@Nullable TrackState told, long nowNanos) {
        if (told != null && nowNanos - wholeNanos < GONE_AFTER_NANOS) {
            return UNREACHABLE; // the bus is just back, and it may speak yet
        }
        return told != null && nowNanos - nonsenseNanos < GONE_AFTER_NANOS ? NOT_UNDERSTOOD : GONE;
    }

    private void sayWhetherGone(boolean gone) {
        if (gone && !saidGone && description.state() == null) {
            LOG.info("{}: {} has stopped recording", description.name(), description.recorder());
        } else if (gone && !saidGone) {
            LOG.warn("{}: lost: {}: {} has said nothing for {} s", description.name(), GONE.cause(), description.recorder(),
                    RECORDER_GONE_AFTER.toSeconds());
        } else if (saidGone && present) {
            LOG.info("{}: recorded again, by {}", description.name(), description.recorder());
        }
        saidGone = gone || (saidGone && !present);
    }
}
