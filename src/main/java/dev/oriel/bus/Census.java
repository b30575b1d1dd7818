package dev.oriel.bus;

import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Hub;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/// What recorders have said before this server listened: every camera's hash in Redis, looked at once for each connection, in steps
/// between which other things are done.
///
/// A key with an odd value costs itself. Where Redis refuses the look, recorders that are there are heard within a second all the same.
///
/// Threads: the line's that tells.
final class Census {
    static final String LOOKING = "a look at its cameras";
    private static final String START = "0";
    private static final String COUNT = "1000";
    private static final int MOST_CAMERAS = 10 * Hub.MAX_CAMERAS;
    private static final int MOST_STEPS = 1_000_000;

    /// What a census has in common with the next one.
    ///
    /// @param found  gets each camera
    /// @param broken keys whose reading ended a connection; those are not read again
    record Subject(BusNames names, RedisRefusals refusals, Complaints complaints, Consumer<Description> found,
            Set<String> broken) {
        Subject(BusNames names, RedisRefusals refusals, Complaints complaints, Consumer<Description> found) {
            this(names, refusals, complaints, found, new HashSet<>());
        }
    }

    private final Subject subject;
    private final BusNames names;
    private final Set<String> seen = new HashSet<>();
    private final Queue<String> open = new ArrayDeque<>();
    private String cursor = START;
    private int steps;
    private boolean refused;
    private boolean over;

    Census(Subject subject) {
        this.subject = subject;
        this.names = subject.names;
    }

    boolean isOver() {
        return over;
    }

    /// One question to Redis.
    void step(BusConnection connection) throws IOException {
        var key = open.poll();
        if (key != null) {
            describe(connection, key);
        } else {
            scan(connection);
        }
        over = over || (open.isEmpty() && steps > 0 && cursor.equals(START));
        if (over && !refused) {
            subject.refusals.granted(LOOKING, names.cameras());
        }
    }

    private void scan(BusConnection connection) throws IOException {
        connection.send(Command.SCAN, cursor, "MATCH", globbed(names.camera("")) + "*", "COUNT", COUNT);
        var reply = connection.reply(ReplyLimit.NAMES);
        if (++steps > MOST_STEPS) {
            throw new ProtocolException("a SCAN that does not end");
        }
        if (reply instanceof List<?> parts && parts.size() == 2 && parts.getLast() instanceof List<?> keys) {
            cursor = BusConnection.text(parts.getFirst());
            keys.forEach(this::see);
        } else {
            refused(connection, reply);
            over = true;
        }
    }

    private void see(@Nullable Object key) {
        var text = BusConnection.text(key);
        if (!Hub.isName(names.cameraOfKey(text))) {
            subject.complaints.about(names.camera(""), "\"" + text + "\" is no camera's");
        } else if (!subject.broken.contains(text) && seen.size() < MOST_CAMERAS && seen.add(text)) {
            open.add(text);
        }
    }

    private void describe(BusConnection connection, String key) throws IOException {
        subject.broken.add(key);
        connection.send(Command.HGETALL, key);
        var reply = connection.reply(ReplyLimit.FIELDS);
        subject.broken.remove(key);
        try {
            if (reply instanceof List<?> words) {
                var fields = fields(words);
                if (!fields.isEmpty()) {
                    subject.found.accept(Description.parse(names.cameraOfKey(key), fields));
                }
            } else {
                refused(connection, reply);
            }
        } catch (ProtocolException e) {
            subject.complaints.about(key, e);
        }
    }

    private static Map<String, String> fields(List<?> words) throws ProtocolException {
        var fields = new HashMap<String, String>();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            if (words.get(i + 1) instanceof Unread dropped) {
                throw new ProtocolException("a field of " + dropped);
            }
            fields.put(BusConnection.text(words.get(i)), BusConnection.text(words.get(i + 1)));
        }
        return fields;
    }

    /// A lacking right is the server's, everything else this key's.
    private void refused(BusConnection connection, @Nullable Object reply) throws ProtocolException {
        if (reply instanceof JedisDataException refusal && String.valueOf(refusal.getMessage()).startsWith("NOPERM")) {
            refused = true;
            subject.refusals.refused(LOOKING, names.cameras(), connection.words(refusal));
        } else {
            throw new ProtocolException("an answer that is not understood: "
                    + (reply instanceof JedisDataException refusal ? connection.words(refusal) : BusConnection.text(reply)));
        }
    }

    static String globbed(String text) {
        return text.replaceAll("([\\[\\]*?\\\\])", "\\\\$1");
    }
}
