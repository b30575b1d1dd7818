package dev.oriel.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads the `.env` form: `KEY=value` lines, `#` comments, an optional `export`, single or double quotes.
///
/// Other programs read the file too, so only lines that begin as one of this program's names are held to account.
final class DotEnv {
    private static final String OURS = "ORIEL_";
    private static final Pattern COMMENT = Pattern.compile("[ \t]#");

    private DotEnv() {
    }

    /// @param problems receives what cannot be read
    static Map<String, RawValue> parse(String name, String text, Problems problems) {
        var values = new LinkedHashMap<String, RawValue>();
        int number = 0;
        for (var line : text.lines().toList()) {
            var origin = name + " line " + ++number;
            var words = line.strip().replaceFirst("^export[ \t]+", "");
            int equals = words.indexOf('=');
            if (equals > 0 && !words.startsWith("#")) {
                var variable = words.substring(0, equals).strip();
                var before = values.put(variable,
                        new RawValue(value(variable, words.substring(equals + 1), origin, problems), origin));
                if (before != null && variable.startsWith(OURS)) {
                    problems.add(variable + " (" + origin + "): stands there twice, first " + before.origin());
                }
            } else if (words.startsWith(OURS)) {
                problems.add(origin + ": allowed: NAME=value");
            }
        }
        return values;
    }

    private static String value(String name, String written, String origin, Problems problems) {
        var text = written.strip();
        if (text.startsWith("\"") || text.startsWith("'")) {
            int end = text.indexOf(text.charAt(0), 1);
            if (end > 0) {
                return text.substring(1, end);
            }
            if (name.startsWith(OURS)) {
                problems.add(name + " (" + origin + "): a quote that begins here does not end");
            }
        }
        var comment = COMMENT.matcher(written);
        return comment.find() ? written.substring(0, comment.start()).strip() : text;
    }
}
