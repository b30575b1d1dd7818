package dev.oriel.bus;

import dev.oriel.observe.Bulkhead;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Whether all connections of this process to the bus stand; says once when one is lost, and when all are there again. A refusal is
/// said as well where another cause came before it. Connections that come and go, such as to a server that breaks off at each question,
/// are one loss: they are there again when they have stood for a while.
///
/// Threads: any. The listener is called on the thread of the connection that changed something.
final class Reachability {
    private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);
    private static final Bulkhead BULKHEAD = new Bulkhead(LOG, "a listener of the bus");
    private static final long SETTLED_AFTER_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int MOST_SAID = 8;

    private final BusUrl url;
    private final LongSupplier nanoTime;
    private final boolean isSilent;
    private final Map<String, String> causes = new ConcurrentHashMap<>();
    /// Of the loss that has not been taken back; empty where there is none.
    private final Set<String> said = new HashSet<>();
    private long wholeNanos;
    private boolean comesAndGoes;
    private volatile Runnable changed = () -> {};

    /// @param nanoTime a clock as [System#nanoTime]
    Reachability(BusUrl url, LongSupplier nanoTime) {
        this(url, nanoTime, false);
    }

    private Reachability(BusUrl url, LongSupplier nanoTime, boolean isSilent) {
        this.url = url;
        this.nanoTime = nanoTime;
        this.isSilent = isSilent;
    }

    /// Of further connections of a process, the loss of which is told with that of the others.
    static Reachability silent(BusUrl url, LongSupplier nanoTime) {
        return new Reachability(url, nanoTime, true);
    }

    BusUrl url() {
        return url;
    }

    /// The clock of the connections, as [System#nanoTime].
    LongSupplier nanoTime() {
        return nanoTime;
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
            wholeNanos = nanoTime.getAsLong();
            if (said.isEmpty()) {
                LOG.atLevel(news()).log("bus {}: connected", url.masked());
            } else if (!comesAndGoes) {
                settled();
            }
        }
        BULKHEAD.run(changed);
    }

    private Level news() {
        return isSilent ? Level.DEBUG : Level.INFO;
    }

    private void settled() {
        LOG.atLevel(news()).log("bus {}: connected again", url.masked());
        said.clear();
        comesAndGoes = false;
    }

    /// Time has passed.
    synchronized void settle() {
        if (comesAndGoes && isWhole() && nanoTime.getAsLong() - wholeNanos > SETTLED_AFTER_NANOS) {
            settled();
        }
    }

    void down(String line, IOException cause) {
        var words = String.valueOf(cause.getMessage());
        synchronized (this) {
            comesAndGoes |= isWhole() && nanoTime.getAsLong() - wholeNanos < SETTLED_AFTER_NANOS;
            causes.put(line, words);
            boolean isNews = said.isEmpty() || (cause instanceof RedisRefusalException && said.size() < MOST_SAID);
            if (isNews && said.add(words)) {
                LOG.atLevel(isSilent ? Level.DEBUG : Level.WARN).log("bus {}: no connection: {}", url.masked(), words);
            }
        }
        BULKHEAD.run(changed);
    }

    /// Waits until every connection stands, or that time is over.
    synchronized void awaitWhole(Duration atMost) throws InterruptedException {
        long endNanos = nanoTime.getAsLong() + atMost.toNanos();
        for (long leftNanos = atMost.toNanos(); !isWhole() && leftNanos > 0; leftNanos = endNanos - nanoTime.getAsLong()) {
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
