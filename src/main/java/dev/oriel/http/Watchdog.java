package dev.oriel.http;

import dev.oriel.observe.Bulkhead;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/// The one thread that looks at the waits of all cameras, 25 times a second; it sleeps while nobody waits.
///
/// A hundred cameras with a watcher each would wake the machine 2500 times a second.
///
/// Threads: any.
final class Watchdog {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
    private static final Watchdog ONE = new Watchdog();

    private final Bulkhead bulkhead = new Bulkhead(LoggerFactory.getLogger(Watchdog.class), "the end of a wait");
    private final Set<SocketWatch> watches = ConcurrentHashMap.newKeySet();
    private final Thread thread = Thread.ofPlatform().daemon().name("oriel-http-watch").unstarted(this::watch);
    private volatile boolean asleep;

    private Watchdog() {
        thread.start();
    }

    /// Looks at it until it says that nobody waits.
    static void add(SocketWatch watch) {
        ONE.watches.add(watch);
        if (ONE.asleep) {
            LockSupport.unpark(ONE.thread);
        }
    }

    static void remove(SocketWatch watch) {
        ONE.watches.remove(watch);
    }

    private void watch() {
        while (true) {
            if (watches.isEmpty()) {
                asleep = true;
                if (watches.isEmpty()) {
                    LockSupport.park(this);
                }
                asleep = false;
            }
            LockSupport.parkNanos(this, LOOK_NANOS);
            bulkhead.each(watches, SocketWatch::lookOnceMore);
        }
    }
}
