package dev.oriel.bus;

import dev.oriel.observe.Bulkhead;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether all connections of this process to the bus stand; says once when one is lost, and when all are there again. A refusal is
/// said as well where another cause came before it.
///
/// Threads: any. The listener is called on the thread of the connection that changed something.
final class Reachability {
    private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);
    private static final Bulkhead BULKHEAD = new Bulkhead(LOG, "a listener of the bus");
    private static final int MOST_SAID = 8;

    private final BusUrl url;
    private final Map<String, String> causes = new ConcurrentHashMap<>();
    /// Since all stood; empty while they do.
    private final Set<String> said = new HashSet<>();
    private volatile Runnable changed = () -> {};

    Reachability(BusUrl url) {
        this.url = url;
    }

    BusUrl url() {
        return url;
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
            LOG.info(said.isEmpty() ? "bus {}: connected" : "bus {}: connected again", url.masked());
            said.clear();
        }
        BULKHEAD.run(changed);
    }

    void down(String line, IOException cause) {
        var words = String.valueOf(cause.getMessage());
        synchronized (this) {
            causes.put(line, words);
            boolean isNews = said.isEmpty() || (cause instanceof RefusalException && said.size() < MOST_SAID);
            if (isNews && said.add(words)) {
                LOG.warn("bus {}: no connection: {}", url.masked(), words);
            }
        }
        BULKHEAD.run(changed);
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
