package dev.oriel.bus;

import dev.oriel.limits.MemoryBudget;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisProtocolNotSupportedException;
import redis.clients.jedis.util.RedisInputStream;

/// Reads replies of Redis (RESP2) and takes memory for what a reply may have and for no more, whatever lengths the server names.
///
/// A text that is too long, a list that has too many parts or is nested too deeply, and a text for which the budget has no room, are
/// skipped without being kept: an [Unread] stands in their place. So an odd value of one key costs that value, not the connection. A reply
/// that no Redis gives, or one that does not end, is an error of the connection; an [EndlessTextException] where it is known which text is
/// to blame.
///
/// Threads: one at a time. Errors: [JedisConnectionException].
/// Source: https://redis.io/docs/latest/develop/reference/protocol-spec/
final class ReplyReader {
    /// The longest text that a Redis server keeps (`proto-max-bulk-len`), unless it was told otherwise.
    private static final long MOST_TEXT_BYTES = 512L * 1024 * 1024;
    private static final long MOST_PARTS = 64L * 1024 * 1024;
    private static final int MOST_LINE_BYTES = 4 * 1024;
    private static final int MOST_DIGITS = 20;
    /// Texts up to this length are not taken from the budget: without them there is no connection.
    private static final int FREE_BYTES = 16 * 1024;
    private static final long ENDS_WITHIN_NANOS = Duration.ofSeconds(10).toNanos();

    private final MemoryBudget.Reservation room;
    private final LongSupplier nanoTime;
    private final byte[] skipped = new byte[8 * 1024];
    private long endNanos;
    private int bytesLeft;
    private int partsLeft;
    private ReplyLimit limit = ReplyLimit.GREETING;

    /// @param room     what replies are taken from, as long as they are held
    /// @param nanoTime a clock as [System#nanoTime]
    ReplyReader(MemoryBudget.Reservation room, LongSupplier nanoTime) {
        this.room = room;
        this.nanoTime = nanoTime;
    }

    /// Names what the replies from here on may have. Those before have been dealt with: their memory is given back.
    void expect(ReplyLimit next) {
        limit = next;
        room.resize(0);
    }

    /// The next reply: bytes, a [Long], a list of these, null, or an [Unread].
    ///
    /// @throws JedisDataException where it is a refusal; one within a list is its element
    @Nullable
    Object read(RedisInputStream in) {
        int type = in.readByte();
        endNanos = nanoTime.getAsLong() + ENDS_WITHIN_NANOS;
        bytesLeft = limit.bytes();
        partsLeft = limit.parts();
        var reply = read(type, in, 0);
        if (reply instanceof JedisDataException refusal) {
            throw refusal;
        }
        return reply;
    }

    private @Nullable Object read(int type, RedisInputStream in, int depth) {
        checkTime();
        return switch (type) {
            case '+' -> counted(line(in));
            case '-' -> refusal(new String(depth == 0 ? line(in) : counted(line(in)), StandardCharsets.UTF_8));
            case ':' -> number(in);
            case '$' -> text(in);
            case '*' -> list(in, depth);
            default -> throw new JedisConnectionException("a reply of Redis that begins with the byte " + (type & 0xff));
        };
    }

    // --- parts

    private byte[] counted(byte[] line) {
        bytesLeft -= line.length;
        if (bytesLeft < 0) {
            throw new JedisConnectionException("a reply of Redis of more than " + limit.bytes() + " bytes");
        }
        return line;
    }

