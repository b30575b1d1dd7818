package dev.oriel.bus;

import dev.oriel.auth.LoginEvent;
import dev.oriel.auth.LoginLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/// What came of logins and keys at every server of a bus, over the stream `limit:logins`: so an attacker gains nothing from a balancer in
/// front of several servers. Without the bus each server counts for itself.
///
/// Threads: [#tell] any; the rest the line's.
final class LoginEvents {
    private static final int MOST_UNTOLD = 1000;
    private static final String MOST_KEPT = "2000";
    private static final String MOST_AT_A_TIME = "500";
    private static final Duration HEARD_OF_BEFORE = Duration.ofMinutes(1);
    private static final String EXPIRES_SECONDS = Long.toString(Duration.ofHours(1).toSeconds());
    private static final int MOST_LETTERS = 100;

    private final BusNames names;
    private final LongSupplier epochMicros;
    private final String server = Identity.make();
    private final BlockingQueue<LoginEvent> untold = new ArrayBlockingQueue<>(MOST_UNTOLD);
    private volatile @Nullable LoginLimiter limiter;
    private String heardUpTo = "";

    LoginEvents(BusNames names, LongSupplier epochMicros) {
        this.names = names;
        this.epochMicros = epochMicros;
    }

    /// Has this server's outcomes told to the others, and theirs counted here.
    void share(LoginLimiter counted) {
        limiter = counted;
        counted.share(this::tell);
    }

    /// What is too much is not told: each server counts for itself all the same.
    private void tell(LoginEvent event) {
        untold.offer(event);
    }

    /// Tells and hears what is new.
    ///
    /// @throws SessionKeys.Refused where Redis does not let us
    void exchange(BusConnection connection) throws IOException {
        var counted = limiter;
        if (counted == null) {
            return;
        }
        tellAll(connection);
        if (heardUpTo.isEmpty()) {
            heardUpTo = epochMicros.getAsLong() / 1000 - HEARD_OF_BEFORE.toMillis() + "-0";
        }
        connection.send(Command.XREAD, "COUNT", MOST_AT_A_TIME, "STREAMS", names.logins(), heardUpTo);
        var reply = granted(connection, connection.reply(ReplyLimit.EVENTS));
        if (reply instanceof List<?> streams && !streams.isEmpty() && streams.getFirst() instanceof List<?> stream
                && stream.size() == 2 && stream.getLast() instanceof List<?> entries) {
            entries.forEach(entry -> hear(entry, counted));
        }
    }

    private void tellAll(BusConnection connection) throws IOException {
        var events = new ArrayList<LoginEvent>();
        untold.drainTo(events);
        for (var event : events) {
            connection.send(Command.XADD, names.logins(), "MAXLEN", "~", MOST_KEPT, "*", "server", server, "address",
                    event.address(), "account", event.account(), "right", event.right() ? "1" : "0");
        }
        if (!events.isEmpty()) {
            connection.send(Command.EXPIRE, names.logins(), EXPIRES_SECONDS);
            for (var reply : connection.replies(events.size() + 1, ReplyLimit.WORD)) {
                granted(connection, reply);
            }
        }
    }

    private static @Nullable Object granted(BusConnection connection, @Nullable Object reply) throws SessionKeys.Refused {
        if (reply instanceof JedisDataException refusal) {
            throw new SessionKeys.Refused("the bus refuses to share failed logins: " + connection.words(refusal));
        }
        return reply;
    }

    /// Odd entries are passed over.
    private void hear(@Nullable Object entry, LoginLimiter counted) {
        if (entry instanceof List<?> parts && parts.size() == 2 && parts.getLast() instanceof List<?> words) {
            heardUpTo = BusConnection.text(parts.getFirst());
            Map<String, String> fields = new HashMap<>();
            for (int i = 0; i + 1 < words.size(); i += 2) {
                fields.put(BusConnection.text(words.get(i)), BusConnection.text(words.get(i + 1)));
            }
            var address = fields.getOrDefault("address", "");
            var account = fields.getOrDefault("account", "");
            if (!server.equals(fields.get("server")) && !address.isEmpty() && address.length() <= MOST_LETTERS
                    && account.length() <= MOST_LETTERS) {
                counted.hear(new LoginEvent(address, account, "1".equals(fields.get("right"))));
            }
        }
    }
}
