package dev.oriel.bus;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/// What a process listens to: a connection that is subscribed to a set of channels which changes.
///
/// Messages are small and are dealt with at once, so that Redis never finds a slow reader here; frames do not travel this way.
///
/// Threads: the line's own reads and calls the receiver, which must not block; one more, for as long as a connection stands,
/// subscribes and asks for signs of life. [#changed] may be called by any.
final class Channels {
    private static final Duration SIGN_OF_LIFE = Duration.ofMillis(700);

    private final Supplier<Set<String>> wanted;
    private final BiConsumer<String, String> receiver;
    private final Consumer<String> subscribed;
    private final News<Channels> news = new News<>();
    /// Channels that Redis has confirmed on this connection; also the lock under which they change.
    private final Set<String> heard = new HashSet<>();

    /// @param wanted     the channels as they should be now, at least one
    /// @param receiver   gets channel and message
    /// @param subscribed gets each channel that is heard from now on
    Channels(Supplier<Set<String>> wanted, BiConsumer<String, String> receiver, Consumer<String> subscribed) {
        this.wanted = wanted;
        this.receiver = receiver;
        this.subscribed = subscribed;
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
        long endNanos = System.nanoTime() + atMost.toNanos();
        synchronized (heard) {
            while (!heard.contains(channel)) {
                long leftNanos = endNanos - System.nanoTime();
                if (leftNanos <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(heard, leftNanos);
            }
            return true;
        }
    }

    /// A [Line]'s work.
    void run(BusConnection connection) throws IOException, InterruptedException {
        var writer = Thread.ofVirtual().name("oriel-bus-subscribe").start(() -> write(connection));
        try {
            while (true) {
                receive(connection.next());
            }
        } finally {
            writer.interrupt();
            connection.close();
            writer.join();
            synchronized (heard) {
                heard.clear();
            }
        }
    }

    private void write(BusConnection connection) {
        var asked = new HashSet<String>();
        try {
            while (true) {
                var now = Set.copyOf(wanted.get());
                send(connection, Command.SUBSCRIBE, minus(now, asked));
                send(connection, Command.UNSUBSCRIBE, minus(asked, now));
                asked.clear();
                asked.addAll(now);
                connection.send(Command.PING);
                connection.flush();
                news.take(SIGN_OF_LIFE);
            }
        } catch (InterruptedException e) {
            // the connection is over
        } catch (IOException e) {
            connection.close(); // and the reader learns of it
        }
    }

    private static Set<String> minus(Set<String> all, Set<String> without) {
        var rest = new HashSet<>(all);
        rest.removeAll(without);
        return rest;
    }

    private static void send(BusConnection connection, Command command, Set<String> channels) throws IOException {
        if (!channels.isEmpty()) {
            connection.send(command, channels.toArray(String[]::new));
        }
    }

    private void receive(Object reply) throws IOException {
        if (reply instanceof JedisDataException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
        if (reply instanceof List<?> parts && parts.size() == 3) {
            var channel = BusConnection.text(parts.get(1));
            switch (BusConnection.text(parts.get(0))) {
                case "message" -> receiver.accept(channel, BusConnection.text(parts.get(2)));
                case "subscribe" -> confirmed(channel);
                case "unsubscribe" -> ended(channel);
                default -> {
                    // a sign of life
                }
            }
        }
    }

    private void confirmed(String channel) {
        synchronized (heard) {
            heard.add(channel);
            heard.notifyAll();
        }
        subscribed.accept(channel);
    }

    private void ended(String channel) {
        synchronized (heard) {
            heard.remove(channel);
        }
    }
}
