package dev.oriel.config;

import dev.oriel.observe.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Everything that is wrong with the settings, a line each: key, value, where it stands, what is allowed. No line holds a secret.
///
/// Threads: used by one.
final class Problems {
    /// Words that are no secret under any key.
    private static final Pattern HARMLESS = Pattern
            .compile("(?i)true|false|yes|no|on|off|\\d{1,5}x\\d{1,5}|[\\d.]{1,6}(?:ms|s|m|h|d)");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][\\w+.-]*://\\S*");

    private final List<String> lines = new ArrayList<>();

    void add(String line) {
        lines.add(line);
    }

    /// A key that is known, with a value that is not allowed.
    void wrong(String key, RawValue value, String why) {
        var shown = Secrets.isSecretName(key) ? "***" : Secrets.maskAddress(value.text());
        lines.add(key + " = \"" + shown + "\" (" + value.origin() + "): " + why);
    }

    /// A key that nobody knows: it may be a password's, so its value is shown only where it cannot be one.
    void unknown(String key, RawValue value, String suggestion) {
        var shown = !suggestion.isEmpty() || isHarmless(key, value.text()) ? Secrets.maskAddress(value.text()) : "***";
        lines.add(key + " = \"" + shown + "\" (" + value.origin() + "): unknown key" + suggestion);
    }

    private static boolean isHarmless(String key, String text) {
        return !Secrets.isSecretName(key) && (HARMLESS.matcher(text).matches() || ADDRESS.matcher(text).matches());
    }

    List<String> lines() {
        return lines;
    }

    boolean areNone() {
        return lines.isEmpty();
    }
}
