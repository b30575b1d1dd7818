package dev.oriel.bus;

import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
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
    /// @param fields as [SettingsPatch#difference] makes them
    record ChangeSettings(JsonObject fields) implements Command {}

    /// Does it.
    ///
    /// @throws IllegalArgumentException with words for a user when the camera refuses
    default void obey(Camera camera) {
        switch (this) {
            case ChangeSettings change -> camera.change(now -> SettingsPatch.changed(now, change.fields));
        }
    }

    /// A command on its way, and who waits for the answer.
    ///
    /// @param id unlike any other's
    record Request(String id, Command command) {
        String json() {
            var json = new JsonObject().put("id", id);
            switch (command) {
                case ChangeSettings change -> json.put("type", "settings").put("settings", change.fields);
            }
            return json.encode();
        }

        static Request parse(String text) throws ProtocolException {
            try {
                var json = new JsonObject(text);
                var type = json.getString("type", "");
                return switch (type) {
                    case "settings" -> new Request(idOf(json), settings(json));
                    default -> throw new ProtocolException("a command of the unknown type " + type);
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

    private static ChangeSettings settings(JsonObject json) {
        var fields = json.getJsonObject("settings");
        if (fields == null) {
            throw new IllegalArgumentException("no settings");
        }
        SettingsPatch.changed(CameraSettings.titled(""), fields); // the types are right
        return new ChangeSettings(fields);
    }

    /// What became of a request.
    ///
    /// @param error    words for a user, or null when it was done
    /// @param settings the camera's, as they stand after it
    record Answer(String id, @Nullable String error, CameraSettings settings) {
        String json() {
            return new JsonObject().put("id", id).put("error", error).put("settings", SettingsPatch.write(settings)).encode();
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
                        SettingsPatch.readWhatIsSaid(settings));
            } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
                throw new ProtocolException("an answer that is not understood: " + e.getMessage());
            }
        }
    }
}
