package dev.oriel.view;

import dev.oriel.filter.Ladder;
import dev.oriel.filter.Rung;
import dev.oriel.filter.Seat;
import dev.oriel.frame.Packet;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A viewer of one frame: the newest when the camera is live, else the first one that comes. It ends without one as soon as the
/// camera has said why there is none.
///
/// Threads: the event loop that it was made with.
public final class Snapshot implements Track.Listener {
    private final Ladder ladder;
    private final Seat seat;
    private final Rung rung;
    private final EventLoop loop;
    private final Duration atMost;
    private @Nullable ScheduledFuture<?> timeout;
    private final Consumer<@Nullable Packet> taker;
    private boolean done;

    /// @param rung  of the frame, unless there are no renditions
    /// @param taker called once, with a frame that it releases, or with null when none came in time or none is to be expected
    public Snapshot(EventLoop loop, Ladder ladder, Rung rung, Duration atMost, Consumer<@Nullable Packet> taker) {
        this.taker = taker;
        this.rung = rung;
        this.ladder = ladder;
        this.loop = loop;
        this.atMost = atMost;
        seat = ladder.seat(rung.level(0), loop, this);
    }

    /// Begins to wait, unless it was cancelled; the taker may be called at once.
    public void start() {
        if (done) {
            return;
        }
        seat.changeWherePossible(rung);
        seat.start();
        timeout = loop.schedule(() -> finish(null), atMost.toMillis(), TimeUnit.MILLISECONDS);
        packetAvailable();
        stateChanged(seat.state());
    }

    /// Somebody who asks for one picture rather hears why there is none than waits for the next attempt.
    @Override
    public void stateChanged(TrackState state) {
        boolean isExplained = switch (state.phase()) {
            case LOST, OFF -> true;
            case IDLE -> state.cause() != null;
            case STARTING, LIVE -> false;
        };
        if (isExplained) {
            finish(null);
        }
    }

    @Override
    public void packetAvailable() {
        if (!done) {
            seat.changeWherePossible(rung);
            if (!seat.isReady()) {
                seat.want(ladder.nowNanos());
                return;
            }
            var frame = seat.take();
            if (frame != null) {
                finish(frame);
            }
        }
    }

    /// Nobody waits any longer.
    public void cancel() {
        if (!done) {
            done = true;
            if (timeout != null) {
                timeout.cancel(false);
            }
            seat.close();
        }
    }

    private void finish(@Nullable Packet frame) {
        if (!done) {
            cancel();
            taker.accept(frame);
        }
    }
}
