package dev.oriel.bus;

import dev.oriel.bus.Command.Answer;
import dev.oriel.bus.Command.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/// What this server asks one camera's recorder, and waits for. A request that nobody heard, since the recorder's connection is just
/// coming back, is said again until the time is over.
///
/// Threads: any. Blocking: [#ask] alone, for at most three seconds.
final class BusRequests {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);
    private static final int MOST_AT_A_TIME = 16;
    private static final String REFUSED = "the bus refuses commands";

    private final String camera;
    private final BusCamera.ServerTies ties;
    private final Runnable send;
    private final Map<String, CompletableFuture<Answer>> asked = new ConcurrentHashMap<>();
    private final Set<Request> unheard = ConcurrentHashMap.newKeySet();

    /// @param send wakes the line that sends
    BusRequests(String camera, BusCamera.ServerTies ties, Runnable send) {
        this.camera = camera;
        this.ties = ties;
        this.send = send;
    }

    /// @throws IllegalArgumentException with words for a user when it was not done
    Answer ask(Command command) {
        if (asked.size() >= MOST_AT_A_TIME) {
            throw new IllegalArgumentException("too much is asked of this camera at a time");
        }
        if (ties.refusals().isRefused(BusCameras.LISTENING, ties.names().answer(camera))) {
            throw new IllegalArgumentException(REFUSED); // no answer would be heard
        }
        var request = new Request(Identity.random() + Identity.random(), command);
        var answered = new CompletableFuture<Answer>();
        asked.put(request.id(), answered);
        long endNanos = ties.clocks().nowNanos() + ANSWER_WITHIN.toNanos();
        try {
            if (!ties.channels().awaitHeard(ties.names().answer(camera), ANSWER_WITHIN)) {
                throw new TimeoutException();
            }
            if (!say(request)) {
                throw new IllegalArgumentException("too much is asked of the bus at a time");
            }
            var answer = answered.get(endNanos - ties.clocks().nowNanos(), TimeUnit.NANOSECONDS);
            if (answer.error() != null) {
                throw new IllegalArgumentException(answer.error());
            }
            return answer;
        } catch (TimeoutException e) {
            throw new IllegalArgumentException("the recorder of this camera gave no answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalArgumentException(REFUSED, e);
        } finally {
            asked.remove(request.id());
            unheard.remove(request);
        }
    }

    private boolean say(Request request) {
        boolean said = ties.outbox()
                .add(new Outbox.Message(ties.names().command(camera), request.json(), reply -> replied(request, reply)));
        send.run();
        return said;
    }

    private void replied(Request request, @Nullable Object reply) {
        var waiting = asked.get(request.id());
        if (waiting != null && reply instanceof JedisDataException refusal) {
            waiting.completeExceptionally(refusal);
        } else if (waiting != null && reply instanceof Long heardBy && heardBy == 0) {
            unheard.add(request);
        }
    }

    /// Says again what nobody has heard.
    void sayAgain() {
        for (var request : List.copyOf(unheard)) {
            if (unheard.remove(request) && asked.containsKey(request.id())) {
                say(request);
            }
        }
    }

    /// The recorder's answer to somebody's question.
    void answered(Answer answer) {
        var waiting = asked.get(answer.id());
        if (waiting != null) {
            waiting.complete(answer);
        }
    }
}
