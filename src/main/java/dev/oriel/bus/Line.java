package dev.oriel.bus;

import dev.oriel.limits.MemoryBudget;
import dev.oriel.observe.Bulkhead;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection to the bus for one purpose, made again whenever it is lost: after 0.5 s, doubling to 5 s, each time a little
/// different. Nothing but its close ends it, no [Error] either.
///
/// Threads: one virtual thread of its own, which waits and works; [#close] ends it and waits for that.
final class Line implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Line.class);
    private static final Bulkhead BULKHEAD = new Bulkhead(LOG, "a connection to the bus");
    private static final long FIRST_RETRY_NANOS = Duration.ofMillis(500).toNanos();
    private static final long LAST_RETRY_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long PROVEN_AFTER_NANOS = Duration.ofSeconds(2).toNanos();
    private static final Duration END_WITHIN = Duration.ofSeconds(1);

    /// What a line is for. It runs once for each connection, until that fails.
    interface Work {
        /// @param stands run as soon as the connection does what it is for
        void run(BusConnection connection, Runnable stands) throws IOException, InterruptedException;
    }

    private final String name;
    private final Reachability reachability;
    private final MemoryBudget.Reservation room;
    private final Work work;
    private final Thread thread;
    private volatile @Nullable BusConnection connection;
    private volatile boolean closed;
    private int failures;

    /// @param memory what replies of the bus are taken from
    Line(String name, Reachability reachability, MemoryBudget memory, Work work) {
        this.name = name;
        this.reachability = reachability;
        this.room = memory.open();
        this.work = work;
        thread = Thread.ofVirtual().name("oriel-bus-" + name).unstarted(this::run);
    }

    Line start() {
        reachability.expect(name);
        thread.start();
        return this;
    }

    private void run() {
        while (!closed) {
            BULKHEAD.run(this::connectWorkAndTell); // even telling what has failed may fail, where no memory is left
            if (!closed) {
                LockSupport.parkNanos(retryNanos());
            }
        }
    }

    private void connectWorkAndTell() {
        long beganNanos = reachability.nanoTime().getAsLong();
        var cause = connectAndWork();
        failures = reachability.nanoTime().getAsLong() - beganNanos > PROVEN_AFTER_NANOS ? 0 : failures + 1;
        if (!closed) {
            reachability.down(name, cause);
        }
    }

    /// Returns why it ended.
    private IOException connectAndWork() {
        try (var made = BusConnection.open(reachability.url(), room, reachability.nanoTime())) {
            connection = made;
            if (!closed) {
                work.run(made, () -> reachability.up(name));
            }
            return new IOException("ended");
        } catch (IOException e) {
            LOG.debug("bus {}: {}", name, e.getMessage());
            return e;
        } catch (InterruptedException e) {
            return new IOException("ended", e);
        } catch (RuntimeException | Error e) {
            BULKHEAD.failed(e);
            return new IOException("failed: " + e.getClass().getSimpleName(), e);
        } finally {
            connection = null;
            room.resize(0);
        }
    }

    private long retryNanos() {
        long doubled = Math.min(LAST_RETRY_NANOS, FIRST_RETRY_NANOS << Math.min(failures, 10));
        return ThreadLocalRandom.current().nextLong(doubled * 3 / 4, doubled + 1);
    }

    /// Ends several, side by side.
    static void close(List<Line> lines) {
        lines.forEach(Line::end);
        lines.forEach(Line::close);
    }

    private void end() {
        closed = true;
        var open = connection;
        if (open != null) {
            open.close();
        }
        thread.interrupt();
    }

    @Override
    public void close() {
        end();
        try {
            thread.join(END_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
