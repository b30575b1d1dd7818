package dev.oriel.bus;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether all connections of this process to the bus stand; says once when one is lost, and when all are there again.
///
/// Threads: any. The listener is called on the thread of the connection that changed something.
final class Reachability {
    private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);

    private final String address;
    private final Map<String, String> causes = new ConcurrentHashMap<>();
    private volatile Runnable changed = () -> {};
    private boolean told;

    Reachability(BusUrl url) {
        address = url.masked();
    }

    /// Names who is told that [#isWhole] may have changed.
    void onChange(Runnable listener) {
        changed = listener;
    }

    /// A connection that is needed and not there yet.
    void expect(String line) {
        causes.put(line, "not connected yet");
    }

    void up(String line) {
        synchronized (this) {
            if (causes.remove(line) == null || !causes.isEmpty()) {
                return;
            }
            notifyAll();
            LOG.info(told ? "bus {}: connected again" : "bus {}: connected", address);
            told = false;
        }
        changed.run();
    }

    void down(String line, String cause) {
        synchronized (this) {
            causes.put(line, cause);
            if (!told) {
                LOG.warn("bus {}: no connection: {}", address, cause);
                told = true;
            }
        }
        changed.run();
    }

    /// Waits until every connection stands, or that time is over.
    synchronized void awaitWhole(Duration atMost) throws InterruptedException {
        long endNanos = System.nanoTime() + atMost.toNanos();
        for (long leftNanos = atMost.toNanos(); !isWhole() && leftNanos > 0; leftNanos = endNanos - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
        }
    }

    /// True while every connection stands.
    boolean isWhole() {
        return causes.isEmpty();
    }

    /// Why not, or empty when it does.
    String cause() {
        return causes.values().stream().filter(cause -> !cause.isEmpty()).findFirst().orElse("");
    }
}
