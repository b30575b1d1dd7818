package dev.oriel.hub;

import dev.oriel.observe.Printable;
import dev.oriel.orient.RemoteOrient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The journal of a camera of another process, which keeps it.
///
/// The command is `journal`: without words the answer is the report; `undo` (a change's number, or null) or `reset` (names of settings),
/// both with `by`, are answered with `now`, the settings after it, or with `refusal`.
///
/// @param asking the way there
public record RemoteJournal(RemoteOrient.Asking asking) implements SettingsJournal {
    /// The name of the command.
    public static final String TYPE = "journal";
    private static final int MOST_WORDS = 300;

    @Override
    public SettingsReport report() throws IOException {
        try {
            return SettingsReport.readWhatIsSaid(asking.ask(TYPE, new JsonObject()));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        } catch (ClassCastException | NullPointerException e) {
            throw new IOException("the answer of its process is not understood", e);
        }
    }

    @Override
    public void undo(@Nullable Long id, @Nullable String author) throws UndoException {
        var refusal = asking.ask(TYPE, new JsonObject().put("undo", id).put("by", author)).getValue("refusal");
        if (refusal != null) {
            throw new UndoException(Printable.of(refusal.toString(), MOST_WORDS));
        }
    }

    @Override
    public void reset(Set<String> names, @Nullable String author) {
        asking.ask(TYPE, new JsonObject().put("reset", new JsonArray(names.stream().sorted().toList())).put("by", author));
    }

    /// Carries out what another process asks of a camera's journal.
    ///
    /// @return the answer
    /// @throws IllegalArgumentException with words for a user when it cannot be done
    /// @throws ClassCastException       when a field has another type
    /// @throws UncheckedIOException     with words for a user when it cannot be read or kept
    static JsonObject obey(Camera camera, JsonObject words) {
        var journal = camera.journal();
        if (journal == null) {
            throw new IllegalArgumentException("this camera keeps no history of its settings");
        }
        var by = words.getString("by");
        try {
            if (words.containsKey("undo")) {
                journal.undo(words.getLong("undo"), by);
            } else if (words.containsKey("reset")) {
                var names = Objects.requireNonNullElseGet(words.getJsonArray("reset"), JsonArray::new);
                journal.reset(CameraSetting.known(names), by);
            } else {
                return journal.report().write();
            }
            return new JsonObject().put("now", camera.settings().json());
        } catch (UndoException e) {
            return new JsonObject().put("refusal", e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
    }
}
