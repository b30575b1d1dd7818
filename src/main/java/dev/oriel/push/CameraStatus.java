package dev.oriel.push;

import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraMode;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Size;
import dev.oriel.hub.TrackState;
import dev.oriel.orient.OrientJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a relay is told of one camera, as it stands at one moment.
///
/// @param size         of its newest picture; null where there is none
/// @param fps          that its source says it gives; null where it does not say
/// @param capabilities what it can be told, sorted
/// @param modes        that its device offers
/// @param orient       where it looks when it has arrived, as JSON; empty where nothing turns it, or the relay may not
/// @param path         the edges that its pictures came through, farthest first, without this one
record CameraStatus(String name, TrackState state, @Nullable Size size, @Nullable Double fps, List<String> capabilities,
        CameraSettings settings, List<CameraMode> modes, List<String> path, String orient) {

    /// @param readOnly true where the relay may change nothing
    static CameraStatus of(Camera camera, List<String> path, boolean readOnly) {
        var capabilities = readOnly ? List.<String>of() : camera.capabilities().stream().sorted().toList();
        return new CameraStatus(camera.name(), camera.track().state(), camera.pictureSize(), camera.sourceFps(), capabilities,
                camera.settings(), camera.modes(), path, readOnly ? "" : orient(camera));
    }

    /// The way there is told to those who watch.
    private static String orient(Camera camera) {
        var turns = camera.orientation();
        return turns == null ? "" : OrientJson.write(turns.orientation().arrived()).encode();
    }

    /// @param withModes false where there is no room for them
    JsonObject json(boolean withModes) {
        var list = new JsonArray();
        if (withModes) {
            modes.forEach(mode -> list.add(new JsonObject().put("size", mode.size().toString()).put("fps",
                    new JsonArray(List.copyOf(mode.fps())))));
        }
        var json = new JsonObject().put("name", name).put("state", state.phase().word()).put("cause", state.cause())
                .put("size", Objects.toString(size, null)).put("fps", fps).put("capabilities", new JsonArray(capabilities))
                .put("settings", settings.json()).put("modes", list).put("path", new JsonArray(path));
        return orient.isEmpty() ? json : json.put("orient", new JsonObject(orient));
    }
}
