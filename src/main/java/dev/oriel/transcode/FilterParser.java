package dev.oriel.transcode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the text of a filter chain:
///
/// ```
/// chain = [stage *("," stage)]
/// stage = name ["=" argument *(":" argument)]
/// argument = [key "="] value
/// value = 1*(any character but , : = ' and blank) / "'" *(any character but ' / "''") "'"
/// ```
///
/// Blanks around a comma and around the chain are ignored. An argument without a key is the next parameter in the filter's own order.
final class FilterParser {
    private static final String SPECIAL = ",:='";

    private final String text;
    private final Map<String, PictureFilter> filters;
    private int at;

    private FilterParser(String text, Map<String, PictureFilter> filters) {
        this.text = text;
        this.filters = filters;
    }

    /// A word of the text and the index that it begins at.
    private record Word(String text, int index) {}

    static FilterChain parse(String text, Map<String, PictureFilter> filters) {
        if (text.length() > FilterChain.MOST_CHARACTERS) {
            throw new FilterException(FilterChain.MOST_CHARACTERS + 1,
                    "a filter chain has at most " + FilterChain.MOST_CHARACTERS + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i)) && text.charAt(i) != '\t') {
                throw new FilterException(i + 1, "a control character");
            }
        }
        return text.isBlank() ? FilterChain.NONE : new FilterChain(text, new FilterParser(text, filters).chain());
    }

    private List<FilterStage> chain() {
        var stages = new ArrayList<FilterStage>();
        do {
            skipBlanks();
            if (stages.size() == FilterChain.MOST_STAGES) {
                throw wrong("a filter chain has at most " + FilterChain.MOST_STAGES + " filters");
            }
            stages.add(stage());
            skipBlanks();
        } while (skips(','));
        if (at < text.length()) {
            throw wrong("expected , or the end, found " + shown(text.charAt(at)));
        }
        return stages;
    }

    private FilterStage stage() {
        var name = bare("a filter's name");
        var filter = filters.get(name.text);
        if (filter == null) {
            throw new FilterException(name.index + 1,
                    "there is no filter \"" + name.text + "\"; there are " + String.join(", ", filters.keySet()));
        }
        return new FilterStage(filter, arguments(filter.description(), name.index));
    }

    private FilterArguments arguments(FilterDescription filter, int nameIndex) {
        var given = new LinkedHashMap<String, Object>();
        int positional = 0;
        if (skips('=')) {
            do {
                int index = at;
                var first = value();
                boolean isKey = text.charAt(index) != '\'' && skips('=');
                FilterParameter parameter;
                if (isKey) {
                    parameter = filter.parameter(first.text);
                } else {
                    parameter = positional < filter.parameters().size() ? filter.parameters().get(positional) : null;
                    positional++;
                }
                if (parameter == null) {
                    throw new FilterException(index + 1, isKey
                            ? filter.name() + " has no parameter \"" + first.text + "\"" + filter.parameterWords()
                            : "one value too many for " + filter.name() + filter.parameterWords());
                }
                var value = isKey ? value() : first;
                if (given.put(parameter.name(), read(filter, parameter, value)) != null) {
                    throw new FilterException(index + 1, parameter.name() + " is given twice");
                }
            } while (skips(':'));
        }
        var arguments = new FilterArguments(filter, given);
        var problem = filter.problem(arguments);
        if (!problem.isEmpty()) {
            throw new FilterException(nameIndex + 1, filter.name() + ": " + problem);
        }
        return arguments;
    }

    private static Object read(FilterDescription filter, FilterParameter parameter, Word value) {
        try {
            return parameter.read(value.text);
        } catch (IllegalArgumentException e) {
            throw new FilterException(value.index + 1, filter.name() + ": " + parameter.name() + " is " + e.getMessage());
        }
    }

    private Word value() {
        return at < text.length() && text.charAt(at) == '\'' ? quoted() : bare("a value");
    }

    private Word bare(String what) {
        int start = at;
        while (at < text.length() && SPECIAL.indexOf(text.charAt(at)) < 0 && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw wrong("expected " + what + (at == text.length() ? "" : ", found " + shown(text.charAt(at))));
        }
        return new Word(text.substring(start, at), start);
    }

    private Word quoted() {
        int start = at++;
        var value = new StringBuilder();
        while (at < text.length()) {
            char character = text.charAt(at++);
            if (character != '\'') {
                value.append(character);
            } else if (!skips('\'')) {
                return new Word(value.toString(), start);
            } else {
                value.append('\'');
            }
        }
        throw new FilterException(start + 1, "a quotation mark ' that nothing closes");
    }

    private boolean skips(char character) {
        boolean is = at < text.length() && text.charAt(at) == character;
        at += is ? 1 : 0;
        return is;
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private FilterException wrong(String message) {
        return new FilterException(at + 1, message);
    }

    private static String shown(char character) {
        return Character.isWhitespace(character) ? "a blank" : String.valueOf(character);
    }
}
