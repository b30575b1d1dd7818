package dev.oriel.source;

import dev.oriel.http.Answer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What makes a request conditional: a server that knows when its picture changed need not send it again.
///
/// A server is asked for the whole picture every ten seconds all the same; one that calls another picture by the same tag or time is
/// not believed any more.
///
/// Source: RFC 9110, section 13. Threads: one at a time.
final class Validators {
    private static final long LONGEST_BELIEF_NANOS = Duration.ofSeconds(10).toNanos();

    private Map<String, String> given = Map.of();
    private long content;
    private long seenNanos;
    private boolean honest = true;

    /// The headers for the next request; none where the whole picture is wanted.
    Map<String, String> condition(long nowNanos) {
        return honest && nowNanos - seenNanos < LONGEST_BELIEF_NANOS ? given : Map.of();
    }

    /// A picture came.
    ///
    /// @param nextContent a checksum of it
    void seen(Answer answer, long nextContent, long nowNanos) {
        var next = new LinkedHashMap<String, String>();
        put(next, "If-None-Match", answer.header("ETag"));
        put(next, "If-Modified-Since", answer.header("Last-Modified"));
        honest &= next.isEmpty() || !next.equals(given) || content == nextContent;
        given = Map.copyOf(next);
        content = nextContent;
        seenNanos = nowNanos;
    }

    private static void put(Map<String, String> into, String name, @Nullable String value) {
        if (value != null) {
            into.put(name, value);
        }
    }
}
