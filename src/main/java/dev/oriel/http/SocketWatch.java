package dev.oriel.http;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends waits for a server: when a stop is asked for, when the waiting thread is interrupted, and when nothing has come for too long.
///
/// A thread that reads looks here itself, several times a second ([WatchedSocket]): no end depends on another thread's getting its
/// turn. The [Watchdog] ends sooner what cannot look: connecting and writing. It closes the sockets, which wakes whoever uses them.
///
/// Threads: one waits at a time, between [#begin] and [#end].
final class SocketWatch implements AutoCloseable {
    static final String STOPPED = "stopped";
    static final String TIMED_OUT = "timed out";

    private static final Logger LOG = LoggerFactory.getLogger(SocketWatch.class);
    /// Waits of a stream follow each other closely; calling the watchdog for each would cost more than its looking in vain for a while.
    private static final int LOOKS_IN_VAIN = 25;

    private final BooleanSupplier stopped;
    private final LongSupplier nanoTime;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Thread waiting;
    private volatile long sinceNanos;
    private volatile long patienceNanos;
    private volatile String ended = "";
    private volatile boolean watched;
    private volatile boolean closed;
    /// The watchdog's.
    private int inVain;

    /// @param stopped  asked all the time; once true, every wait ends
    /// @param nanoTime a clock as [System#nanoTime]
    SocketWatch(BooleanSupplier stopped, LongSupplier nanoTime) {
        this.stopped = stopped;
        this.nanoTime = nanoTime;
    }

    /// The present, in nanoseconds.
    long nowNanos() {
        return nanoTime.getAsLong();
    }

    /// The calling thread is going to wait.
    ///
    /// @param patience how long nothing may come
    void begin(Duration patience) {
        ended = "";
        goOn(patience);
        waiting = Thread.currentThread();
        if (!watched) {
            synchronized (this) {
                watched = true;
                Watchdog.add(this);
            }
        }
    }

    /// The wait goes on for something else.
    void goOn(Duration patience) {
        patienceNanos = patience.toNanos();
        sinceNanos = nowNanos();
    }

    /// Something came.
    void progressed() {
        sinceNanos = nowNanos();
    }

    /// The wait is over.
    void end() {
        waiting = null;
    }

    /// `stopped` or `timed out` when the wait is to end, else empty. After a stop or the end of this watch every wait is to end.
    String due() {
        var thread = waiting;
        if (closed || stopped.getAsBoolean() || (thread != null && thread.isInterrupted())) {
            return STOPPED;
        }
        return thread != null && nowNanos() - sinceNanos > patienceNanos ? TIMED_OUT : "";
    }

    /// Why the wait was ended, else empty.
    String ended() {
        return ended;
    }

    /// The watchdog's turn.
    void lookOnceMore() {
        if (waiting != null) {
            inVain = 0;
            look();
        } else if (closed || ++inVain > LOOKS_IN_VAIN) {
            inVain = 0;
            dismiss();
        }
    }

    /// A wait that begins meanwhile sees that it is not watched, or is seen here.
    private synchronized void dismiss() {
        watched = false;
        if (waiting != null) {
            watched = true;
        } else {
            Watchdog.remove(this);
        }
    }

    /// Breaks all connections off when the wait is to end.
    ///
    /// @return true when it is
    boolean look() {
        var why = due();
        if (!why.isEmpty()) {
            ended = why;
            closeSockets();
        }
        return !why.isEmpty();
    }

    /// Begins a step only where the wait may go on.
    ///
    /// @throws IOException `stopped` or `timed out`
    void check() throws IOException {
        if (look()) {
            throw new IOException(ended);
        }
    }

    /// A socket to be closed with the others; at once when this watch has ended.
    void add(Socket socket) {
        sockets.add(socket);
        if (closed) {
            closeSockets();
        }
    }

    void remove(Socket socket) {
        sockets.remove(socket);
    }

    /// Breaks all connections off, whatever is under way on them.
    void closeSockets() {
        for (var socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("a socket that does not close", e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        closeSockets();
    }
}
