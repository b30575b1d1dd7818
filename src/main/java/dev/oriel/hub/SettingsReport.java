package dev.oriel.hub;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// A camera's settings with the places that they come from and the last changes.
///
/// @param now        the settings as they stand
/// @param configured the settings without the changes
/// @param changes    the last ones, newest first
public record SettingsReport(CameraSettings now, ConfiguredSettings configured, List<RecordedChange> changes) {
    public SettingsReport {
        changes = List.copyOf(changes);
    }

    /// As it crosses the bus and an edge's connection.
    JsonObject write() {
        return new JsonObject().put("now", now.json()).put("configured", configured.write()).put("changes",
                new JsonArray(changes.stream().map(RecordedChange::write).toList()));
    }

    /// What another process says of its camera.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] or [NullPointerException] when it is no report
    static SettingsReport readWhatIsSaid(JsonObject json) {
        return new SettingsReport(CameraSettings.readWhatIsSaid(json.getJsonObject("now")),
                ConfiguredSettings.readWhatIsSaid(json.getJsonObject("configured")),
                json.getJsonArray("changes").stream().limit(SettingsMemory.MOST_CHANGES)
                        .map(change -> RecordedChange.readWhatIsSaid((JsonObject) change)).toList());
    }
}
