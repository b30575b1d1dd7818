package dev.oriel.bus;

import dev.oriel.frame.ProtocolException;
import dev.oriel.observe.Bulkhead;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/// What a process listens to: a connection that is subscribed to a set of channels which changes.
///
/// Messages are small and are dealt with at once, so that Redis never finds a slow reader here; frames do not travel this way. A channel
/// that Redis refuses is asked for again with each sign of life, and costs the others nothing.
///
/// Threads: the line's own reads and calls the receiver, which must not block; one more, for as long as a connection stands,
/// subscribes and asks for signs of life. [#changed] may be called by any.
final class Channels {
    private static final Bulkhead BULKHEAD = new Bulkhead(LoggerFactory.getLogger(Channels.class), "a listener of the bus");
    private static final Duration SIGN_OF_LIFE = Duration.ofMillis(700);

    /// Who listens.
    interface Hearer {
        /// A message of at most 64 KiB.
        void message(String channel, String text);

        /// A message that was longer and has not been kept.
        default void dropped(String channel, String why) {
        }

        /// Nothing that is said on that channel is missed from now on.
        default void heard(String channel) {
        }

        /// Nothing more comes from that channel.
        default void ended(String channel) {
        }

        /// Redis does not let this process listen to that channel, or stop listening.
        ///
        /// @param begins whether it was to begin
        /// @param words  Redis's own
        default void refused(String channel, boolean begins, String words) {
        }
    }

    /// A command whose reply is on its way.
    ///
    /// @param channel empty for a sign of life
    private record OpenCommand(Command command, String channel) {}

    private final Supplier<Set<String>> wanted;
    private final Hearer receiver;
    private final LongSupplier nanoTime;
    private final News<Channels> news = new News<>();
    /// Channels that Redis has confirmed on this connection; also the lock under which this and the next change.
    private final Set<String> heard = new HashSet<>();
    /// In the order in which Redis will answer.
    private final Queue<OpenCommand> asked = new ArrayDeque<>();

    /// @param wanted   the channels as they should be now, at least one
    /// @param nanoTime a clock as [System#nanoTime]
    Channels(Supplier<Set<String>> wanted, Hearer receiver, LongSupplier nanoTime) {
        this.wanted = wanted;
        this.nanoTime = nanoTime;
        this.receiver = receiver;
    }

    /// What is wanted may be something else now.
    void changed() {
        news.add(this);
    }

    /// True when nothing that is said on that channel is missed here, for Redis has confirmed the subscription.
    boolean hears(String channel) {
        synchronized (heard) {
            return heard.contains(channel);
        }
    }

    /// Waits until that channel is heard; false when the time passes without.
    boolean awaitHeard(String channel, Duration atMost) throws InterruptedException {
        long endNanos = nanoTime.getAsLong() + atMost.toNanos();
        synchronized (heard) {
            while (!heard.contains(channel)) {
                long leftNanos = endNanos - nanoTime.getAsLong();
                if (leftNanos <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(heard, leftNanos);
            }
            return true;
        }
    }

    /// A [Line]'s work.
    void run(BusConnection connection, Runnable stands) throws IOException, InterruptedException {
        var writer = Thread.ofVirtual().name("oriel-bus-subscribe").start(() -> write(connection));
        try {
            while (true) {
                if (receive(connection, connection.next(ReplyLimit.MESSAGE))) {
                    stands.run(); // the channels before the first sign of life have been answered
                }
            }
        } finally {
            writer.interrupt();
            connection.close();
            writer.join();
            synchronized (heard) {
                heard.clear();
                asked.clear();
            }
        }
    }

    private void write(BusConnection connection) {
        try {
            while (true) {
                for (var next : due(wanted.get())) {
                    synchronized (heard) {
                        asked.add(next); // before it goes out: its reply may be there at once
                    }
                    if (next.channel.isEmpty()) {
                        connection.send(next.command);
                    } else {
                        connection.send(next.command, next.channel);
                    }
                }
                connection.flush();
                news.take(SIGN_OF_LIFE);
            }
        } catch (InterruptedException | IOException e) {
            // the connection is over
        } finally {
            connection.close(); // and the reader learns of it
        }
    }

    /// One channel a command: where one is refused, the others are not.
    private List<OpenCommand> due(Set<String> now) {
        var due = new ArrayList<OpenCommand>();
        synchronized (heard) {
            for (var channel : now) {
                if (!heard.contains(channel) && !asked.contains(new OpenCommand(Command.SUBSCRIBE, channel))) {
                    due.add(new OpenCommand(Command.SUBSCRIBE, channel));
                }
            }
            for (var channel : heard) {
                if (!now.contains(channel) && !asked.contains(new OpenCommand(Command.UNSUBSCRIBE, channel))) {
                    due.add(new OpenCommand(Command.UNSUBSCRIBE, channel));
                }
            }
        }
        due.add(new OpenCommand(Command.PING, ""));
        return due;
    }

    /// Returns true for a sign of life.
    private boolean receive(BusConnection connection, @Nullable Object reply) throws IOException {
        if (reply instanceof List<?> parts && parts.size() == 3) {
            switch (BusConnection.text(parts.get(0))) {
                case "message" -> BULKHEAD.run(() -> message(BusConnection.text(parts.get(1)), parts.get(2)));
                case "subscribe" -> confirmed(answered(Command.SUBSCRIBE, parts.get(1)));
                case "unsubscribe" -> ended(answered(Command.UNSUBSCRIBE, parts.get(1)));
                default -> throw new ProtocolException("a message that is none");
            }
            return false;
        }
        if (reply instanceof JedisDataException refusal) {
            refused(connection, refusal);
            return false;
        }
        if (reply instanceof Unread) {
            return false; // no answer is so long
        }
        answered(Command.PING, null);
        return true;
    }

    /// Whatever it does to its receiver, those that follow come.
    private void message(String channel, @Nullable Object text) {
        if (text instanceof byte[]) {
            receiver.message(channel, BusConnection.text(text));
        } else {
            receiver.dropped(channel, "a message of " + text + " was dropped");
        }
    }

    /// The channel of the command that has been answered.
    private String answered(Command command, @Nullable Object channel) throws ProtocolException {
        OpenCommand first;
        synchronized (heard) {
            first = asked.poll();
        }
        if (first == null || first.command != command
                || (channel != null && !first.channel.equals(BusConnection.text(channel)))) {
            throw new ProtocolException("an answer to what was not asked");
        }
        return first.channel;
    }

    private void confirmed(String channel) {
        synchronized (heard) {
            heard.add(channel);
            heard.notifyAll();
        }
        BULKHEAD.run(() -> receiver.heard(channel));
    }

    private void ended(String channel) {
        synchronized (heard) {
            heard.remove(channel);
        }
        BULKHEAD.run(() -> receiver.ended(channel));
        changed(); // it may be wanted again
    }

    private void refused(BusConnection connection, JedisDataException refusal) throws IOException {
        OpenCommand first;
        synchronized (heard) {
            first = asked.poll();
        }
        var words = connection.words(refusal);
        if (first == null || first.channel.isEmpty()) {
            throw new RedisRefusalException(words, refusal);
        }
        var channel = first.channel;
        boolean begins = first.command == Command.SUBSCRIBE;
        BULKHEAD.run(() -> receiver.refused(channel, begins, words));
    }
}
