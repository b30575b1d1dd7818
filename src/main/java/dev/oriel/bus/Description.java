package dev.oriel.bus;

import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.Size;
import dev.oriel.hub.TrackState;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a recorder says of one of its cameras.
///
/// @param state           null when the recorder gives the camera up
/// @param size            the newest picture's, or null where there is none
/// @param fps             what the source says it gives, or null
/// @param mpeg            how its pictures become MPEG-1, wherever that is done
/// @param recorder        who says it
/// @param heartbeatMillis when, by that machine's clock, milliseconds since 1970-01-01 UTC
record Description(String name, @Nullable TrackState state, @Nullable Size size, @Nullable Double fps, CameraSettings settings,
        MpegSettings mpeg, Set<String> capabilities, String recorder, long heartbeatMillis) {
    private static final String GONE = "gone";

    static Description of(Camera camera, @Nullable TrackState state, String recorder, long nowMillis) {
        return new Description(camera.name(), state, camera.pictureSize(), camera.sourceFps(), camera.settings(), camera.mpeg(),
                camera.capabilities(), recorder, nowMillis);
    }

    /// The same with other settings.
    Description with(CameraSettings others) {
        return new Description(name, state, size, fps, others, mpeg, capabilities, recorder, heartbeatMillis);
    }

    /// The fields of the hash, by name; empty text stands for none.
    Map<String, String> fields() {
        var fields = new LinkedHashMap<String, String>();
        fields.put("title", settings.title());
        fields.put("size", size == null ? "" : size.toString());
        fields.put("fps", fps == null ? "" : fps.toString());
        fields.put("state", state == null ? GONE : state.phase().word());
        fields.put("cause", state == null || state.cause() == null ? "" : state.cause());
        fields.put("recorder", recorder);
        fields.put("heartbeat", Long.toString(heartbeatMillis));
        fields.put("capabilities", String.join(",", new TreeSet<>(capabilities)));
        fields.put("settings", SettingsText.write(settings).encode());
        fields.put("mpeg", SettingsText.write(mpeg).encode());
        return fields;
    }

    /// The same as one message.
    String json() {
        var json = new JsonObject().put("name", name);
        fields().forEach(json::put);
        return json.encode();
    }

    static Description parse(String json) throws ProtocolException {
        try {
            var fields = new LinkedHashMap<String, String>();
            new JsonObject(json).forEach(entry -> fields.put(entry.getKey(), String.valueOf(entry.getValue())));
            return parse(fields.getOrDefault("name", ""), fields);
        } catch (DecodeException e) {
            throw new ProtocolException("a description that is no JSON: " + e.getMessage());
        }
    }

    static Description parse(String name, Map<String, String> fields) throws ProtocolException {
        try {
            var size = fields.getOrDefault("size", "");
            var fps = fields.getOrDefault("fps", "");
            var capabilities = Arrays.stream(fields.getOrDefault("capabilities", "").split(",")).filter(word -> !word.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
            return new Description(name, state(fields), size.isEmpty() ? null : Size.parse(size),
                    fps.isEmpty() ? null : Double.valueOf(fps),
                    SettingsText.read(new JsonObject(fields.getOrDefault("settings", "{}"))),
                    SettingsText.readMpeg(new JsonObject(fields.getOrDefault("mpeg", "{}"))), capabilities,
                    fields.getOrDefault("recorder", ""), Long.parseLong(fields.getOrDefault("heartbeat", "0")));
        } catch (IllegalArgumentException | ClassCastException | DecodeException e) {
            throw new ProtocolException("camera " + name + ": a description that is not understood: " + e.getMessage());
        }
    }

    private static @Nullable TrackState state(Map<String, String> fields) {
        var word = fields.getOrDefault("state", "");
        var cause = fields.getOrDefault("cause", "");
        return word.equals(GONE)
                ? null
                : new TrackState(TrackState.Phase.valueOf(word.toUpperCase(Locale.ROOT)), cause.isEmpty() ? null : cause);
    }
}
