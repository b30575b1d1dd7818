package dev.oriel.edge;

import dev.oriel.observe.Printable;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What one edge is told to do, and waits to be answered.
///
/// Threads: any. Blocking: [#ask] alone, for at most five seconds.
final class EdgeCommands {
    static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    static final int MOST_AT_A_TIME = 16;
    private static final int MOST_WORDS = 300;

    /// @param settled takes an answer without an error, on the connection's thread and in its order
    private record Asked(CompletableFuture<@Nullable String> outcome, Consumer<JsonObject> settled) {}

    private final Consumer<String> say;
    private final Duration within;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<Long, Asked> asked = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /// @param say sends a message, on any thread
    EdgeCommands(Consumer<String> say, Duration within) {
        this.say = say;
        this.within = within;
    }

    /// Sends a command and waits for its answer.
    ///
    /// @param command  without its type and number
    /// @param settled takes the answer, on the connection's thread
    /// @throws IllegalArgumentException with words for a user when it was not done
    void ask(JsonObject command, Consumer<JsonObject> settled) {
        if (waiting.incrementAndGet() > MOST_AT_A_TIME) {
            waiting.decrementAndGet();
            throw new IllegalArgumentException("too much is asked of this camera's edge at a time");
        }
        long number = numbers.incrementAndGet();
        var outcome = new CompletableFuture<@Nullable String>();
        asked.put(number, new Asked(outcome, settled));
        try {
            if (closed) {
                throw new IllegalArgumentException("the edge of this camera is gone");
            }
            say.accept(new JsonObject().put("type", "command").put("id", number).mergeIn(command).encode());
            var problem = outcome.get(within.toMillis(), TimeUnit.MILLISECONDS);
            if (problem != null) {
                throw new IllegalArgumentException(problem);
            }
        } catch (TimeoutException e) {
            throw new IllegalArgumentException("the edge of this camera gave no answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalArgumentException("the edge of this camera is gone", e);
        } finally {
            asked.remove(number);
            waiting.decrementAndGet();
        }
    }

    /// The edge's answer to a command. One that was never asked for is nothing.
    void answered(JsonObject answer) {
        var one = answer.getValue("id") instanceof Number number ? asked.remove(number.longValue()) : null;
        if (one == null) {
            return;
        }
        try {
            var error = answer.getJsonObject("error");
            if (error == null) {
                one.settled.accept(answer);
            }
            one.outcome.complete(error == null ? null : words(error));
        } catch (ClassCastException | IllegalArgumentException e) {
            one.outcome.complete("the answer of this camera's edge is not understood");
        }
    }

    private static String words(JsonObject error) {
        var words = Printable.of(Objects.requireNonNullElse(error.getString("message"), ""), MOST_WORDS);
        return words.isBlank() ? "the edge of this camera refuses that" : words;
    }

    /// Nobody answers any more.
    void close() {
        closed = true;
        asked.values().forEach(one -> one.outcome.complete("the edge of this camera is gone"));
    }
}
