package dev.oriel.hub;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A change of a camera's settings: new values of some, which any camera can have. HTTP, the bus and the kept files all carry it.
///
/// In JSON, fields that are missing stay, and `null` goes back to the source's own.
///
/// @param values by their settings; a value that is null is the source's own
public record SettingsPatch(Map<CameraSetting, @Nullable Object> values) {
    public SettingsPatch {
        var copy = new EnumMap<CameraSetting, @Nullable Object>(CameraSetting.class);
        copy.putAll(values);
        values = Collections.unmodifiableMap(copy);
        CameraSettings.of(setting -> copy.getOrDefault(setting, setting.standard()));
    }

    /// The change to the values that `settings` has.
    ///
    /// @param names of those that it changes
    public static SettingsPatch of(CameraSettings settings, Collection<String> names) {
        return of(setting -> names.contains(setting.key()), setting -> setting.of(settings));
    }

    /// The change that leads from the one to the other.
    public static SettingsPatch between(CameraSettings before, CameraSettings after) {
        return of(setting -> !Objects.equals(setting.of(before), setting.of(after)), setting -> setting.of(after));
    }

    private static SettingsPatch of(Predicate<CameraSetting> changes, Function<CameraSetting, @Nullable Object> value) {
        var values = new EnumMap<CameraSetting, @Nullable Object>(CameraSetting.class);
        Arrays.stream(CameraSetting.values()).filter(changes).forEach(setting -> values.put(setting, value.apply(setting)));
        return new SettingsPatch(values);
    }

    // --- JSON

    /// The change in JSON of a stranger.
    ///
    /// @param filter reads a chain of filters; throws IllegalArgumentException with words for a user
    /// @throws SettingsException with every problem at once, in words for a user
    public static SettingsPatch parse(JsonObject change, UnaryOperator<String> filter) {
        var problems = new TreeMap<String, String>();
        var values = new EnumMap<CameraSetting, @Nullable Object>(CameraSetting.class);
        for (var name : change.fieldNames()) {
            try {
                var setting = Arrays.stream(CameraSetting.values()).filter(one -> one.key().equals(name)).findFirst().orElseThrow(
                        () -> new IllegalArgumentException("unknown; there are " + String.join(", ", CameraSetting.NAMES)));
                var value = setting.asked(change.getValue(name));
                values.put(setting, setting == CameraSetting.FILTER ? filter.apply((String) value) : value);
                CameraSettings.titled("").with(setting, value);
            } catch (IllegalArgumentException | ClassCastException e) {
                problems.put(name, e instanceof ClassCastException ? "wrong type" : String.valueOf(e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new SettingsPatch(values);
    }

    /// The change in JSON that an Oriel wrote. Names that are unknown are left out.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] when no camera can have such values
    public static SettingsPatch read(JsonObject written) {
        return of(setting -> written.containsKey(setting.key()), setting -> setting.written(written));
    }

    /// The change as another process says it: texts become one bounded line each, and unknown names are left out.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] when no camera can have such values
    static SettingsPatch readWhatIsSaid(JsonObject said) {
        return of(setting -> said.containsKey(setting.key()), setting -> setting.said(said));
    }

    /// The change as JSON.
    public JsonObject json() {
        var json = new JsonObject();
        CameraSetting.IN_JSON.stream().filter(values::containsKey)
                .forEach(setting -> json.put(setting.key(), CameraSetting.json(values.get(setting))));
        return json;
    }

    // --- what it does

    /// The names of the settings that it changes.
    public Set<String> names() {
        return values.keySet().stream().map(CameraSetting::key).collect(Collectors.toSet());
    }

    /// The settings after the change.
    public CameraSettings applyTo(CameraSettings settings) {
        return CameraSettings.of(setting -> values.getOrDefault(setting, setting.of(settings)));
    }

    /// True when the settings have these values already.
    public boolean holdsIn(CameraSettings settings) {
        return applyTo(settings).equals(settings);
    }
}
