package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EdgeCommandsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final BlockingQueue<JsonObject> said = new LinkedBlockingQueue<>();

    private EdgeCommands commands(Duration within) {
        return new EdgeCommands(text -> said.add(new JsonObject(text)), within);
    }

    private long number() throws InterruptedException {
        var command = said.poll(20, TimeUnit.SECONDS);
        assertThat(command).isNotNull();
        return java.util.Objects.requireNonNull(command).getLong("id");
    }

    private String outcome(String answer) throws Exception {
        var commands = commands(LONG);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var settled = new AtomicReference<String>();
            var asking = threads.submit(() -> {
                try {
                    commands.ask(new JsonObject().put("camera", "door"),
                            json -> settled.set(json.getJsonObject("settings").encode()));
                    return "settled " + settled.get();
                } catch (IllegalArgumentException e) {
                    return String.valueOf(e.getMessage());
                }
            });
            commands.answered(new JsonObject(answer.replace("ID", Long.toString(number()))));
            return asking.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void theEdgesOutcomeIsTheCallersInItsWords() throws Exception {
        assertThat(outcome("{\"id\":ID,\"settings\":{}}")).isEqualTo("settled {}");
        assertThat(outcome("{\"id\":ID,\"error\":{\"code\":\"read-only\",\"message\":\"no\\u0007pe\"}}")).isEqualTo("no pe");
        assertThat(outcome("{\"id\":ID,\"error\":{}}")).isEqualTo("the edge of this camera refuses that");
    }

    @Test
    void anAnswerThatMakesNoSenseIsNoOutcome() throws Exception {
        var words = "the answer of this camera's edge is not understood";
        assertThat(outcome("{\"id\":ID,\"settings\":[7]}")).isEqualTo(words);
        assertThat(outcome("{\"id\":ID,\"error\":\"nope\"}")).isEqualTo(words);
    }

    @Test
    void answersThatWereNeverAskedForAreNothing() {
        var commands = commands(LONG);
        commands.answered(new JsonObject().put("id", 1).put("settings", "x"));
        commands.answered(new JsonObject().put("id", "1"));
        commands.answered(new JsonObject());
    }

    @Test
    @Timeout(20)
    void nobodyWaitsForLongerThanForAnAnswer() {
        assertThatThrownBy(() -> commands(Duration.ofMillis(20)).ask(new JsonObject(), json -> {}))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no answer in time");
    }

    @Test
    void whoeverWaitsIsToldThatTheEdgeIsGoneAndNobodyWaitsAfterwards() throws Exception {
        var commands = commands(LONG);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcomes = new ArrayList<java.util.concurrent.Future<String>>();
            for (int i = 0; i < EdgeCommands.MOST_AT_A_TIME; i++) {
                outcomes.add(threads.submit(() -> problem(commands)));
            }
            for (int i = 0; i < EdgeCommands.MOST_AT_A_TIME; i++) {
                number();
            }
            assertThat(problem(commands)).contains("too much is asked");
            commands.close();
            for (var outcome : List.copyOf(outcomes)) {
                assertThat(outcome.get(20, TimeUnit.SECONDS)).contains("gone");
            }
        }
        assertThat(problem(commands)).contains("gone");
    }

    private static String problem(EdgeCommands commands) {
        try {
            commands.ask(new JsonObject(), json -> {});
            return "";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
