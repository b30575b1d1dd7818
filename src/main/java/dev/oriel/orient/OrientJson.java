package dev.oriel.orient;

import dev.oriel.observe.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where a camera looks as JSON: the one form in which that crosses HTTP, the viewers' connections, the bus and an edge's connection.
public final class OrientJson {
    private static final int MOST_PIXELS = 64;
    private static final int MOST_PROBLEM = 300;
    private static final double MOST_ZOOM = 1000;
    private static final double MOST_DEGREES = 3600;

    private OrientJson() {
    }

    /// Everything.
    public static JsonObject write(OrientState state) {
        var limits = new JsonObject();
        for (var axis : Axis.values()) {
            state.limits().range(axis).ifPresent(
                    range -> limits.put(axis.word(), new JsonObject().put("min", range.from()).put("max", range.to())));
        }
        var json = pose(state.now()).put("target", pose(state.target())).put("moving", state.moving())
                .put("touring", state.touring()).put("presets", new JsonArray(state.presets())).put("problem", state.problem())
                .put("limits", limits).put("fieldOfView", state.fieldOfView());
        if (!state.light().isEmpty()) {
            json.put("light", new JsonArray(state.light().stream().map(PixelColour::toString).toList()));
        }
        return json;
    }

    /// The three numbers of a pose.
    public static JsonObject pose(Pose pose) {
        var json = new JsonObject();
        for (var axis : Axis.values()) {
            json.put(axis.word(), rounded(pose.at(axis)));
        }
        return json;
    }

    private static double rounded(double value) {
        double rounded = Math.rint(value * 100) / 100;
        return rounded == 0 ? 0.0 : rounded; // no minus in front of it
    }

    /// A pose as it was written.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] when it is none
    public static Pose readPose(@Nullable JsonObject json) {
        if (json == null) {
            throw new IllegalArgumentException("no pose");
        }
        return new Pose(number(json, Axis.PAN), number(json, Axis.TILT), number(json, Axis.ZOOM));
    }

    private static double number(JsonObject json, Axis axis) {
        var value = json.getDouble(axis.word());
        double most = axis == Axis.ZOOM ? MOST_ZOOM : MOST_DEGREES;
        if (value == null || !(Math.abs(value) <= most)) {
            throw new IllegalArgumentException(axis.word() + " is no number that can be");
        }
        return value;
    }

    /// What another process says; its texts become bounded ones.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] when it makes no sense
    public static OrientState readWhatIsSaid(JsonObject json) {
        try {
            return read(json);
        } catch (NullPointerException e) {
            throw new IllegalArgumentException("a value is null that cannot be", e);
        }
    }

    private static OrientState read(JsonObject json) {
        var ranges = new EnumMap<Axis, AxisRange>(Axis.class);
        var limits = json.getJsonObject("limits", new JsonObject());
        for (var axis : Axis.values()) {
            var range = limits.getJsonObject(axis.word());
            if (range != null) {
                ranges.put(axis, new AxisRange(end(range, "min"), end(range, "max")));
            }
        }
        var fieldOfView = json.getDouble("fieldOfView");
        return new OrientState(readPose(json), readPose(json.getJsonObject("target")), json.getBoolean("moving", false),
                new PoseLimits(ranges), presets(json.getJsonArray("presets", new JsonArray())), json.getBoolean("touring", false),
                Printable.of(Objects.requireNonNullElse(json.getString("problem"), ""), MOST_PROBLEM),
                light(json.getJsonArray("light", new JsonArray())),
                fieldOfView == null || !(fieldOfView > 0 && fieldOfView <= 360) ? 60 : fieldOfView);
    }

    private static double end(JsonObject range, String name) {
        var value = range.getDouble(name);
        if (value == null || !(Math.abs(value) <= MOST_DEGREES)) {
            throw new IllegalArgumentException("a limit is no number that can be");
        }
        return value;
    }

    private static List<String> presets(JsonArray names) {
        var presets = new ArrayList<String>();
        for (int i = 0; i < Math.min(names.size(), OrientRequest.MOST_PRESETS); i++) {
            presets.add(OrientRequest.preset(names.getString(i)));
        }
        return presets;
    }

    private static List<PixelColour> light(JsonArray pixels) {
        var light = new ArrayList<PixelColour>();
        for (int i = 0; i < Math.min(pixels.size(), MOST_PIXELS); i++) {
            light.add(PixelColour.parse(pixels.getString(i)));
        }
        return light;
    }

    // --- presets as they are kept

    /// Poses by name.
    public static JsonObject writePresets(Map<String, Pose> presets) {
        var json = new JsonObject();
        presets.forEach((name, pose) -> json.put(name, pose(pose)));
        return json;
    }

    /// @throws IllegalArgumentException or [ClassCastException] when these are none
    public static Map<String, Pose> readPresets(JsonObject json) {
        var presets = new TreeMap<String, Pose>();
        for (var name : json.fieldNames()) {
            presets.put(OrientRequest.preset(name), readPose(json.getJsonObject(name)));
        }
        return presets;
    }

    // --- requests

    /// A request as words of an address.
    public static Map<String, String> words(OrientRequest request) {
        var words = new TreeMap<String, String>();
        switch (request) {
            case OrientRequest.To(var values) -> values.forEach((axis, value) -> words.put(axis.word(), plain(value)));
            case OrientRequest.By(var values) -> values.forEach((axis, value) -> words.put("d" + axis.word(), plain(value)));
            case OrientRequest.ToPreset(var name) -> words.put("preset", name);
            case OrientRequest.Home() -> words.put("home", "");
            case OrientRequest.Stop() -> words.put("stop", "");
            case OrientRequest.Tour(boolean on) -> words.put("tour", on ? "on" : "off");
        }
        return words;
    }

    private static String plain(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
