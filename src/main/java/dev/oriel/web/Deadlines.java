package dev.oriel.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How long a connection may take to say what it wants: a client that sends its request one byte a minute is cut off, whatever
/// it has sent so far. While a request is being answered the clock stands still.
///
/// Threads: the connection's event loop.
final class Deadlines {
    /// From the connection to its first complete request head; a TLS handshake has its own limit.
    private static final Duration FIRST_REQUEST = Duration.ofSeconds(10);
    /// The same for a connection that stands in others' way.
    private static final Duration SHORT_REQUEST = Duration.ofSeconds(2);
    /// From one answer to the next complete request head.
    private static final Duration NEXT_REQUEST = Duration.ofSeconds(60);
    /// From the head of a request that has a body to its answer.
    private static final Duration BODY = Duration.ofSeconds(10);

    private final ChannelHandlerContext connection;
    private @Nullable ScheduledFuture<?> alarm;

    Deadlines(ChannelHandlerContext connection) {
        this.connection = connection;
        within(FIRST_REQUEST);
    }

    /// There are too many connections: this one has little time.
    void hurry() {
        within(SHORT_REQUEST);
    }

    /// A request head is complete; its body, if any, has a time of its own.
    void requestBegins(boolean bodyFollows) {
        if (bodyFollows) {
            within(BODY);
        } else {
            stop();
        }
    }

    /// The body may go on for ever: whoever reads it watches over it.
    void bodyIsEndless() {
        stop();
    }

    /// The answer is out.
    void requestEnds() {
        within(NEXT_REQUEST);
    }

    /// The connection is something else from now on, or closed.
    void stop() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }

    private void within(Duration time) {
        stop();
        alarm = connection.executor().schedule(() -> {
            connection.close();
        }, time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
