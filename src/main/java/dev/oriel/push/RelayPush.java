package dev.oriel.push;

import dev.oriel.filter.Renditions;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import dev.oriel.observe.LogOncePerKey;
import dev.oriel.time.Clocks;
import dev.oriel.time.SystemClocks;
import dev.oriel.view.Patience;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the cameras of this process to a relay, over a connection that is opened again for as long as this runs. Nothing is captured
/// or sent before the relay watches.
///
/// Threads: any may call any method. One thread of its own dials and waits; the connection has an event loop of its own. Blocking:
/// [#close] waits two seconds at most.
public final class RelayPush implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RelayPush.class);
    private static final LogOncePerKey FAILURES = new LogOncePerKey(LOG, "failed attempts to reach relays", SystemClocks.NANOS);
    private static final Duration SAID_APART = Duration.ofSeconds(10);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(1);

    /// What a push is made of.
    ///
    /// @param edge        this edge's id, 32 hexadecimal digits
    /// @param waiting     runs what waits for a disk or the resolver
    /// @param patience    with a relay that acknowledges nothing
    /// @param environment names the proxies
    public record Parts(Hub hub, Renditions renditions, String edge, String version, Clocks clocks, Executor waiting,
            Supplier<Patience> patience, Offering offering,
            Map<String, String> environment) {}

    /// Which cameras are offered, and where they came from. Threads: any; nothing blocks.
    public interface Offering {
        /// True for a camera that a relay is offered where no setting names any.
        boolean isOfferedUnasked(Camera camera);

        /// The edges that it came through before this one, farthest first.
        List<String> path(Camera camera);
    }

    private final Parts parts;
    private final IoEventLoopGroup loops;
    private final Dialer dialer;
    private final RetryDelays delays = new RetryDelays(() -> ThreadLocalRandom.current().nextDouble());
    private final Semaphore changed = new Semaphore(0);
    private final Thread thread = Thread.ofPlatform().daemon().name("oriel-push").unstarted(this::run);
    /// Causes that were told since there was a connection last.
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final LogOncePerKey refusals;
    private volatile RelayPlan plan;
    private volatile @Nullable RelayConnection connection;
    private volatile boolean closed;
    private volatile List<String> shown = List.of();
    /// True until the cameras of this connection were said.
    private volatile boolean fresh = true;
    private volatile long saidAtNanos;

    public RelayPush(Parts parts, RelayPlan plan) {
        this.parts = parts;
        this.plan = plan;
        refusals = new LogOncePerKey(LOG, "cameras that a relay does not take", parts.clocks.nanoTime());
        loops = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("oriel-push-loop", true), io());
        dialer = new Dialer(loops, parts.waiting, parts.version, new ProxyRules(parts.environment));
    }

    private static IoHandlerFactory io() {
        return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }

    /// Begins to connect.
    public void start() {
        thread.start();
    }

    /// The plan as it stands.
    public RelayPlan plan() {
        return plan;
    }

    /// Takes over another plan: connects anew where the relay, the key or its certificate is another.
    public void plan(RelayPlan next) {
        var before = plan;
        plan = next;
        if (before.connectsOtherwise(next)) {
            changed.release();
            dialer.cancel();
            var open = connection;
            if (open != null) {
                open.close(CloseCodes.GOING_AWAY, new Lost("the settings have changed", Lost.Retry.USUAL));
            }
        }
    }

    /// True while a relay has answered an offer of this connection.
    public boolean isConnected() {
        var open = connection;
        return open != null && open.wasAccepted() && !open.ended().isDone();
    }

    private void run() {
        try {
            while (!closed) {
                changed.drainPermits(); // before the plan is read: a later one leaves another
                var used = plan;
                var lost = attempted(used);
                tell(used, lost);
                if (changed.tryAcquire(wait(lost).toMillis(), TimeUnit.MILLISECONDS)) {
                    delays.reset();
                    told.clear();
                }
            }
        } catch (InterruptedException e) {
            // It was told to end.
        }
    }

    /// An error of this program must not end the attempts.
    private Lost attempted(RelayPlan used) throws InterruptedException {
        try {
            return once(used);
        } catch (RuntimeException | Error e) {
            FAILURES.error("an attempt to reach a relay failed in a way that it should not", e);
            return new Lost("an error in this program, which the log tells", Lost.Retry.LATER);
        }
    }

    private Duration wait(Lost lost) {
        if (lost.retry() == Lost.Retry.LATEST) {
            delays.toLast();
        }
        return delays.next();
    }

    private Lost once(RelayPlan used) throws InterruptedException {
        try {
            var open = dialer.dial(used, () -> connection());
            connection = open;
            if (closed || plan.connectsOtherwise(used)) {
                open.close(CloseCodes.GOING_AWAY, new Lost("the settings have changed", Lost.Retry.USUAL));
            }
            var lost = open.ended().get();
            if (open.wasAccepted() && lost.retry() == Lost.Retry.USUAL) {
                delays.reset();
            }
            return lost;
        } catch (Unreachable e) {
            return e.lost();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            connection = null;
        }
    }

    private RelayConnection connection() {
        return new RelayConnection(parts, () -> plan, new RelayConnection.News() {
            @Override
            public void accepted(List<String> names) {
                tellAccepted(names);
            }

            @Override
            public void refused(String name, String code, String message) {
                var place = plan.relay().place();
                refusals.warn(name + " " + code + " " + place,
                        name + ": not shown by " + place + ": " + code + (message.isEmpty() ? "" : ": " + message));
            }
        });
    }

    // --- the log

    private void tellAccepted(List<String> names) {
        long nowNanos = parts.clocks.nowNanos();
        boolean isNews = fresh || (!names.equals(shown) && nowNanos - saidAtNanos >= SAID_APART.toNanos());
        if (isNews) { // a relay that says now this and now that fills no log
            told.clear();
            saidAtNanos = nowNanos;
            fresh = false;
            var place = plan.relay().place();
            if (names.isEmpty()) {
                LOG.info("connected to {}, which takes none of the cameras", place);
            } else {
                LOG.info("pushing {} to {}", String.join(", ", names), place);
            }
            shown = names;
        }
    }

    private void tell(RelayPlan used, Lost lost) {
        fresh = true;
        shown = List.of();
        if (!closed && told.add(lost.cause())) {
            LOG.warn("no connection to {}: {}; it is tried again for as long as this runs", used.relay().place(), lost.cause());
        }
    }

    // --- the end

    @Override
    public void close() {
        closed = true;
        changed.release();
        dialer.cancel();
        var open = connection;
        try {
            if (open != null) {
                open.close(CloseCodes.GOING_AWAY, new Lost("this edge ends", Lost.Retry.USUAL));
                open.ended().get(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the connection to the relay did not end in time");
        }
        thread.interrupt();
        loops.shutdownGracefully(0, ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(ENDS_WITHIN.toMillis());
    }
}
