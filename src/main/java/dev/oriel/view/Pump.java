package dev.oriel.view;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What goes out on one connection and when: the newest picture of the camera whose turn it is, as soon as [FlowControl] lets it.
///
/// A rung's encoder is asked shortly before its picture may go out. A picture is begun only when the kernel has taken the one
/// before, so that at most one waits in this process and texts never wait behind more than it.
///
/// Threads: the connection's event loop.
final class Pump {
    static final long NEVER = Long.MAX_VALUE;

    private static final long SENT = Long.MIN_VALUE;
    private static final long NANOS_A_MICRO = 1_000;
    /// Cameras that are asked for a picture at a time: the one whose turn it is, one more so that the path is not idle meanwhile, and
    /// others as long as all their pictures are sooner sent than encoded.
    private static final int LEAST_ASKED = 2;
    /// Then a camera that was asked and gave nothing no longer counts as asked.
    private static final long ANSWERS_WITHIN_NANOS = 200_000_000;

    private final Outlet outlet;
    private final Collection<Watched> watched;
    private final LongSupplier epochMicros;
    private final FlowControl flow;
    private final Allotment allotment = new Allotment();
    private final Turns turns = new Turns();
    private final ArrayDeque<Sent> inFlight = new ArrayDeque<>(4);
    private long lastId;

    /// A picture on its way.
    private record Sent(Watched one, long sequence, long id, long capturedAtMicros) {}

    /// @param watched     the cameras as they stand, which the session changes
    /// @param epochMicros the clock, microseconds since 1970-01-01 UTC
    Pump(Outlet outlet, Collection<Watched> watched, LongSupplier epochMicros) {
        this.outlet = outlet;
        this.epochMicros = epochMicros;
        flow = new FlowControl(outlet::unsentBytes);
        this.watched = watched;
    }

    FlowControl flow() {
        return flow;
    }

    /// Pictures that were sent and not acknowledged.
    int inFlight() {
        return inFlight.size();
    }

    /// False while there is no picture to wait for; the next one that is published says so itself.
    boolean hasWork() {
        for (var one : watched) {
            if (one.isPending()) {
                return true;
            }
        }
        return false;
    }

    /// The viewer wishes something else.
    void outdated() {
        allotment.outdated();
    }

    /// Sends what may go out now; returns when to be called again, or [#NEVER].
    long run(long nowNanos) {
        allotment.update(watched, flow.bytesPerSecond(), nowNanos);
        while (outlet.isDrained()) {
            long next = step(nowNanos);
            if (next != SENT) {
                return next;
            }
        }
        return NEVER;
    }

    private long step(long nowNanos) {
        var order = turns.order(watched, nowNanos);
        if (order.isEmpty()) {
            return firstDueNanos(nowNanos);
        }
        long startNanos = flow.mayStartAt(order.getFirst().nextBytes(), nowNanos);
        long leadNanos = order.getFirst().leadNanos();
        if (startNanos == NEVER || startNanos - leadNanos > nowNanos) {
            return startNanos == NEVER ? NEVER : startNanos - leadNanos;
        }
        return sendOrAsk(order, leadNanos, nowNanos);
    }

    private long sendOrAsk(List<Watched> order, long leadNanos, long nowNanos) {
        int asked = 0;
        double sentAfterNanos = 0;
        for (var one : order) {
            if (one.seat.isReady()) {
                long atNanos = flow.mayStartAt(one.nextBytes(), nowNanos);
                return atNanos > nowNanos ? atNanos : send(one, nowNanos);
            }
            one.seat.want(nowNanos);
            boolean answers = !one.seat.rung().isSource() && one.seat.hasNews()
                    && nowNanos - one.seat.askedAtNanos() < ANSWERS_WITHIN_NANOS;
            if (answers) {
                sentAfterNanos += one.nextBytes() / flow.bytesPerSecond() * 1e9;
                if (++asked >= LEAST_ASKED && sentAfterNanos >= leadNanos) {
                    break;
                }
            }
        }
        return firstDueNanos(nowNanos);
    }

    private long firstDueNanos(long nowNanos) {
        long first = NEVER;
        for (var one : watched) {
            if (one.dueAtNanos() > nowNanos && one.isPending()) {
                first = Math.min(first, one.dueAtNanos());
            }
        }
        return first;
    }

    private long send(Watched one, long nowNanos) {
        turns.serves(one);
        var frame = one.seat.take();
        if (frame == null) {
            return NEVER; // it was forgotten this very moment
        }
        var change = one.change(frame);
        if (change != null) {
            outlet.writeText(change.text(one.index()));
        }
        one.sent(++lastId, nowNanos);
        inFlight.add(new Sent(one, frame.header().sequence(), lastId, frame.header().capturedAtMicros()));
        flow.sent(lastId, outlet.announcedBytes(frame), nowNanos);
        one.camera().track().deliveries().sent().count(outlet.announcedBytes(frame));
        outlet.writeAnnounced(frame);
        return SENT;
    }

    /// A picture has arrived, and with it all that were sent before it: they came over one TCP connection.
    ///
    /// @return false when it was known already, or never sent
    boolean acknowledged(LiveMessages.Acknowledgement acknowledgement, long nowNanos) {
        var last = newest(acknowledgement);
        if (last == null) {
            return false;
        }
        long arrivedMicros = epochMicros.getAsLong() - flow.roundTripNanos() / 2 / NANOS_A_MICRO; // the acknowledgement's own way
        for (var next = inFlight.peek(); next != null && next.id <= last.id; next = inFlight.peek()) {
            inFlight.remove();
            next.one.device.received();
            next.one.camera().track().deliveries().arrivals().record(arrivedMicros - next.capturedAtMicros);
        }
        boolean exact = last.sequence == acknowledgement.sequence();
        flow.acknowledged(last.id, exact ? acknowledgement.dispersionMicros() : -1, nowNanos);
        return true;
    }

    private @Nullable Sent newest(LiveMessages.Acknowledgement acknowledgement) {
        for (var all = inFlight.descendingIterator(); all.hasNext();) {
            var sent = all.next();
            if (sent.one.index() == acknowledgement.camera() && isAtOrBefore(sent.sequence, acknowledgement.sequence())) {
                return sent;
            }
        }
        return null;
    }

    private static boolean isAtOrBefore(long sequence, long acknowledged) {
        return (int) (sequence - acknowledged) <= 0;
    }
}
