package dev.oriel.config;

import java.util.List;

/// The settings cannot be used; the message lists every problem, one a line: key, value, what is allowed.
public final class ConfigException extends Exception {
    private final transient List<String> problems;

    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /// What is wrong, one line each.
    public List<String> problems() {
        return problems;
    }
}
