package dev.oriel.bus;

import dev.oriel.bus.Command.Answer;
import dev.oriel.bus.Command.Request;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.observe.Bulkhead;
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
            answer(exporter, request, "too much is asked of this camera at a time");
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

    /// Returns words for a user when it was not done.
    private static @Nullable String obey(Camera camera, Request request) {
        try {
            request.command().obey(camera);
            return null;
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        } catch (UncheckedIOException e) {
            LOG.error("{}: {}", camera.name(), e.getMessage()); // with a path of this machine, which is nobody else's
            return "the change cannot be kept; the log of the recorder says why";
        } catch (RuntimeException | Error e) {
            BULKHEAD.failed(e);
            return "the camera failed in a way that it should not; the log of the recorder says more";
        }
    }

    private void answer(Exporter exporter, Request request, @Nullable String error) {
        var answer = new Answer(request.id(), error, exporter.camera().settings());
        answers.add(new Outbox.Message(names.answer(exporter.name()), answer.json()));
        changes.add(exporter);
    }
}
