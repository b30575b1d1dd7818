package dev.oriel.view;

import dev.oriel.filter.Ladder;
import dev.oriel.filter.Rung;
import dev.oriel.filter.Seat;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrafficCount;
import dev.oriel.observe.Bulkhead;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.util.CharsetUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// A viewer of `multipart/x-mixed-replace`: the newest JPEG each time the kernel has taken the one before.
///
/// Such viewers acknowledge nothing, so what the kernel and the network hold for a slow one cannot be known from here; a viewer
/// that wants better than that uses `oriel.v1`.
///
/// Threads: the connection's event loop.
public final class MjpegSession implements Track.Listener {

    /// What parts the pictures.
    public static final String BOUNDARY = "oriel-frame";

    private static final Bulkhead BULKHEAD = new Bulkhead(LoggerFactory.getLogger(MjpegSession.class), "a viewer's check");
    /// Stands before the first part and right behind each: a browser shows a part when it sees the delimiter behind it.
    private static final String DELIMITER = "--" + BOUNDARY + "\r\n";
    private static final String PART = "Content-Type: image/jpeg\r\nContent-Length: ";

    private final Outlet outlet;
    private final Rung rung;
    private final RateLimit rate;
    private final Seat seat;
    private final TrafficCount sent;
    private @Nullable ScheduledFuture<?> check;
    private final Patience patience;
    private long movedAtNanos;
    private @Nullable ScheduledFuture<?> wake;
    private boolean closed;

    /// @param rung   watched as long as there are renditions, else the source
    /// @param maxFps frames per second at most, 0 for as many as there are
    public MjpegSession(Outlet outlet, Ladder ladder, Rung rung, double maxFps, Patience patience) {
        this.outlet = outlet;
        this.rung = rung;
        this.patience = patience;
        movedAtNanos = patience.nowNanos();
        rate = new RateLimit(maxFps);
        sent = ladder.source().deliveries().sent();
        seat = ladder.seat(rung.level(maxFps), outlet.loop(), this);
    }

    /// Begins, unless it was closed.
    public void start() {
        if (closed) {
            return;
        }
        outlet.onDrained(this::drained);
        seat.changeWherePossible(rung);
        seat.start();
        check = outlet.loop().scheduleWithFixedDelay(BULKHEAD.around(this::checkPatience), 1, 1, TimeUnit.SECONDS);
        outlet.write(new DefaultHttpContent(Unpooled.copiedBuffer(DELIMITER, CharsetUtil.US_ASCII)));
        packetAvailable();
    }

    private void drained() {
        movedAtNanos = patience.nowNanos();
        seat.wanting(!closed);
        packetAvailable();
    }

    @Override
    public void packetAvailable() {
        outlet.attempt(this::send);
    }

    private void send() {
        if (closed || !outlet.isDrained()) {
            return;
        }
        seat.changeWherePossible(rung);
        if (seat.rung().isSource() && !seat.hasNews()) {
            return;
        }
        long nowNanos = patience.nowNanos();
        if (nowNanos < rate.dueAtNanos()) {
            if (wake == null) {
                wake = outlet.loop().schedule(this::due, rate.dueAtNanos() - nowNanos, TimeUnit.NANOSECONDS);
            }
            return;
        }
        if (!seat.isReady()) {
            seat.want(nowNanos);
            return;
        }
        var frame = seat.take();
        if (frame == null) {
            return;
        }
        rate.passed(nowNanos);
        movedAtNanos = nowNanos;
        var head = PART + frame.contentBytes() + "\r\nX-Timestamp: " + seconds(frame.header().capturedAtMicros()) + "\r\n\r\n";
        var part = Unpooled.wrappedBuffer(Unpooled.copiedBuffer(head, CharsetUtil.US_ASCII), frame.content(),
                Unpooled.copiedBuffer("\r\n" + DELIMITER, CharsetUtil.US_ASCII));
        frame.release();
        sent.count(part.readableBytes());
        outlet.write(new DefaultHttpContent(part));
    }

    /// Seconds since 1970-01-01 UTC with six decimals, as `X-Timestamp` has them.
    public static String seconds(long epochMicros) {
        return BigDecimal.valueOf(epochMicros, 6).toPlainString();
    }

    private void due() {
        wake = null;
        packetAvailable();
    }

    private void checkPatience() {
        long stuckNanos = outlet.isDrained() ? 0 : patience.nowNanos() - movedAtNanos;
        boolean stalls = stuckNanos > patience.demandEndsAfter().toNanos();
        if (stalls) {
            seat.wanting(false);
        }
        if (stuckNanos > patience.stalledAfter().toNanos() || (stalls && !outlet.reserveUnread(patience.memory()))) {
            outlet.close();
        }
    }

    /// Frees everything; the connection is closed by its owner.
    public void close() {
        if (!closed) {
            closed = true;
            if (check != null) {
                check.cancel(false);
            }
            if (wake != null) {
                wake.cancel(false);
            }
            seat.close();
        }
    }
}
