package dev.oriel.bus;

import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Hub;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.Size;
import dev.oriel.hub.TrackState;
import dev.oriel.observe.Printable;
import dev.oriel.orient.OrientJson;
import dev.oriel.orient.OrientState;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a recorder says of one of its cameras.
///
/// @param state           null when the recorder gives the camera up
/// @param size            the newest picture's, or null where there is none
/// @param fps             what the source says it gives, or null
/// @param mpeg            how its pictures become MPEG-1, wherever that is done
/// @param recorder        who says it
/// @param heartbeatMillis when, by that machine's clock, milliseconds since 1970-01-01 UTC; 0 where it does not say
/// @param holding         how the recorder holds the name
/// @param applied         what the recorder itself applies of the settings: whoever has the name next goes on with it
/// @param orient          where the camera looks, or null where nothing turns it
/// @param refused         what Redis refuses its recorder, in its words; empty where it refuses nothing
record Description(String name, @Nullable TrackState state, @Nullable Size size, @Nullable Double fps, CameraSettings settings,
        MpegSettings mpeg, Set<String> capabilities, String recorder, long heartbeatMillis, Holding holding,
        CameraSettings applied,
        String refused, @Nullable OrientState orient) {
    private static final String GONE = "gone";
    private static final int MOST_CAUSE = 300;
    private static final int MOST_RECORDER = 120;
    private static final double MOST_FPS = 1000;
    private static final Pattern SIZE = Pattern.compile("\\d{1,5}x\\d{1,5}");
    private static final Pattern CAPABILITY = Pattern.compile("[a-z-]{1,32}");
    private static final int MOST_CAPABILITIES = 32;
    /// The end of the year 9999.
    private static final long LATEST_MILLIS = 253_402_300_799_999L;

    static Description of(Camera camera, @Nullable TrackState state, String recorder, long nowMillis) {
        return new Description(camera.name(), state, camera.pictureSize(), camera.sourceFps(), camera.settings(), camera.mpeg(),
                camera.capabilities(), recorder, nowMillis, Holding.RECORDED, camera.appliedHere(), "", orient(camera));
    }

    private static @Nullable OrientState orient(Camera camera) {
        var turns = camera.orientation();
        return turns == null ? null : turns.orientation();
    }

    private static @Nullable OrientState orient(String text) {
        return text.isEmpty() ? null : OrientJson.readWhatIsSaid(new JsonObject(text));
    }

    /// The same of a recorder that holds the name in another way.
    Description held(Holding how) {
        return new Description(name, state, size, fps, settings, mpeg, capabilities, recorder, heartbeatMillis, how, applied,
                refused, orient);
    }

    /// The same of a recorder to which Redis refuses something.
    Description refused(String words) {
        return new Description(name, state, size, fps, settings, mpeg, capabilities, recorder, heartbeatMillis, holding, applied,
                words, orient);
    }

    /// The same with other settings.
    Description with(CameraSettings others) {
        return new Description(name, state, size, fps, others, mpeg, capabilities, recorder, heartbeatMillis, holding, applied,
                refused, orient);
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
        fields.put("settings", settings.json().encode());
        fields.put("mpeg", MpegText.write(mpeg).encode());
        fields.put("publisher", holding.word());
        fields.put("applied", applied.equals(settings) ? "" : applied.json().encode());
        fields.put("refused", refused);
        fields.put("orient", orient == null ? "" : OrientJson.write(orient).encode());
        return fields;
    }

    /// The same as one message.
    String json() {
        var json = new JsonObject().put("name", name);
        fields().forEach(json::put);
        return json.encode();
    }

    /// @throws ProtocolException when that is no description of a camera. Texts in it are other people's: they become one bounded line each
    static Description parse(String json) throws ProtocolException {
        try {
            var fields = new LinkedHashMap<String, String>();
            new JsonObject(json).forEach(entry -> fields.put(entry.getKey(), String.valueOf(entry.getValue())));
            return parse(fields.getOrDefault("name", ""), fields);
        } catch (DecodeException | ClassCastException e) {
            throw new ProtocolException("a description that is no JSON: " + e.getMessage());
        }
    }

    /// The camera's name in a message that [#parse] does not understand, or empty.
    static String nameIn(String json) {
        try {
            return new JsonObject(json).getString("name", "");
        } catch (DecodeException | ClassCastException e) {
            return "";
        }
    }

    static Description parse(String name, Map<String, String> fields) throws ProtocolException {
        if (!Hub.isName(name)) {
            throw new ProtocolException("\"" + name + "\" is no camera's name");
        }
        try {
            var settings = settings(name, fields);
            return new Description(name, state(fields), size(fields.getOrDefault("size", "")),
                    fps(fields.getOrDefault("fps", "")),
                    settings, MpegText.read(new JsonObject(fields.getOrDefault("mpeg", "{}"))),
                    capabilities(fields.getOrDefault("capabilities", "")),
                    Printable.of(fields.getOrDefault("recorder", ""), MOST_RECORDER),
                    heartbeat(fields.getOrDefault("heartbeat", "")), Holding.of(fields.getOrDefault("publisher", "")),
                    applied(settings, fields.getOrDefault("applied", "")),
                    Printable.of(fields.getOrDefault("refused", ""), MOST_CAUSE), orient(fields.getOrDefault("orient", "")));
        } catch (IllegalArgumentException | ClassCastException | DecodeException e) {
            throw new ProtocolException("camera " + name + ": a description that is not understood: " + e.getMessage());
        }
    }

    private static @Nullable TrackState state(Map<String, String> fields) {
        var word = fields.getOrDefault("state", "");
        var cause = Printable.of(fields.getOrDefault("cause", ""), MOST_CAUSE);
        return word.equals(GONE) ? null : new TrackState(phase(word), cause.isEmpty() ? null : cause);
    }

    private static TrackState.Phase phase(String word) {
        return Arrays.stream(TrackState.Phase.values()).filter(phase -> phase.word().equals(word)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the unknown state \"" + word + "\""));
    }

    /// Another program may write a title and no settings.
    private static CameraSettings settings(String name, Map<String, String> fields) {
        var text = fields.get("settings");
        return CameraSettings.readWhatIsSaid(text == null
                ? new JsonObject().put("title", fields.getOrDefault("title", name))
                : new JsonObject(text));
    }

    private static CameraSettings applied(CameraSettings settings, String text) {
        return text.isEmpty() ? settings : CameraSettings.readWhatIsSaid(new JsonObject(text));
    }

    /// What was seen is told as it is; what nobody can have seen is not told.
    private static @Nullable Size size(String text) {
        if (text.isEmpty()) {
            return null;
        }
        if (!SIZE.matcher(text).matches()) {
            throw new IllegalArgumentException("a size is written WIDTHxHEIGHT");
        }
        try {
            return Size.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Double fps(String text) {
        double fps = text.isEmpty() ? 0 : Double.parseDouble(text);
        return fps > 0 && fps <= MOST_FPS ? fps : null;
    }

    private static Set<String> capabilities(String text) {
        return Arrays.stream(text.split(",")).filter(word -> CAPABILITY.matcher(word).matches()).limit(MOST_CAPABILITIES)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static long heartbeat(String text) {
        return text.isEmpty() ? 0 : Math.clamp(Long.parseLong(text), 0, LATEST_MILLIS);
    }
}
