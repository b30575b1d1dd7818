package dev.oriel.hub;

import dev.oriel.orient.Orientable;
import dev.oriel.orient.RemoteOrient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Set;

/// The commands to a camera of another process beside changes of its settings: the one form in which that crosses the bus and an edge's connection.
///
/// - `orient`, `light`, `preset`: see [RemoteOrient]
/// - `controls`: `values` as [ControlsJson#readChange] has them; without, they are only looked at. The answer has `controls`
/// - `journal`: see [RemoteJournal]
public final class CameraCommand {
    /// The names of all commands.
    public static final Set<String> TYPES = Set.of("orient", "light", "preset", "controls", RemoteJournal.TYPE);

    private CameraCommand() {
    }

    /// Carries out a command. Blocking: as the camera does.
    ///
    /// @return the answer
    /// @throws IllegalArgumentException      with words for a user when it cannot be done
    /// @throws ClassCastException            when a field has another type
    /// @throws java.io.UncheckedIOException with words for a user when it cannot be kept
    public static JsonObject obey(Camera camera, String type, JsonObject words) {
        return switch (type) {
            case "controls" -> obey(controls(camera), words);
            case RemoteJournal.TYPE -> RemoteJournal.obey(camera, words);
            default -> RemoteOrient.obey(turned(camera), type, words);
        };
    }

    private static Orientable turned(Camera camera) {
        var turns = camera.orientation();
        if (turns == null) {
            throw new IllegalArgumentException("this camera cannot be turned");
        }
        return turns;
    }

    private static ImageControls controls(Camera camera) {
        var controls = camera.controls();
        if (controls == null) {
            throw new IllegalArgumentException("this camera has no image controls");
        }
        return controls;
    }

    private static JsonObject obey(ImageControls controls, JsonObject words) {
        try {
            var values = words.getJsonObject("values");
            if (values != null) {
                controls.change(ControlsJson.readChange(values));
            }
            return ControlsJson.write(controls.list());
        } catch (IOException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }
}
