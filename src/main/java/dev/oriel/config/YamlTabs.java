package dev.oriel.config;

/// Makes spaces of the tabs that YAML allows between words and before comments, and that the parser takes for parts of a word or for
/// an error.
final class YamlTabs {
    private YamlTabs() {
    }

    /// Tabs in quotes, and those that stand before the first word of a line, where YAML forbids them, stay.
    static String asSpaces(String text) {
        if (text.indexOf('\t') < 0) {
            return text;
        }
        var out = new StringBuilder(text);
        int lineStart = 0;
        while (lineStart < text.length()) {
            int end = lineStart;
            while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
                end++;
            }
            line(out, lineStart, end);
            lineStart = end + 1;
        }
        return out.toString();
    }

    private static void line(StringBuilder text, int from, int to) {
        int first = from;
        while (first < to && isBlank(text.charAt(first))) {
            first++;
        }
        boolean hasWords = first < to && text.charAt(first) != '#';
        char quote = 0;
        for (int i = hasWords ? first : from; i < to; i++) {
            char letter = text.charAt(i);
            if (quote == '"' && letter == '\\') {
                i++; // what follows is no end
            } else if (quote != 0) {
                quote = letter == quote ? 0 : quote;
            } else if ((letter == '"' || letter == '\'') && (i == first || " \t[{,".indexOf(text.charAt(i - 1)) >= 0)) {
                quote = letter;
            } else if (letter == '\t') {
                text.setCharAt(i, ' ');
            }
        }
    }

    private static boolean isBlank(char letter) {
        return letter == ' ' || letter == '\t';
    }
}
