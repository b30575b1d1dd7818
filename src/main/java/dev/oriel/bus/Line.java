package dev.oriel.bus;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection to the bus for one purpose, made again whenever it is lost: after 0.5 s, doubling to 5 s, each time a little
/// different.
///
/// Threads: one virtual thread of its own, which waits and works; [#close] ends it and waits for that.
final class Line implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Line.class);
    private static final long FIRST_RETRY_MILLIS = 500;
    private static final long LAST_RETRY_MILLIS = 5_000;
    private static final long PROVEN_AFTER_NANOS = Duration.ofSeconds(2).toNanos();
    private static final Duration END_WITHIN = Duration.ofSeconds(1);

    /// What a line is for. It runs once for each connection, until that fails.
    interface Work {
        void run(BusConnection connection) throws IOException, InterruptedException;
    }

    private final String name;
    private final BusUrl url;
    private final Reachability reachability;
    private final Work work;
    private final Thread thread;
    private volatile @Nullable BusConnection connection;
    private volatile boolean closed;

    Line(String name, BusUrl url, Reachability reachability, Work work) {
        this.name = name;
        this.url = url;
        this.reachability = reachability;
        this.work = work;
        thread = Thread.ofVirtual().name("oriel-bus-" + name).unstarted(this::run);
    }

    Line start() {
        reachability.expect(name);
        thread.start();
        return this;
    }

    private void run() {
        int failures = 0;
        try {
            while (!closed) {
                long beganNanos = System.nanoTime();
                var cause = connectAndWork();
                if (closed) {
                    return;
                }
                failures = System.nanoTime() - beganNanos > PROVEN_AFTER_NANOS ? 0 : failures + 1;
                reachability.down(name, cause);
                Thread.sleep(retryMillis(failures));
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    /// Returns why it ended.
    private String connectAndWork() throws InterruptedException {
        try (var made = BusConnection.open(url)) {
            connection = made;
            if (!closed) {
                reachability.up(name);
                work.run(made);
            }
            return "ended";
        } catch (IOException e) {
            LOG.debug("bus {}: {}", name, e.getMessage());
            return String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("bus {}: failed in a way that it should not", name, e);
            return e.toString();
        } finally {
            connection = null;
        }
    }

    private static long retryMillis(int failures) {
        long doubled = Math.min(LAST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(failures, 10));
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
