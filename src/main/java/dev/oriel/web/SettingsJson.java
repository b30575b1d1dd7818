package dev.oriel.web;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.Size;
import dev.oriel.transcode.FilterChain;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A camera's settings as JSON, and a change to them: fields that are missing stay, `null` goes back to the source's own.
final class SettingsJson {
    private static final Set<String> FIELDS = Set.of("title", "fps", "size", "quality", "rotate", "flip", "filter");

    private SettingsJson() {
    }

    static JsonObject write(CameraSettings settings) {
        var size = settings.size();
        return new JsonObject().put("title", settings.title()).put("fps", settings.fps())
                .put("size", size == null ? null : size.toString()).put("quality", settings.quality())
                .put("rotate", settings.rotate()).put("flip", settings.flip().word()).put("filter", settings.filter());
    }

    /// The settings with the change applied.
    ///
    /// @throws HttpError 400 with every problem at once
    static CameraSettings merge(CameraSettings now, JsonObject change) {
        var problems = new ArrayList<String>();
        var unknown = new TreeSet<>(change.fieldNames());
        unknown.removeAll(FIELDS);
        unknown.forEach(name -> problems.add(name + ": unknown; there are " + String.join(", ", new TreeSet<>(FIELDS))));
        var result = now;
        for (var name : change.fieldNames()) {
            try {
                result = with(result, name, change.getValue(name));
            } catch (IllegalArgumentException | ClassCastException e) {
                problems.add(name + ": " + (e instanceof ClassCastException ? "wrong type" : e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw HttpError.badRequest(String.join("; ", problems));
        }
        return result;
    }

    private static CameraSettings with(CameraSettings s, String name, @Nullable Object value) {
        return switch (name) {
            case "title" -> new CameraSettings(value == null ? "" : (String) value, s.size(), s.fps(), s.quality(), s.rotate(),
                    s.flip(), s.filter());
            case "size" -> new CameraSettings(s.title(), value == null ? null : Size.parse((String) value), s.fps(), s.quality(),
                    s.rotate(), s.flip(), s.filter());
            case "fps" -> new CameraSettings(s.title(), s.size(), value == null ? null : ((Number) value).doubleValue(),
                    s.quality(), s.rotate(), s.flip(), s.filter());
            case "quality" -> new CameraSettings(s.title(), s.size(), s.fps(), whole(value, CameraSettings.DEFAULT_QUALITY),
                    s.rotate(), s.flip(), s.filter());
            case "rotate" -> new CameraSettings(s.title(), s.size(), s.fps(), s.quality(), whole(value, 0), s.flip(), s.filter());
            case "flip" -> new CameraSettings(s.title(), s.size(), s.fps(), s.quality(), s.rotate(),
                    value == null ? Flip.NONE : Flip.parse((String) value), s.filter());
            case "filter" -> filter(s, value == null ? "" : (String) value);
            default -> s;
        };
    }

    private static CameraSettings filter(CameraSettings s, String filter) {
        return s.filtered(FilterChain.parse(filter).toString());
    }

    private static int whole(@Nullable Object value, int otherwise) {
        return switch (value) {
            case null -> otherwise;
            case Integer number -> number;
            default -> throw new IllegalArgumentException("a whole number");
        };
    }
}
