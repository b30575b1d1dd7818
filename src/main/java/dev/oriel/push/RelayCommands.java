package dev.oriel.push;

import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraCommand;
import dev.oriel.hub.RemoteJournal;
import dev.oriel.hub.SettingsChange;
import dev.oriel.hub.SettingsPatch;
import dev.oriel.limits.MessageRate;
import dev.oriel.observe.LogOncePerKey;
import dev.oriel.time.SystemClocks;
import dev.oriel.transcode.FilterChain;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a relay asks an edge to do, judged as from a stranger: one command after the other, and at most [#MOST_WAITING] of them wait.
///
/// Threads: the connection's event loop; a command is carried out on a thread that may wait for a disk.
final class RelayCommands {
    /// Each is kept on a disk.
    private static final int MOST_CHANGES_PER_SECOND = 10;
    private static final int MOST_MOVES_PER_SECOND = 200;
    /// Nothing is kept of these.
    private static final Set<String> MOVES = Set.of("orient", "light");
    private static final String SETTINGS = "settings";
    static final int MOST_WAITING = 16;
    private static final Logger LOG = LoggerFactory.getLogger(RelayCommands.class);
    private static final LogOncePerKey FAILURES = new LogOncePerKey(LOG, "failed commands", SystemClocks.NANOS);

    /// Where commands are carried out and answered.
    ///
    /// @param camera   finds a camera that the relay may command
    /// @param readOnly true while the relay may change nothing
    /// @param waiting  runs what waits for a disk
    /// @param loop     the connection's
    /// @param answer   sends a message
    /// @param answered hears of each camera that an answer has told of as it was then
    /// @param nanoTime a clock as [System#nanoTime]
    record Means(Function<String, Optional<Camera>> camera, BooleanSupplier readOnly, Executor waiting, Executor loop,
            Consumer<String> answer, Consumer<Camera> answered, LongSupplier nanoTime) {}

    private final Means means;
    private final MessageRate changes = new MessageRate(MOST_CHANGES_PER_SECOND);
    private final MessageRate moves = new MessageRate(MOST_MOVES_PER_SECOND);
    private final ArrayDeque<Command> queue = new ArrayDeque<>();
    private boolean working;
    private boolean closed;

    /// @param id of the relay's choice, which the answer has too
    /// @param type  `settings`, or one of [CameraCommand#TYPES]
    /// @param words the settings, or what the command has to say
    /// @param author of a change, as it is recorded here
    private record Command(long id, Camera camera, String type, JsonObject words, String author) {}

    RelayCommands(Means means) {
        this.means = means;
    }

    /// Takes a command, and answers it now or later.
    ///
    /// @throws ProtocolException when it has not the form of one
    /// @throws ClassCastException when a field has another type
    void take(JsonObject message) throws ProtocolException {
        if (!(message.getValue("id") instanceof Number number)) {
            throw new ProtocolException("a command without a number");
        }
        long id = number.longValue();
        try {
            queue.add(judged(id, message));
            next();
        } catch (CommandRefusal e) {
            refuse(id, e);
        }
    }

    private Command judged(long id, JsonObject message) throws CommandRefusal {
        var type = message.getString("command", "");
        boolean changes = type.equals(SETTINGS);
        if (!changes && !CameraCommand.TYPES.contains(type)) {
            throw new CommandRefusal("unknown-command", "this Oriel knows no such command");
        } else if (means.readOnly.getAsBoolean()) {
            throw new CommandRefusal("read-only", "this camera's edge lets its relay change nothing (push.readOnly)");
        }
        var camera = means.camera.apply(message.getString("camera", ""))
                .orElseThrow(() -> new CommandRefusal("no-such-camera", "there is no camera of that name"));
        var words = message.getJsonObject(changes ? SETTINGS : "words");
        if (words == null) {
            throw new CommandRefusal("bad-request", changes ? "there are no settings" : "there are no words");
        } else if (queue.size() >= MOST_WAITING
                || !(MOVES.contains(type) ? moves : this.changes).allows(1, means.nanoTime.getAsLong())) {
            throw new CommandRefusal("too-many", "too many commands wait");
        }
        return new Command(id, camera, type, words, RelayAuthors.recorded((changes ? message : words).getValue("by")));
    }

    private void refuse(long id, CommandRefusal refusal) {
        means.answer.accept(answer(id).put("error",
                new JsonObject().put("code", refusal.code()).put("message", refusal.words())).encode());
    }

    private static JsonObject answer(long id) {
        return new JsonObject().put("type", "answer").put("id", id);
    }

    /// What waits is not carried out any more.
    void close() {
        closed = true;
        queue.clear();
    }

    private void next() {
        var command = working || closed ? null : queue.poll();
        if (command == null) {
            return;
        } else if (!isStillAllowed(command)) {
            refuse(command.id, new CommandRefusal("no-longer-allowed", "the edge does not allow that any more"));
            next();
            return;
        }
        working = true;
        means.waiting.execute(() -> {
            CommandRefusal refusal = null;
            JsonObject answer = null;
            try {
                answer = answer(command.id).mergeIn(carriedOut(command));
            } catch (CommandRefusal e) {
                refusal = e;
            }
            finished(command, answer, refusal);
        });
    }

    private void finished(Command command, @Nullable JsonObject answer, @Nullable CommandRefusal refusal) {
        means.loop.execute(() -> {
            working = false;
            if (closed) {
                return;
            }
            if (answer != null) {
                means.answer.accept(answer.encode());
                means.answered.accept(command.camera);
            } else if (refusal != null) {
                refuse(command.id, refusal);
            }
            next();
        });
    }

    /// False where the settings of this edge have changed since the command came.
    private boolean isStillAllowed(Command command) {
        return !means.readOnly.getAsBoolean()
                && means.camera.apply(command.camera.name()).filter(command.camera::equals).isPresent();
    }

    private static JsonObject carriedOut(Command command) throws CommandRefusal {
        var camera = command.camera;
        try {
            if (!command.type.equals(SETTINGS)) {
                return new JsonObject().put("result", result(command));
            }
            camera.change(SettingsChange.by(command.author,
                    now -> SettingsPatch.parse(command.words, chain -> FilterChain.parse(chain).toString()).applyTo(now)));
            return new JsonObject().put(SETTINGS, camera.settings().json());
        } catch (ClassCastException e) {
            throw new CommandRefusal("bad-request", "a field of the command has the wrong type");
        } catch (IllegalArgumentException e) {
            throw new CommandRefusal("bad-request", String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            FAILURES.warn(camera.name() + " not-kept", camera.name() + ": " + e.getMessage());
            throw new CommandRefusal("not-kept", String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            FAILURES.error("a relay's change of the settings of " + camera.name() + " failed", e);
            throw new CommandRefusal("internal", "the change failed");
        }
    }

    private static JsonObject result(Command command) {
        if (!command.type.equals(RemoteJournal.TYPE)) {
            return CameraCommand.obey(command.camera, command.type, command.words);
        }
        return RelayAuthors
                .shown(CameraCommand.obey(command.camera, command.type, command.words.copy().put("by", command.author)));
    }
}
