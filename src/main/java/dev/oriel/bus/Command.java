package dev.oriel.bus;

import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraCommand;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.SettingsChange;
import dev.oriel.hub.SettingsPatch;
import dev.oriel.observe.Printable;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Something that a camera of another process can be told.
sealed interface Command {
    int MOST_ERROR = 300;
    Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /// Changes some of the camera's settings and leaves the others as they are there.
    ///
    /// @param author the name of the account that makes the change, or null where nobody is logged in
    record ChangeSettings(SettingsPatch patch, @Nullable String author) implements Command {}

    /// Tells the camera something beside its settings.
    ///
    /// @param type  one of [CameraCommand#TYPES]
    /// @param words as that has them
    record Tell(String type, JsonObject words) implements Command {}

    /// Does it.
    ///
    /// @return the answer, or null where the camera's settings are all of it
    /// @throws IllegalArgumentException with words for a user when the camera refuses
    default @Nullable JsonObject obey(Camera camera) {
        switch (this) {
            case ChangeSettings(var patch, var author) -> camera.change(SettingsChange.by(author, patch::applyTo));
            case Tell(var type, var words) -> {
                return CameraCommand.obey(camera, type, words);
            }
        }
        return null;
    }

    /// A command on its way, and who waits for the answer.
    ///
    /// @param id unlike any other's
    record Request(String id, Command command) {
        String json() {
            var json = new JsonObject().put("id", id);
            switch (command) {
                case ChangeSettings change -> json.put("type", "settings").put("settings", change.patch.json())
                        .put("by", change.author);
                case Tell(var type, var words) -> json.put("type", type).put("words", words);
            }
            return json.encode();
        }

        static Request parse(String text) throws ProtocolException {
            try {
                var json = new JsonObject(text);
                var type = json.getString("type", "");
                return switch (type) {
                    case "settings" -> new Request(idOf(json), settings(json));
                    case String known when CameraCommand.TYPES.contains(known) ->
                        new Request(idOf(json), new Tell(known, words(json)));
                    default -> throw new ProtocolException("a command of the unknown type " + Printable.of(type, MOST_ERROR));
                };
            } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
                throw new ProtocolException("a command that is not understood: " + e.getMessage());
            }
        }
    }

    /// Whoever asks knows the answer by it.
    private static String idOf(JsonObject json) {
        var id = json.getString("id", "");
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("an id has 1 to 64 letters, digits, dots and dashes");
        }
        return id;
    }

    private static JsonObject words(JsonObject json) {
        var words = json.getJsonObject("words");
        if (words == null) {
            throw new IllegalArgumentException("no words");
        }
        return words;
    }

    private static ChangeSettings settings(JsonObject json) {
        var fields = json.getJsonObject("settings");
        if (fields == null) {
            throw new IllegalArgumentException("no settings");
        }
        return new ChangeSettings(SettingsPatch.read(fields), json.getString("by"));
    }

    /// What became of a request.
    ///
    /// @param error    words for a user, or null when it was done
    /// @param settings the camera's, as they stand after it
    /// @param result   what else is answered, or null
    record Answer(String id, @Nullable String error, CameraSettings settings, @Nullable JsonObject result) {
        String json() {
            var json = new JsonObject().put("id", id).put("error", error).put("settings", settings.json());
            return (result == null ? json : json.put("result", result)).encode();
        }

        static Answer parse(String text) throws ProtocolException {
            try {
                var json = new JsonObject(text);
                var error = json.getString("error");
                var settings = json.getJsonObject("settings");
                if (settings == null) {
                    throw new IllegalArgumentException("no settings");
                }
                return new Answer(idOf(json), error == null ? null : Printable.of(error, MOST_ERROR),
                        CameraSettings.readWhatIsSaid(settings), json.getJsonObject("result"));
            } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
                throw new ProtocolException("an answer that is not understood: " + e.getMessage());
            }
        }
    }
}
