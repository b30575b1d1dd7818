package dev.oriel.config;

import org.jspecify.annotations.Nullable;

/// One key of the settings: the single place that knows its type, default and meaning.
///
/// @param <T>          what the text is read into
/// @param key          `server.port`; the keys of a camera stand without `cameras.NAME.`
/// @param parser       throws [IllegalArgumentException] for text that is not allowed
/// @param allowed      what is allowed, in words that follow "allowed: "
/// @param defaultValue as text, or null where there is none
/// @param example      a value as it could stand in a file
/// @param meaning      one sentence for a user, with the unit
/// @param needsRestart true for a key that is read at the start only
public record Setting<T>(String key, Parser<T> parser, String allowed, @Nullable String defaultValue, String example,
        String meaning, boolean needsRestart) {

    /// A key whose change is applied while running.
    public Setting(String key, Parser<T> parser, String allowed, @Nullable String defaultValue, String example, String meaning) {
        this(key, parser, allowed, defaultValue, example, meaning, false);
    }

    /// The same key, read at the start only.
    static <T> Setting<T> atStart(Setting<T> setting) {
        return new Setting<>(setting.key, setting.parser, setting.allowed, setting.defaultValue, setting.example, setting.meaning,
                true);
    }

    /// Text to value.
    @FunctionalInterface
    public interface Parser<T> {
        /// @throws IllegalArgumentException when the text is not allowed
        T parse(String text);
    }

    /// The name in the environment: `ORIEL_SERVER_PORT`.
    public String environmentName() {
        return "ORIEL_" + key.replace('.', '_').replace('-', '_').toUpperCase(java.util.Locale.ROOT);
    }
}
