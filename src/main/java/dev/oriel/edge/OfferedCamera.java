package dev.oriel.edge;

import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.CameraMode;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Size;
import dev.oriel.hub.TrackState;
import dev.oriel.observe.Printable;
import dev.oriel.orient.OrientJson;
import dev.oriel.orient.OrientState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A camera as the edge that has it describes it. Texts are bounded, printable lines and numbers are possible ones; nothing else of it is
/// believed.
///
/// @param name         any text: the relay judges it
/// @param size         of its pictures, or null where the edge does not know
/// @param fps          that its source gives, or null where the edge does not know
/// @param capabilities what the relay may pass on to it
/// @param modes        sizes that its device offers
/// @param path         the ids of the edges that it came through before this edge, farthest first; one more than [#MOST_EDGES] stands for any
///                     longer one
/// @param orient       where it looks, or null where nothing turns it
record OfferedCamera(String name, TrackState state, @Nullable Size size, @Nullable Double fps, Set<String> capabilities,
        CameraSettings settings, List<CameraMode> modes, List<String> path, @Nullable OrientState orient) {
    private static final int MOST_NAME = 64;
    private static final int MOST_CAUSE = 200;
    private static final double MOST_FPS = 1000;
    private static final int MOST_MODES = 64;
    private static final int MOST_RATES = 32;
    static final int MOST_EDGES = 16;
    private static final Pattern SIZE = Pattern.compile("\\d{1,5}x\\d{1,5}");
    /// Commands that cross an edge's connection.
    private static final Set<String> PASSED_ON = Set.of("settings", "orient", "zoom", "light", "controls");

    OfferedCamera {
        capabilities = Set.copyOf(capabilities);
        modes = List.copyOf(modes);
        path = List.copyOf(path);
    }

    /// Reads a description.
    ///
    /// @throws ProtocolException when it is none
    static OfferedCamera read(JsonObject json) throws ProtocolException {
        var name = name(json);
        try {
            return new OfferedCamera(name, state(json), size(json.getString("size")), rate(json.getValue("fps")),
                    capabilities(json.getJsonArray("capabilities")), settings(name, json.getJsonObject("settings")),
                    modes(json.getJsonArray("modes")), path(json.getJsonArray("path")),
                    orient(json.getJsonObject("orient")));
        } catch (IllegalArgumentException | ClassCastException e) {
            throw new ProtocolException("the camera " + name + ": a description that is not understood: " + e.getMessage());
        }
    }

    private static @Nullable OrientState orient(@Nullable JsonObject json) {
        return json == null ? null : OrientJson.readWhatIsSaid(json);
    }

    /// The name in a description.
    static String name(JsonObject json) throws ProtocolException {
        if (!(json.getValue("name") instanceof String name)) {
            throw new ProtocolException("a camera without a name");
        }
        return Printable.of(name, MOST_NAME);
    }

    /// Reads `state` and `cause`. A word of a later version says nothing.
    static TrackState state(JsonObject json) {
        var word = Objects.requireNonNullElse(json.getString("state"), "");
        var cause = Printable.of(Objects.requireNonNullElse(json.getString("cause"), ""), MOST_CAUSE);
        return Arrays.stream(TrackState.Phase.values()).filter(phase -> phase.word().equals(word)).findFirst()
                .map(phase -> new TrackState(phase, cause.isEmpty() ? null : cause)).orElse(TrackState.IDLE);
    }

    private static @Nullable Size size(@Nullable String text) {
        return text != null && SIZE.matcher(text).matches() ? Size.parse(text) : null;
    }

    private static @Nullable Double rate(@Nullable Object value) {
        double fps = value == null ? 0 : ((Number) value).doubleValue();
        return fps > 0 && fps <= MOST_FPS ? fps : null;
    }

    private static Set<String> capabilities(@Nullable JsonArray words) {
        var known = new TreeSet<>(PASSED_ON);
        known.removeIf(word -> words == null || !words.contains(word));
        return known;
    }

    private static CameraSettings settings(String name, @Nullable JsonObject json) {
        return json == null ? CameraSettings.titled(name) : CameraSettings.readWhatIsSaid(json);
    }

    private static List<CameraMode> modes(@Nullable JsonArray list) {
        var modes = new ArrayList<CameraMode>();
        for (int i = 0; list != null && i < Math.min(list.size(), MOST_MODES); i++) {
            var mode = list.getJsonObject(i);
            var size = mode == null ? null : size(mode.getString("size"));
            if (mode != null && size != null) {
                modes.add(new CameraMode(size, rates(mode.getJsonArray("fps"))));
            }
        }
        return modes;
    }

    private static List<Double> rates(@Nullable JsonArray list) {
        var rates = new ArrayList<Double>();
        for (int i = 0; list != null && i < Math.min(list.size(), MOST_RATES); i++) {
            var rate = rate(list.getValue(i));
            if (rate != null) {
                rates.add(rate);
            }
        }
        return rates;
    }

    private static List<String> path(@Nullable JsonArray list) {
        var path = new ArrayList<String>();
        for (int i = 0; list != null && i < Math.min(list.size(), MOST_EDGES + 1); i++) {
            var id = list.getString(i);
            if (id == null || !EdgeId.isId(id)) {
                throw new IllegalArgumentException("a path is of ids of 32 hexadecimal digits");
            }
            path.add(id);
        }
        return path;
    }

    /// The same camera in another state.
    OfferedCamera in(TrackState next) {
        return new OfferedCamera(name, next, size, fps, capabilities, settings, modes, path, orient);
    }

    /// The same camera with other settings.
    OfferedCamera with(CameraSettings next) {
        return new OfferedCamera(name, state, size, fps, capabilities, next, modes, path, orient);
    }

    /// What takes the place of its pictures while the edge has none to give, whoever watches; null while there may be some.
    @Nullable
    TrackState absence() {
        return switch (state.phase()) {
            case LOST, OFF -> state;
            case IDLE -> state.cause() == null ? null : state;
            case STARTING, LIVE -> null;
        };
    }
}
