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
public record Setting<T>(String key, Parser<T> parser, String allowed, @Nullable String defaultValue, String example,
        String meaning) {

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
