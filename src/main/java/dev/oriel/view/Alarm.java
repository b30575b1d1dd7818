package dev.oriel.view;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One moment at which something is to be done, at the latest.
///
/// Threads: the event loop.
final class Alarm {
    private static final long NEVER = Long.MAX_VALUE;

    private final EventLoop loop;
    private final Runnable action;
    private @Nullable ScheduledFuture<?> timer;
    private long atNanos = NEVER;

    Alarm(EventLoop loop, Runnable action) {
        this.loop = loop;
        this.action = action;
    }

    /// Sees to it that the alarm rings by then. One that is set for earlier stays: whoever hears it finds nothing to do and sets the
    /// next, once a second, where moving it would cost a timer for each picture and each acknowledgement.
    ///
    /// @param nextNanos [System#nanoTime], or the greatest number for never
    void set(long nextNanos, long nowNanos) {
        if (nextNanos >= atNanos) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        atNanos = nextNanos;
        timer = loop.schedule(this::ring, Math.max(0, nextNanos - nowNanos), TimeUnit.NANOSECONDS);
    }

    /// Rings no more.
    void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        atNanos = NEVER;
    }

    private void ring() {
        atNanos = NEVER;
        timer = null;
        action.run();
    }
}
