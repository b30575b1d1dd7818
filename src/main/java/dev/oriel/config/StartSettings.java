package dev.oriel.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The settings that are read at the start only, by key: where they differ later, only a restart applies them.
public final class StartSettings {
    private final Map<String, Value> values = new LinkedHashMap<>();

    /// @param effective null where it has none, or no effect
    /// @param written   as it stands in a file; empty where it does not
    private record Value(@Nullable Object effective, String written) {}

    void put(Setting<?> setting, boolean hasEffect, String written) {
        var text = written.isEmpty() ? setting.defaultValue() : written;
        values.put(setting.key(), new Value(hasEffect && text != null ? parsed(setting, text) : null, written));
    }

    private static Object parsed(Setting<?> setting, String text) {
        try {
            return Objects.requireNonNull(setting.parser().parse(text));
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /// The keys that need a restart, where these were in force at the start and `now` are wished for: those that somebody has
    /// written otherwise, without others that only have an effect because of them.
    public List<String> differences(StartSettings now) {
        var differ = values.keySet().stream()
                .filter(key -> !Objects.equals(value(key).effective(), now.value(key).effective())).toList();
        var written = differ.stream().filter(key -> !value(key).written().equals(now.value(key).written())).toList();
        return written.isEmpty() ? differ : written;
    }

    private Value value(String key) {
        return values.getOrDefault(key, new Value(null, ""));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StartSettings settings && values.equals(settings.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /// The keys alone: passwords stand in their values.
    @Override
    public String toString() {
        return String.join(", ", values.keySet());
    }
}
