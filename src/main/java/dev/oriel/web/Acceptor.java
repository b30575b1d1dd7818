package dev.oriel.web;

import dev.oriel.observe.LogOncePerKey;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands where connections come in, before any byte of theirs is read and before TLS: too many are closed at once, and a system
/// that has no file left for one is neither asked again and again nor makes the log grow.
///
/// A few files are kept open for that case. Given back to the system they make room to take in the next connections: the reserve
/// for health checks, and whoever is closed at once instead of waiting unheard. The limit is the usual one again as soon as the
/// system gives these files back and some more, which is tried on a timer: files may come free, or the failure be over, without any
/// connection ending.
///
/// Threads: the acceptor's event loop; [ConnectionLimit] knows of the others.
@ChannelHandler.Sharable
final class Acceptor extends ChannelInboundHandlerAdapter {
    /// Set on a connection that may ask how the server is and nothing else.
    static final AttributeKey<Boolean> HEALTH_ONLY = AttributeKey.valueOf("oriel.healthOnly");

    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final int SPARE_FILES = ConnectionLimit.RESERVE + 8;
    /// Free files beside the spare ones from which on connections are taken in as usual: with none, the next would fail again.
    private static final int ROOM_FILES = 4;
    private static final int AGAIN_AFTER_MILLIS = 200;
    private static final long TIME_TO_ASK_NANOS = 100_000_000;

    /// A connection beyond the limit.
    private record Reserved(Channel connection, long sinceNanos) {}

    private final ConnectionLimit limit;
    private final AddressLimit addresses;
    private final ArrayDeque<Reserved> reserve = new ArrayDeque<>();
    private final LogOncePerKey log;
    private final LongSupplier nanoTime;
    private final ArrayDeque<FileInputStream> spare = new ArrayDeque<>();
    private boolean recovering;

    /// @param nanoTime a clock as [System#nanoTime]
    Acceptor(ConnectionLimit limit, AddressLimit addresses, LongSupplier nanoTime) {
        this.limit = limit;
        this.addresses = addresses;
        this.nanoTime = nanoTime;
        log = new LogOncePerKey(LOG, "connections", nanoTime);
        open(SPARE_FILES);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var connection = (Channel) message;
        if (!isOneOfFew(connection)) {
            connection.unsafe().closeForcibly();
            return;
        }
        var admission = limit.come();
        if (admission == ConnectionLimit.Admission.NOTHING) {
            if (!takeAnothersPlace()) {
                connection.unsafe().closeForcibly();
                return;
            }
            admission = ConnectionLimit.Admission.HEALTH;
        }
        if (admission == ConnectionLimit.Admission.HEALTH) {
            connection.attr(HEALTH_ONLY).set(true);
            reserve.removeIf(one -> !one.connection.isOpen());
            reserve.add(new Reserved(connection, nanoTime.getAsLong()));
            sayLimit();
        }
        var admitted = admission;
        connection.closeFuture().addListener(closed -> limit.left(admitted));
        context.fireChannelRead(message);
    }

    private boolean isOneOfFew(Channel connection) {
        if (!(connection.remoteAddress() instanceof InetSocketAddress peer)) {
            return true;
        }
        var address = peer.getAddress();
        if (addresses.come(address)) {
            connection.closeFuture().addListener(closed -> addresses.left(address));
            return true;
        }
        log.warn("address " + Gate.words(address), "further connections of " + Gate.words(address)
                + " are closed: it has as many as one address may have (server.connectionsPerAddress)");
        return false;
    }

    /// Connections that say nothing must not hold the reserve: the oldest goes where it had the time to ask.
    private boolean takeAnothersPlace() {
        var oldest = reserve.peek();
        if (oldest == null || nanoTime.getAsLong() - oldest.sinceNanos < TIME_TO_ASK_NANOS) {
            return false;
        }
        reserve.remove();
        oldest.connection.eventLoop().execute(() -> oldest.connection.unsafe().close(oldest.connection.voidPromise()));
        limit.comeInstead();
        return true;
    }

    private void sayLimit() {
        if (!limit.isShrunk()) {
            log.warn("limit", "all " + limit.most() + " connections are in use: further ones are closed, and only /healthz and"
                    + " /readyz are answered (server.maxConnections, ulimit -n, memory)");
        }
    }

    /// Accepting failed, which mostly means that there is no file left, here or in the whole system.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.warn("accept",
                "no connection can be taken in for now, " + cause.getMessage() + ": further ones are closed until there is"
                        + " room again (ulimit -n)");
        limit.systemIsFull();
        giveBack(0);
        context.channel().config().setAutoRead(false);
        later(context, () -> context.channel().config().setAutoRead(true));
        if (!recovering) {
            recovering = true;
            later(context, () -> recover(context));
        }
    }

    private static void later(ChannelHandlerContext context, Runnable step) {
        context.executor().schedule(step, AGAIN_AFTER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void recover(ChannelHandlerContext context) {
        if (open(SPARE_FILES + ROOM_FILES)) {
            giveBack(SPARE_FILES);
            limit.systemHasRoom();
            recovering = false;
        } else {
            giveBack(0);
            later(context, () -> recover(context));
        }
    }

    /// @return false when the system has not that many
    private boolean open(int files) {
        try {
            while (spare.size() < files) {
                spare.add(new FileInputStream("/dev/null"));
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void giveBack(int butFor) {
        while (spare.size() > butFor) {
            close(spare.remove());
        }
    }

    private static void close(FileInputStream file) {
        try {
            file.close();
        } catch (IOException e) {
            // It holds nothing.
        }
    }

    /// Gives the spare files back; after the last connection was taken in.
    void close() {
        giveBack(0);
    }
}