    /// Up to the end of the line.
    private byte[] line(RedisInputStream in) {
        var line = new ByteArrayOutputStream(64);
        int length = 0;
        for (int last = 0, next = in.readByte();; last = next, next = in.readByte()) {
            if (last == '\r' && next == '\n') {
                return line.toByteArray();
            }
            if (last == '\r') {
                line.write(last);
            }
            if (++length > MOST_LINE_BYTES) {
                throw new JedisConnectionException("a line of Redis of more than " + MOST_LINE_BYTES + " bytes");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
    }

    private static JedisDataException refusal(String words) {
        var first = words.substring(0, Math.max(0, words.indexOf(' ')));
        return switch (first) {
            case "NOAUTH", "WRONGPASS", "NOPERM" -> new JedisAccessControlException(words);
            case "NOPROTO" -> new JedisProtocolNotSupportedException(words);
            default -> new JedisDataException(words);
        };
    }

    private static long number(RedisInputStream in) {
        var digits = new StringBuilder(MOST_DIGITS);
        for (int next = in.readByte(); next != '\r'; next = in.readByte()) {
            if (digits.length() == MOST_DIGITS) {
                throw new JedisConnectionException("a number of Redis that begins with " + digits);
            }
            digits.append((char) next);
        }
        if (in.readByte() != '\n') {
            throw new JedisConnectionException("a number of Redis that does not end");
        }
        try {
            return Long.parseLong(digits.toString());
        } catch (NumberFormatException e) {
            throw new JedisConnectionException("a number of Redis that is none", e);
        }
    }

    private static long length(RedisInputStream in, long most) {
        long length = number(in);
        if (length < -1 || length > most) {
            throw new JedisConnectionException("a reply of Redis of the length " + length);
        }
        return length;
    }

    private @Nullable Object text(RedisInputStream in) {
        long length = length(in, MOST_TEXT_BYTES);
        if (length < 0) {
            return null;
        }
        var bytes = length > bytesLeft ? null : room((int) length);
        if (bytes == null) {
            skipWhole(in, length);
            return new Unread(length + " bytes" + (length > bytesLeft ? "" : ", for which there is no memory (limits.memory)"));
        }
        bytesLeft -= bytes.length;
        for (int at = 0; at < bytes.length; at += in.read(bytes, at, bytes.length - at)) {
            checkTime(length);
        }
        endOfLine(in);
        return bytes;
    }

    /// Null where there is none.
    private byte @Nullable [] room(int length) {
        if (length > FREE_BYTES && !room.resize(room.bytes() + length)) {
            return null;
        }
        try {
            return new byte[length];
        } catch (OutOfMemoryError e) { // of this one text alone: nothing else has been touched
            return null;
        }
    }

    private @Nullable Object list(RedisInputStream in, int depth) {
        long length = length(in, MOST_PARTS);
        if (length < 0) {
            return null;
        }
        if (length > partsLeft || depth >= limit.depth()) {
            skipParts(in, length);
            return new Unread(length > partsLeft ? "a list of " + length : "lists in lists");
        }
        partsLeft -= (int) length;
        var parts = new ArrayList<@Nullable Object>((int) length);
        for (int i = 0; i < length; i++) {
            parts.add(read(in.readByte(), in, depth + 1));
        }
        return parts;
    }

    // --- what is not kept

    private void skipWhole(RedisInputStream in, long length) {
        try {
            skip(in, length);
        } catch (JedisConnectionException e) {
            throw new EndlessTextException(length, e);
        }
    }

    private void skip(RedisInputStream in, long length) {
        for (long left = length; left > 0;) {
            checkTime();
            left -= in.read(skipped, 0, (int) Math.min(left, skipped.length));
        }
        endOfLine(in);
    }

    /// Without a stack of lists, which could be nested as deeply as the server likes.
    private void skipParts(RedisInputStream in, long count) {
        for (long left = count; left > 0; left--) {
            checkTime();
            int type = in.readByte();
            if (type == '*') {
                left += Math.max(0, length(in, MOST_PARTS));
            } else if (type != '$') {
                read(type, in, 0);
            } else {
                long length = length(in, MOST_TEXT_BYTES);
                if (length >= 0) {
                    skip(in, length);
                }
            }
        }
    }

    private boolean isLate() {
        return nanoTime.getAsLong() - endNanos > 0;
    }

    private void checkTime() {
        if (isLate()) {
            throw new JedisConnectionException("a reply of Redis does not end");
        }
    }

    /// @param length of the text that is being read
    private void checkTime(long length) {
        if (isLate()) {
            throw new EndlessTextException(length, new JedisConnectionException("it takes too long"));
        }
    }

    private static void endOfLine(RedisInputStream in) {
        if (in.readByte() != '\r' || in.readByte() != '\n') {
            throw new JedisConnectionException("a text of Redis that is longer than it says");
        }
    }
}
