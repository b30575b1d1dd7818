package dev.oriel.hub;

import dev.oriel.observe.Printable;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A camera's settings as JSON, whole or as a change: the one form in which they cross HTTP, the bus and an edge's connection.
///
/// In a change, fields that are missing stay, and `null` goes back to the source's own.
public final class SettingsPatch {
    /// Characters of a title that another process says; the rest is left out.
    public static final int MOST_TITLE = 100;
    private static final int MOST_FILTER = 1000;
    private static final Set<String> FIELDS = Set.of("title", "fps", "size", "quality", "rotate", "flip", "filter");

    private SettingsPatch() {
    }

    /// Every field.
    public static JsonObject write(CameraSettings settings) {
        return new JsonObject().put("title", settings.title()).put("fps", settings.fps())
                .put("size", Objects.toString(settings.size(), null)).put("quality", settings.quality())
                .put("rotate", settings.rotate()).put("flip", settings.flip().word()).put("filter", settings.filter());
    }

    /// The fields in which `next` differs, with its values.
    public static JsonObject difference(CameraSettings before, CameraSettings next) {
        var old = write(before);
        var fields = write(next);
        old.forEach(entry -> {
            if (Objects.equals(entry.getValue(), fields.getValue(entry.getKey()))) {
                fields.remove(entry.getKey());
            }
        });
        return fields;
    }

    // --- what this program wrote

    /// `settings` with those fields.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] when they cannot have such values
    public static CameraSettings changed(CameraSettings settings, JsonObject fields) {
        return read(write(settings).mergeIn(fields));
    }

    private static CameraSettings read(JsonObject json) {
        var size = json.getString("size");
        return new CameraSettings(json.getString("title", ""), size == null ? null : Size.parse(size), json.getDouble("fps"),
                json.getInteger("quality", CameraSettings.DEFAULT_QUALITY), json.getInteger("rotate", 0),
                Flip.parse(json.getString("flip", "none")), Objects.requireNonNullElse(json.getString("filter"), ""));
    }

    /// Settings as another process says that they are: their texts become one bounded line each.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] when these are no settings
    public static CameraSettings readWhatIsSaid(JsonObject json) {
        return read(json.copy().put("title", Printable.of(json.getString("title", ""), MOST_TITLE)).put("filter",
                Printable.of(Objects.requireNonNullElse(json.getString("filter"), ""), MOST_FILTER)));
    }

    // --- what a stranger asks for

    /// The settings with a stranger's change.
    ///
    /// @param filter reads a chain of filters; throws IllegalArgumentException with words for a user
    /// @throws SettingsException with every problem at once, in words for a user
    public static CameraSettings merge(CameraSettings now, JsonObject change, UnaryOperator<String> filter) {
        var problems = new TreeMap<String, String>();
        var unknown = new TreeSet<>(change.fieldNames());
        unknown.removeAll(FIELDS);
        unknown.forEach(name -> problems.put(name, "unknown; there are " + String.join(", ", new TreeSet<>(FIELDS))));
        var result = now;
        for (var name : change.fieldNames()) {
            try {
                result = with(result, name, change.getValue(name), filter);
            } catch (IllegalArgumentException | ClassCastException e) {
                problems.put(name, e instanceof ClassCastException ? "wrong type" : String.valueOf(e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return result;
    }

    private static CameraSettings with(CameraSettings s, String name, @Nullable Object value, UnaryOperator<String> filter) {
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
            case "filter" -> s.filtered(filter.apply(value == null ? "" : (String) value));
            default -> s;
        };
    }

    private static int whole(@Nullable Object value, int otherwise) {
        return switch (value) {
            case null -> otherwise;
            case Integer number -> number;
            default -> throw new IllegalArgumentException("a whole number");
        };
    }
}
