package dev.oriel.bus;

import dev.oriel.auth.Session;
import dev.oriel.frame.ProtocolException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/// Sessions as they stand in Redis: `session:HASH`, a hash of account, times and client, which expires with the session. Nothing that is
/// read there makes anybody more than a guest: an account and its role are looked up elsewhere.
///
/// Threads: the line's. Errors: what Redis refuses is an [IOException] of that question alone, see [Refused].
record SessionKeys(BusConnection connection, BusNames names) {
    private static final String[] FIELDS = {"account", "created", "seen", "address", "browser"};
    private static final int ACCOUNT = 0;
    private static final int CREATED = 1;
    private static final int SEEN = 2;
    private static final int ADDRESS = 3;
    private static final int BROWSER = 4;
    private static final int BATCH = 200;
    private static final int MOST_SESSIONS = 100_000;
    private static final String LIFETIME_SECONDS = Long.toString(Session.LIFETIME.toSeconds());
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /// A question that Redis does not answer; the connection is good.
    static final class Refused extends IOException {
        Refused(String words) {
            super(words);
        }
    }

    /// The id of the bus's sessions; the first server to ask makes it.
    String id(String proposed) throws IOException {
        connection.send(Command.SET, names.sessionId(), proposed, "NX");
        connection.send(Command.GET, names.sessionId());
        var id = BusConnection.text(granted(connection.replies(2, ReplyLimit.WORD).getLast()));
        if (!ID.matcher(id).matches()) {
            throw new Refused(names.sessionId() + " is no id");
        }
        return id;
    }

    /// The sessions of those hashes, each null where there is none.
    List<@Nullable Session> read(List<String> hashes) throws IOException {
        var read = new ArrayList<@Nullable Session>();
        for (int from = 0; from < hashes.size(); from += BATCH) {
            var batch = hashes.subList(from, Math.min(hashes.size(), from + BATCH));
            for (var hash : batch) {
                var words = new ArrayList<String>();
                words.add(names.session(hash));
                words.addAll(List.of(FIELDS));
                connection.send(Command.HMGET, words.toArray(String[]::new));
            }
            var replies = connection.replies(batch.size(), ReplyLimit.FIELDS);
            for (int i = 0; i < batch.size(); i++) {
                read.add(session(batch.get(i), granted(replies.get(i))));
            }
        }
        return read;
    }

    /// Odd values are no session.
    private static @Nullable Session session(String hash, @Nullable Object reply) {
        if (!(reply instanceof List<?> fields) || fields.size() != FIELDS.length || !(fields.get(ACCOUNT) instanceof byte[])) {
            return null;
        }
        try {
            return new Session(hash, text(fields.get(ACCOUNT)), Instant.parse(text(fields.get(CREATED))),
                    Instant.parse(text(fields.get(SEEN))),
                    new Session.Client(text(fields.get(ADDRESS)), text(fields.get(BROWSER))));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String text(@Nullable Object field) {
        return field == null ? "" : BusConnection.text(field);
    }

    /// Writes a session, and lets it expire.
    void write(Session session) throws IOException {
        writeFields(session, FIELDS[ACCOUNT], session.account(), FIELDS[CREATED], session.created().toString(),
                FIELDS[SEEN], session.seen().toString(), FIELDS[ADDRESS], session.client().address(), FIELDS[BROWSER],
                session.client().browser());
    }

    /// Writes the times of a session alone: one that another server has ended meanwhile has no account then, and stays ended.
    void writeTimes(Session session) throws IOException {
        writeFields(session, FIELDS[CREATED], session.created().toString(), FIELDS[SEEN], session.seen().toString());
    }

    private void writeFields(Session session, String... fields) throws IOException {
        var key = names.session(session.hash());
        connection.send(Command.HSET, Stream.concat(Stream.of(key), Stream.of(fields)).toArray(String[]::new));
        connection.send(Command.EXPIRE, key, LIFETIME_SECONDS);
        for (var reply : connection.replies(2, ReplyLimit.WORD)) {
            granted(reply);
        }
    }

    void delete(List<String> hashes) throws IOException {
        if (!hashes.isEmpty()) {
            connection.send(Command.DEL, hashes.stream().map(names::session).toArray(String[]::new));
            granted(connection.reply(ReplyLimit.WORD));
        }
    }

    /// All sessions.
    List<Session> all() throws IOException {
        var hashes = new ArrayList<String>();
        var cursor = "0";
        do {
            connection.send(Command.SCAN, cursor, "MATCH", Census.globbed(names.session("")) + "*", "COUNT", "1000");
            if (!(granted(connection.reply(ReplyLimit.NAMES)) instanceof List<?> parts) || parts.size() != 2
                    || !(parts.getLast() instanceof List<?> keys)) {
                throw new ProtocolException("an answer to SCAN that is not understood");
            }
            cursor = BusConnection.text(parts.getFirst());
            for (var key : keys) {
                var text = BusConnection.text(key);
                var hash = text.substring(Math.min(text.length(), names.session("").length()));
                if (HASH.matcher(hash).matches() && hashes.size() < MOST_SESSIONS) {
                    hashes.add(hash);
                }
            }
        } while (!cursor.equals("0"));
        return read(hashes.stream().distinct().toList()).stream().filter(Objects::nonNull).map(Objects::requireNonNull).toList();
    }

    private @Nullable Object granted(@Nullable Object reply) throws Refused {
        if (reply instanceof JedisDataException refusal) {
            throw new Refused("the bus refuses sessions: " + connection.words(refusal));
        }
        return reply;
    }
}
