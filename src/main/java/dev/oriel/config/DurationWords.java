package dev.oriel.config;

import java.time.Duration;
import java.util.regex.Pattern;

/// A time as people write it in settings and commands: `500ms`, `7s`, `1.5m`, `24h`, `7d`.
public final class DurationWords {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)\\s*(ms|s|m|h|d)");

    private DurationWords() {
    }

    /// @throws IllegalArgumentException when the text is no such time
    public static Duration parse(String text) {
        var match = FORM.matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException(text);
        }
        long unitMillis = switch (match.group(2)) {
            case "ms" -> 1;
            case "s" -> 1000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
        };
        return Duration.ofMillis(Math.round(Double.parseDouble(match.group(1)) * unitMillis));
    }
}
