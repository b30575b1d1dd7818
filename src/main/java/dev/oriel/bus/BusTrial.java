package dev.oriel.bus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/// A try of each command that recorders and servers send, on keys that nobody else reads and that expire.
///
/// Blocking: some seconds at most, as [BusConnection].
public final class BusTrial {
    private static final Pattern VERSION = Pattern.compile("(?m)^redis_version:([\\w.]+)");
    private static final String EXPIRES_SECONDS = "5";
    private static final String EXPIRES_MILLIS = "5000";

    private final BusConnection connection;
    private final List<String> sent = new ArrayList<>();

    /// The result of a try.
    ///
    /// @param version `Redis 7.0.15`; without a number where the user may not ask for it
    /// @param refused what is not permitted or not possible, in words, each once
    public record RedisReport(String version, List<String> refused) {
        public RedisReport {
            refused = List.copyOf(refused);
        }
    }

    private BusTrial(BusConnection connection) {
        this.connection = connection;
    }

    /// @param nanoTime a clock as [System#nanoTime]
    /// @throws IOException when Redis is not reached or lets nobody in; the words are without the password
    public static RedisReport run(BusPlan plan, LongSupplier nanoTime) throws IOException {
        try (var connection = BusConnection.open(plan.url(), nanoTime)) {
            return new RedisReport(version(connection), new BusTrial(connection).refused(plan));
        }
    }

    private static String version(BusConnection connection) throws IOException {
        connection.send(Command.INFO, "server");
        var found = VERSION.matcher(BusConnection.text(connection.reply(ReplyLimit.GREETING)));
        return found.find() ? "Redis " + found.group(1) : "Redis";
    }

    private List<String> refused(BusPlan plan) throws IOException {
        var key = plan.prefix() + "doctor:" + Identity.random();
        var hash = key + ":hash";
        var stream = key + ":stream";
        send(Command.SET, key, "1", "PX", EXPIRES_MILLIS);
        send(Command.GET, key);
        send(Command.STRLEN, key);
        send(Command.HSET, hash, "a", "1");
        send(Command.EXPIRE, hash, EXPIRES_SECONDS);
        send(Command.HGET, hash, "a");
        send(Command.HMGET, hash, "a");
        send(Command.HGETALL, hash);
        send(Command.XADD, stream, "*", "a", "1");
        send(Command.PEXPIRE, stream, EXPIRES_MILLIS);
        send(Command.XREAD, "COUNT", "1", "STREAMS", stream, "0");
        send(Command.EVAL, "return 1", "0");
        send(Command.SCAN, "0", "COUNT", "1");
        send(Command.PUBLISH, key, "1");
        send(Command.DEL, key, hash, stream);
        send(Command.SUBSCRIBE, key); // last: after it the connection takes nothing else
        return refusals();
    }

    private void send(Command command, String... arguments) throws IOException {
        connection.send(command, arguments);
        sent.add(command.name());
    }

    private List<String> refusals() throws IOException {
        var refused = new LinkedHashSet<String>();
        var replies = connection.replies(sent.size(), ReplyLimit.EVENTS);
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i) instanceof JedisDataException refusal) {
                refused.add(sent.get(i) + " is refused: " + connection.words(refusal));
            }
        }
        return List.copyOf(refused);
    }
}
