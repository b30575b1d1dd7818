package dev.oriel.observe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log of logins and of changes to accounts, keys and sessions, under the name `oriel.audit`: one line an event, at any level of
/// the rest of the log.
///
/// A line is `audit event=login user=ann from=192.0.2.7`: fields in a fixed order, values with a blank, a quote or nothing in them
/// quoted as in JSON, everything that could end or forge a line replaced. A secret is never a value.
///
/// Threads: any.
public final class Audit {
    /// The logger's name.
    public static final String NAME = "oriel.audit";

    private static final Logger LOG = LoggerFactory.getLogger(NAME);
    private static final int MOST_CHARACTERS = 200;
    private static final long MINUTE_NANOS = 60_000_000_000L;
    /// Failed logins that are logged in a minute; how many more there were is said with the next.
    private static final int MOST_FAILURES_A_MINUTE = 60;

    private final LongSupplier nanoTime;
    private long minuteBeganNanos;
    private int failures;
    private long unsaid;

    /// @param nanoTime a clock as [System#nanoTime]
    public Audit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        minuteBeganNanos = nanoTime.getAsLong();
    }

    /// Writes a line.
    ///
    /// @param event  what happened, one word with dashes
    /// @param fields `name, value, name, value`
    public void event(String event, String... fields) {
        write(values(event, fields));
    }

    /// Writes a line about something that anybody can make happen as often as they like: so many a minute, and the number of others.
    public void failure(String event, String... fields) {
        long left;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            if (now - minuteBeganNanos >= MINUTE_NANOS) {
                minuteBeganNanos = now;
                failures = 0;
            }
            if (++failures > MOST_FAILURES_A_MINUTE) {
                unsaid++;
                return;
            }
            left = unsaid;
            unsaid = 0;
        }
        var values = values(event, fields);
        if (left > 0) {
            values.put("unlogged", Long.toString(left));
        }
        write(values);
    }

    /// As words for people, and as fields for a log of JSON.
    private static void write(Map<String, String> values) {
        var line = LOG.atInfo();
        for (var field : values.entrySet()) {
            line = line.addKeyValue(field.getKey(), field.getValue());
        }
        line.log("{}", "audit " + values.entrySet().stream().map(field -> field.getKey() + "=" + quoted(field.getValue()))
                .collect(Collectors.joining(" ")));
    }

    private static Map<String, String> values(String event, String... fields) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("event", Printable.of(event, MOST_CHARACTERS));
        for (int i = 0; i + 1 < fields.length; i += 2) {
            values.put(fields[i], Printable.of(fields[i + 1], MOST_CHARACTERS));
        }
        return values;
    }

    private static String quoted(String fit) {
        boolean bare = !fit.isEmpty() && fit.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '=' || c == '\\');
        return bare ? fit : '"' + fit.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
