package dev.oriel.bus;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.Size;
import dev.oriel.observe.Printable;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/// A camera's settings as they cross the bus: a JSON object with every field, or with those that are to change.
final class SettingsText {
    static final int MOST_TITLE = 100;
    private static final int MOST_FILTER = 1000;

    private SettingsText() {
    }

    static JsonObject write(CameraSettings settings) {
        return new JsonObject().put("title", settings.title()).put("size", Objects.toString(settings.size(), null))
                .put("fps", settings.fps()).put("quality", settings.quality()).put("rotate", settings.rotate())
                .put("flip", settings.flip().word()).put("filter", settings.filter());
    }

    /// The fields in which `next` differs, with its values.
    static JsonObject difference(CameraSettings before, CameraSettings next) {
        var old = write(before);
        var fields = write(next);
        old.forEach(entry -> {
            if (Objects.equals(entry.getValue(), fields.getValue(entry.getKey()))) {
                fields.remove(entry.getKey());
            }
        });
        return fields;
    }

    /// `settings` with those fields.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] when they cannot have such values
    static CameraSettings changed(CameraSettings settings, JsonObject fields) {
        return read(write(settings).mergeIn(fields));
    }

    static JsonObject write(MpegSettings mpeg) {
        var group = mpeg.group();
        return new JsonObject().put("bitrate", Integer.toString(mpeg.bitsPerSecond())).put("size",
                Objects.toString(mpeg.size(), null))
                .put("gop", group.pictures() > 0 ? Integer.toString(group.pictures()) : group.time().toMillis() + "ms");
    }

    /// @throws IllegalArgumentException or [ClassCastException] when these are no such settings
    static MpegSettings readMpeg(JsonObject json) {
        var size = json.getString("size");
        var bitrate = json.getString("bitrate");
        var group = json.getString("gop");
        return new MpegSettings(bitrate == null ? MpegSettings.DEFAULT.bitsPerSecond() : MpegSettings.parseBitRate(bitrate),
                size == null ? null : MpegSettings.parseSize(size),
                group == null ? MpegSettings.DEFAULT.group() : MpegSettings.Group.parse(group));
    }

    /// @throws IllegalArgumentException or [ClassCastException] when these are no settings
    static CameraSettings read(JsonObject json) {
        var size = json.getString("size");
        return new CameraSettings(json.getString("title", ""), size == null ? null : Size.parse(size), json.getDouble("fps"),
                json.getInteger("quality", CameraSettings.DEFAULT_QUALITY), json.getInteger("rotate", 0),
                Flip.parse(json.getString("flip", "none")), Objects.requireNonNullElse(json.getString("filter"), ""));
    }

    /// Settings as another process says that they are: their texts become one bounded line each.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] when these are no settings
    static CameraSettings readWhatIsSaid(JsonObject json) {
        return read(json.copy().put("title", Printable.of(json.getString("title", ""), MOST_TITLE)).put("filter",
                Printable.of(Objects.requireNonNullElse(json.getString("filter"), ""), MOST_FILTER)));
    }
}
