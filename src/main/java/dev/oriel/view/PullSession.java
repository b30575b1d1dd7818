package dev.oriel.view;

import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrafficCount;
import dev.oriel.observe.Bulkhead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.base64.Base64;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// A viewer of the simple way: each text message asks for one frame that is newer than the last one it got.
///
/// A request that comes before a newer frame does waits for it; nobody else waits with it. At most [#MOST_OUTSTANDING] requests
/// wait, and a frame is begun only when the kernel has taken the one before, so a viewer that stops reading holds one frame here.
///
/// Threads: the connection's event loop.
public final class PullSession implements Track.Listener {

    /// Requests that may wait at a time; more are ignored.
    public static final int MOST_OUTSTANDING = 8;

    private static final Bulkhead BULKHEAD = new Bulkhead(LoggerFactory.getLogger(PullSession.class), "a viewer's check");

    private final Outlet outlet;
    private final Encoding encoding;
    private final Patience patience;
    private final TrafficCount sent;
    private final Subscription subscription;
    private @Nullable ScheduledFuture<?> check;
    private final Runnable giveUp;
    private int outstanding;
    private long activeAtNanos;
    private boolean closed;

    /// What the answer looks like.
    public enum Encoding {
        /// One binary message, the JPEG.
        BINARY,
        /// One text message, the JPEG in base64.
        BASE64
    }

    /// @param giveUp disconnects a viewer that has been silent for too long
    public PullSession(Outlet outlet, Track track, Encoding encoding, Patience patience, Runnable giveUp) {
        this.outlet = outlet;
        this.encoding = encoding;
        this.patience = patience;
        this.giveUp = giveUp;
        this.activeAtNanos = patience.nowNanos();
        sent = track.deliveries().sent();
        subscription = track.subscription(outlet.loop(), this);
    }

    /// Begins, and counts as demand.
    public void start() {
        outlet.onDrained(this::answer);
        subscription.start();
        subscription.wanting(true);
        long everyMillis = Duration.ofSeconds(1).toMillis();
        check = outlet.loop().scheduleWithFixedDelay(BULKHEAD.around(this::checkPatience), everyMillis, everyMillis,
                TimeUnit.MILLISECONDS);
    }

    /// One frame more is asked for.
    public void request() {
        if (closed) {
            return;
        }
        outstanding = Math.min(outstanding + 1, MOST_OUTSTANDING);
        activeAtNanos = patience.nowNanos();
        subscription.wanting(true);
        answer();
    }

    @Override
    public void packetAvailable() {
        outlet.attempt(this::answer);
    }

    private void answer() {
        if (closed || outstanding == 0 || !outlet.isDrained()) {
            return;
        }
        var frame = subscription.take();
        if (frame == null) {
            return;
        }
        outstanding--;
        var jpeg = frame.content();
        frame.release();
        sent.count(jpeg.readableBytes());
        switch (encoding) {
            case BINARY -> outlet.writeBinary(jpeg);
            case BASE64 -> outlet.write(new TextWebSocketFrame(base64(jpeg)));
        }
    }

    private static ByteBuf base64(ByteBuf jpeg) {
        try {
            return Base64.encode(jpeg, false);
        } finally {
            jpeg.release();
        }
    }

    private void checkPatience() {
        boolean waits = outstanding > 0 && outlet.isDrained();
        if (waits) {
            activeAtNanos = patience.nowNanos();
        }
        var silent = Duration.ofNanos(patience.nowNanos() - activeAtNanos);
        boolean stalls = silent.compareTo(patience.demandEndsAfter()) > 0;
        if (stalls) {
            subscription.wanting(false);
        }
        if (silent.compareTo(patience.stalledAfter()) > 0 || (stalls && !outlet.reserveUnread(patience.memory()))) {
            giveUp.run();
        }
    }

    /// Frees everything; the connection is closed by its owner.
    public void close() {
        if (!closed) {
            closed = true;
            if (check != null) {
                check.cancel(false);
            }
            subscription.close();
        }
    }

    /// What was sent and what was missed; null after the close.
    public @Nullable Subscription subscription() {
        return closed ? null : subscription;
    }
}
