package dev.oriel.filter;

import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Packet;
import dev.oriel.hub.DemandLevel;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// One viewer's place on a camera's ladder: the rung that it watches, which may change, and the last frame it got, which no
/// later one precedes.
///
/// Threads: one, which is also the one that the listener is called on. Nothing blocks.
public final class Seat implements AutoCloseable {
    /// An answer that was not fetched for longer is old: its viewer could not take it after all.
    private static final long ANSWER_MICROS = 100_000;

    private final Ladder ladder;
    private final Executor executor;
    private final Track.Listener listener;
    /// Stays for the states, also while the pictures come from a rung.
    private final Subscription source;
    private Ladder.@Nullable Place place;
    private Rung rung = Rung.SOURCE;
    private boolean wanting = true;
    private DemandLevel level;
    private boolean closed;
    private boolean isUndecided;
    private boolean got;
    private long lastNumber;
    private long askedAtNanos = Long.MIN_VALUE;
    private long askedAtPublished = Long.MAX_VALUE;

    /// @param level how much of the pictures is of use to the viewer
    Seat(Ladder ladder, DemandLevel level, Executor executor, Track.Listener listener) {
        this.ladder = ladder;
        this.level = level;
        this.executor = executor;
        this.listener = listener;
        source = ladder.source().subscription(executor, new Track.Listener() {
            @Override
            public void packetAvailable() {
                if (rung.isSource() || !ladder.isAvailable()) {
                    listener.packetAvailable();
                }
            }

            @Override
            public void stateChanged(TrackState state) {
                listener.stateChanged(state);
            }
        });
    }

    /// Has nothing encoded at the source until [#change] says which rung is watched. Before [#start].
    public void undecided() {
        isUndecided = true;
        source.undecided(true);
    }

    /// Takes the place, and counts as demand; of the rung, where one was chosen before.
    public void start() {
        source.start();
        source.level(level);
        source.wanting(wanting && place == null);
    }

    /// Gives nothing at or below what another seat of the same camera gave before: for a viewer that comes back to it.
    public void after(Seat before) {
        got = before.got;
        lastNumber = before.lastNumber;
    }

    /// The rung that is watched.
    public Rung rung() {
        return rung;
    }

    /// Watches a rung, or the source where its pictures are no wider, and as long as there are no renditions: the listener hears of the
    /// source's frames then, and whoever calls this again with each comes back to the rung.
    public void changeWherePossible(Rung wished) {
        var newest = source.track().newest();
        boolean fits = newest != null && newest.widthPixels() <= wished.widthPixels();
        change(ladder.isAvailable() && !fits ? wished : Rung.SOURCE);
    }

    /// Watches another rung from now on.
    public void change(Rung next) {
        if (closed) {
            return;
        }
        if (next.equals(rung)) {
            decided();
            return;
        }
        var before = place;
        rung = next;
        askedAtPublished = Long.MAX_VALUE;
        // The new place is taken before the old one is left, so that demand does not end in between.
        place = next.isSource() ? null : ladder.join(next, level, executor, listener);
        if (place != null) {
            place.subscription().wanting(wanting);
        }
        source.wanting(wanting && place == null);
        decided();
        if (before != null) {
            ladder.leave(before);
        }
    }

    private void decided() {
        if (isUndecided) {
            isUndecided = false;
            source.undecided(false);
        }
    }

    /// Says whether this viewer counts as demand.
    public void wanting(boolean wants) {
        wanting = wants;
        source.wanting(wants && place == null);
        if (place != null) {
            place.subscription().wanting(wants);
        }
    }

    /// Says how much of the pictures is of use to this viewer, whatever rung it is on.
    public void level(DemandLevel next) {
        level = next;
        source.level(next);
        if (place != null) {
            place.subscription().level(next);
        }
    }

    /// The camera's state.
    public TrackState state() {
        return source.track().state();
    }

    /// True when the camera has a frame that is newer than the last one taken, though perhaps not yet at this rung.
    public boolean hasNews() {
        return isNews(source.track().newest());
    }

    /// True when [#take] would return a frame that is worth to be taken: made of the camera's newest, or just now because [#want]
    /// was called, or else an encoder that lags would never be new enough.
    public boolean isReady() {
        var at = place;
        if (at == null) {
            return hasNews() && source.availableBytes() > 0;
        }
        var made = at.rendition().track.newest();
        if (made == null || !isNews(made)) {
            return false;
        }
        var newest = source.track().newest();
        return newest == null || newest.sequence() == made.sequence() || isAnswer(at.rendition(), made);
    }

    private boolean isAnswer(Rendition rendition, FrameHeader made) {
        return rendition.track.published() > askedAtPublished
                && ladder.epochMicros() - made.capturedAtMicros() - made.publishedAfterMicros() < ANSWER_MICROS;
    }

    /// This viewer could take a frame now: of the camera's newest picture, or of its next when that was taken already.
    public void want(long nowNanos) {
        var at = place;
        if (at != null) {
            long published = at.rendition().track.published();
            if (published > askedAtPublished || askedAtPublished == Long.MAX_VALUE) {
                askedAtPublished = published;
                askedAtNanos = nowNanos;
            }
            ladder.want(at.rendition());
        }
    }

    /// When [#want] was first called since the last frame was taken, or a time long ago.
    public long askedAtNanos() {
        return askedAtPublished == Long.MAX_VALUE ? Long.MIN_VALUE : askedAtNanos;
    }

    /// Bytes of the frame that [#take] would return, or 0.
    public int availableBytes() {
        var at = place;
        return (at == null ? source : at.subscription()).availableBytes();
    }

    /// The newest frame of the rung when it is newer than the last one taken, else null; then the next one is asked for, since it may
    /// have been forgotten after [#isReady] saw it. The receiver releases it.
    public @Nullable Packet take() {
        var frame = newest();
        if (frame == null) {
            want(ladder.nowNanos());
            return null;
        }
        got = true;
        lastNumber = frame.header().sequence();
        askedAtPublished = Long.MAX_VALUE;
        return frame;
    }

    private @Nullable Packet newest() {
        var at = place;
        var frame = (at == null ? source : at.subscription()).take();
        if (frame == null) {
            return null;
        }
        if (!isNews(frame.header())) {
            frame.release();
            return null;
        }
        return frame;
    }

    private boolean isNews(@Nullable FrameHeader header) {
        return header != null && (!got || (int) (header.sequence() - lastNumber) > 0);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            source.close();
            if (place != null) {
                ladder.leave(place);
                place = null;
            }
        }
    }
}
