package dev.oriel.bus;

import dev.oriel.time.Clocks;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How far a recorder's clock is from this machine's, learnt from its heartbeats, and capture times put right by that.
///
/// Implementation notes. A heartbeat says what the recorder's clock showed as it left; it arrives later by the delay of the way, which is
/// never negative. So the least difference of the last 15 to 30 seconds is the skew and the shortest delay, whatever single heartbeats
/// were held up by; drift is followed as old differences are forgotten. A recorder's clock that is put forward gives a smaller difference
/// at once. One that is put back shows an earlier time than before, which no delay can do. When this machine's clock is put forward,
/// all differences are greater from then on: after two and a half seconds of nothing else the old ones are forgotten.
///
/// Skew and delay of a recorder that is a little behind look alike, so a capture time is put right only where the skew is more than half a
/// second, or where the picture would come from the future.
///
/// Threads: any.
final class RecorderClock {
    private static final Logger LOG = LoggerFactory.getLogger(RecorderClock.class);
    /// A skew that is worth a word and a correction; half a second, and a little less to end both.
    private static final long SKEW_MICROS = 500_000;
    private static final long NO_SKEW_MICROS = 400_000;
    private static final long SAID_ANEW_MICROS = 5_000_000;
    private static final long OLDEST_MICROS = Duration.ofSeconds(60).toMillis() * 1000;
    private static final long JUMP_MICROS = 1_000_000;
    private static final long BACKWARDS_MICROS = 50_000;
    private static final long WINDOW_NANOS = Duration.ofSeconds(15).toNanos();
    private static final long JUMP_AFTER_NANOS = Duration.ofMillis(2500).toNanos();
    private static final long KNOWN_AFTER_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long NONE = Long.MAX_VALUE;

    private final String recorder;
    private final Clocks clocks;
    private boolean heard;
    private long firstNanos;
    private long lastRemoteMicros;
    private long windowNanos;
    private long earlierLeast = NONE;
    private long least = NONE;
    private long leastSinceJump = NONE;
    private long jumpNanos;
    private boolean corrects;
    private long saidMicros;

    RecorderClock(String recorder, Clocks clocks) {
        this.recorder = recorder;
        this.clocks = clocks;
    }

    /// A heartbeat has just come.
    ///
    /// @param remoteMicros what the recorder's clock showed, microseconds since 1970-01-01 UTC
    synchronized void heartbeat(long remoteMicros) {
        long nowNanos = clocks.nowNanos();
        long offset = clocks.nowMicros() - remoteMicros;
        boolean backwards = heard && remoteMicros < lastRemoteMicros - BACKWARDS_MICROS;
        lastRemoteMicros = remoteMicros;
        if (!heard || backwards) {
            firstNanos = heard ? firstNanos : nowNanos;
            heard = true;
            beginAnew(offset, nowNanos);
        } else {
            rotate(nowNanos);
            least = Math.min(least, offset);
            followJump(offset, nowNanos);
        }
        judge(nowNanos);
    }

    private void beginAnew(long offset, long nowNanos) {
        earlierLeast = NONE;
        least = offset;
        leastSinceJump = NONE;
        windowNanos = nowNanos;
    }

    private void rotate(long nowNanos) {
        long passedNanos = nowNanos - windowNanos;
        if (passedNanos >= WINDOW_NANOS) {
            earlierLeast = passedNanos >= 2 * WINDOW_NANOS ? NONE : least;
            least = NONE;
            windowNanos = nowNanos;
        }
    }

    private void followJump(long offset, long nowNanos) {
        if (offset - offset() < JUMP_MICROS) {
            leastSinceJump = NONE;
            return;
        }
        jumpNanos = leastSinceJump == NONE ? nowNanos : jumpNanos;
        leastSinceJump = Math.min(leastSinceJump, offset);
        if (nowNanos - jumpNanos >= JUMP_AFTER_NANOS) {
            beginAnew(leastSinceJump, nowNanos);
        }
    }

    private long offset() {
        return Math.min(earlierLeast, least);
    }

    private void judge(long nowNanos) {
        long offset = offset();
        corrects = Math.abs(offset) > (corrects ? NO_SKEW_MICROS : SKEW_MICROS);
        if (nowNanos - firstNanos < KNOWN_AFTER_NANOS) {
            return; // the first heartbeat may have been held up
        }
        if (corrects && (saidMicros == 0 || Math.abs(offset - saidMicros) > SAID_ANEW_MICROS)) {
            saidMicros = offset;
            LOG.warn("the clock of the recorder {} is {} s {} this machine's; the ages of its pictures are corrected", recorder,
                    String.format(Locale.ROOT, "%.1f", Math.abs(offset) / 1e6), offset > 0 ? "behind" : "ahead of");
        } else if (!corrects && saidMicros != 0) {
            saidMicros = 0;
            LOG.info("the clock of the recorder {} agrees with this machine's again", recorder);
        }
    }

    /// When a picture was captured, by this machine's clock: never later than now. A time that would be more than a minute old is no time
    /// of a picture on the bus; it becomes now.
    ///
    /// @param remoteMicros by the recorder's clock
    synchronized long captured(long remoteMicros) {
        long nowMicros = clocks.nowMicros();
        long offset = heard && (corrects || offset() < 0) ? offset() : 0;
        long micros = remoteMicros + offset;
        return micros > nowMicros || micros < nowMicros - OLDEST_MICROS ? nowMicros : micros;
    }

    /// Seconds that the recorder's clock is ahead of this machine's (behind: negative), or null where they agree within half a second.
    synchronized @Nullable Double aheadSeconds() {
        return heard && corrects ? Math.round(-offset() / 1e3) / 1e3 : null;
    }
}
