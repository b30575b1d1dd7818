package dev.oriel.hub;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Settings that a camera cannot have, with each problem beside the name of its setting, in words for a user.
public final class SettingsException extends IllegalArgumentException {
    private final transient Map<String, String> problems;

    /// @param problems by the names of the settings; they are the message, too
    public SettingsException(Map<String, String> problems) {
        this(new TreeMap<>(problems).entrySet().stream().map(one -> one.getKey() + ": " + one.getValue())
                .collect(Collectors.joining("; ")), problems);
    }

    /// @param message  says all of it
    /// @param problems by the names of the settings
    public SettingsException(String message, Map<String, String> problems) {
        super(message);
        this.problems = Map.copyOf(problems);
    }

    /// The problems by the names of the settings.
    public Map<String, String> problems() {
        return problems;
    }
}
