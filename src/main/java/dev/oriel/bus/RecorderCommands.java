package dev.oriel.bus;

import dev.oriel.bus.Command.Answer;
import dev.oriel.bus.Command.Request;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.observe.Bulkhead;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What servers tell this recorder's cameras, and the answers. A command that is said again is not done again.
///
/// Threads: any; commands are obeyed on virtual threads of their own, at most [#MOST_AT_A_TIME]. Further ones are refused, so a flood of
/// them holds no memory.
final class RecorderCommands {
    private static final Logger LOG = LoggerFactory.getLogger(RecorderCommands.class);
    private static final Bulkhead BULKHEAD = new Bulkhead(LOG, "a command to a camera");
    private static final int MOST_AT_A_TIME = 16;
    private static final int MOST_REMEMBERED = 256;

    private final BusNames names;
    private final Outbox answers;
    private final News<Exporter> changes;
    private final Complaints complaints;
    private final Semaphore free = new Semaphore(MOST_AT_A_TIME);
    /// The eldest first.
    private final Set<String> heard = new LinkedHashSet<>();

    /// @param changes who has an answer to send
    RecorderCommands(BusNames names, Outbox answers, News<Exporter> changes, Complaints complaints) {
        this.names = names;
        this.answers = answers;
        this.changes = changes;
        this.complaints = complaints;
    }

    void hear(Exporter exporter, String message) {
        Request request;
        try {
            request = Request.parse(message);
        } catch (ProtocolException e) {
            complaints.about(names.command(exporter.name()), e);
            return;
        }
        if (isKnown(exporter.name() + " " + request.id())) {
            return; // its answer is under way
        }
        if (!free.tryAcquire()) {
            answer(exporter, request, new CommandResult("too much is asked of this camera at a time", null));
            return;
        }
        boolean begun = false;
        try {
            Thread.ofVirtual().name("oriel-bus-command").start(() -> {
                try {
                    answer(exporter, request, obey(exporter.camera(), request));
                } finally {
                    free.release();
                }
            });
            begun = true;
        } finally {
            if (!begun) {
                free.release();
            }
        }
    }

    private boolean isKnown(String command) {
        synchronized (heard) {
            if (heard.size() >= MOST_REMEMBERED) {
                heard.remove(heard.iterator().next());
            }
            return !heard.add(command);
        }
    }

    /// The result of a command.
    ///
    /// @param error words for a user when it was not done, else null
    private record CommandResult(@Nullable String error, @Nullable JsonObject result) {}

    private static CommandResult obey(Camera camera, Request request) {
        try {
            return new CommandResult(null, request.command().obey(camera));
        } catch (IllegalArgumentException e) {
            return new CommandResult(String.valueOf(e.getMessage()), null);
        } catch (ClassCastException e) {
            return new CommandResult("a field of the command has the wrong type", null);
        } catch (UncheckedIOException e) {
            LOG.error("{}: {}", camera.name(), e.getMessage()); // with a path of this machine, which is nobody else's
            return new CommandResult("the change cannot be kept; the log of the recorder says why", null);
        } catch (RuntimeException | Error e) {
            BULKHEAD.failed(e);
            return new CommandResult("the camera failed in a way that it should not; the log of the recorder says more", null);
        }
    }

    private void answer(Exporter exporter, Request request, CommandResult outcome) {
        var answer = new Answer(request.id(), outcome.error, exporter.camera().settings(), outcome.result);
        answers.add(new Outbox.Message(names.answer(exporter.name()), answer.json()));
        changes.add(exporter);
    }
}
