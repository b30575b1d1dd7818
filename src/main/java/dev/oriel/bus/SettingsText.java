package dev.oriel.bus;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.Size;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/// A camera's settings as they cross the bus: a JSON object with every field.
final class SettingsText {
    private SettingsText() {
    }

    static JsonObject write(CameraSettings settings) {
        return new JsonObject().put("title", settings.title()).put("size", Objects.toString(settings.size(), null))
                .put("fps", settings.fps()).put("quality", settings.quality()).put("rotate", settings.rotate())
                .put("flip", settings.flip().word()).put("filter", settings.filter());
    }

    /// @throws IllegalArgumentException or [ClassCastException] when these are no settings
    static CameraSettings read(JsonObject json) {
        var size = json.getString("size");
        return new CameraSettings(json.getString("title", ""), size == null ? null : Size.parse(size), json.getDouble("fps"),
                json.getInteger("quality", CameraSettings.DEFAULT_QUALITY), json.getInteger("rotate", 0),
                Flip.parse(json.getString("flip", "none")), json.getString("filter", ""));
    }
}
