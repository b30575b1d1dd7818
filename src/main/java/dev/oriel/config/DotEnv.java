package dev.oriel.config;

import java.util.LinkedHashMap;
import java.util.Map;

/// Reads the `.env` form: `KEY=value` lines, `#` comments, an optional `export`, single or double quotes.
final class DotEnv {
    private DotEnv() {
    }

    static Map<String, RawValue> parse(Iterable<String> lines) {
        var values = new LinkedHashMap<String, RawValue>();
        int number = 0;
        for (var line : lines) {
            number++;
            var text = line.strip();
            if (text.startsWith("export ")) {
                text = text.substring("export ".length()).strip();
            }
            int equals = text.indexOf('=');
            if (equals > 0 && !text.startsWith("#")) {
                values.put(text.substring(0, equals).strip(),
                        new RawValue(unquote(text.substring(equals + 1).strip()), ".env line " + number));
            }
        }
        return values;
    }

    private static String unquote(String value) {
        if (value.length() >= 2 && (value.startsWith("\"") || value.startsWith("'"))) {
            int end = value.indexOf(value.charAt(0), 1);
            if (end > 0) {
                return value.substring(1, end);
            }
        }
        int comment = value.indexOf(" #");
        return comment < 0 ? value : value.substring(0, comment).stripTrailing();
    }
}
