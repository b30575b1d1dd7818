package dev.oriel.bus;

import dev.oriel.hub.MpegSettings;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/// How a camera's pictures become MPEG-1, as it crosses the bus: a JSON object.
final class MpegText {

    private MpegText() {
    }

    static JsonObject write(MpegSettings mpeg) {
        var group = mpeg.group();
        return new JsonObject().put("bitrate", Integer.toString(mpeg.bitsPerSecond())).put("size",
                Objects.toString(mpeg.size(), null))
                .put("gop", group.pictures() > 0 ? Integer.toString(group.pictures()) : group.time().toMillis() + "ms");
    }

    /// @throws IllegalArgumentException or [ClassCastException] when these are no such settings
    static MpegSettings read(JsonObject json) {
        var size = json.getString("size");
        var bitrate = json.getString("bitrate");
        var group = json.getString("gop");
        return new MpegSettings(bitrate == null ? MpegSettings.DEFAULT.bitsPerSecond() : MpegSettings.parseBitRate(bitrate),
                size == null ? null : MpegSettings.parseSize(size),
                group == null ? MpegSettings.DEFAULT.group() : MpegSettings.Group.parse(group));
    }
}
