package dev.oriel.http;

import dev.oriel.observe.Bulkhead;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/// The one thread that looks at the waits of all cameras, 25 times a second; it ends when nobody waits, and is begun again.
///
/// A hundred cameras with a watcher each would wake the machine 2500 times a second.
///
/// Threads: any.
final class Watchdog {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
    private static final Watchdog ONE = new Watchdog();

    private final Bulkhead bulkhead = new Bulkhead(LoggerFactory.getLogger(Watchdog.class), "the end of a wait");
    private final Set<SocketWatch> watches = ConcurrentHashMap.newKeySet();
    private boolean running;

    private Watchdog() {
    }

    /// Looks at it until it says that nobody waits.
    static void add(SocketWatch watch) {
        ONE.begin(watch);
    }

    static void remove(SocketWatch watch) {
        ONE.watches.remove(watch);
    }

    private synchronized void begin(SocketWatch watch) {
        watches.add(watch);
        if (!running) {
            Thread.ofPlatform().daemon().name("oriel-http-watch").start(this::watch);
            running = true;
        }
    }

    private synchronized boolean goesOn() {
        running = !watches.isEmpty();
        return running;
    }

    private void watch() {
        while (goesOn()) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            bulkhead.each(watches, SocketWatch::lookOnceMore);
        }
    }
}
