package dev.oriel.config;

import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/// Words for the YAML parser's problems, for somebody who has never read its specification.
final class YamlProblem {
    private YamlProblem() {
    }

    /// One line with the file's name, the line in it and, where that can be guessed, the remedy. No word of the file is repeated.
    static String words(String name, String text, RuntimeException failure) {
        return switch (failure) {
            case MarkedYAMLException marked -> name + line(marked) + ": " + problem(marked);
            case ReaderException unreadable -> name + " line " + line(text, unreadable.getPosition()) + ": the character "
                    + "U+%04X".formatted(unreadable.getCodePoint()) + " is not allowed: take it out";
            default -> name + ": " + failure.getMessage();
        };
    }

    /// An open quote or an incomplete key is told where it begins: the parser notices it later.
    private static String line(MarkedYAMLException failure) {
        var context = String.valueOf(failure.getContext());
        boolean beginsBefore = context.contains("simple key") || context.contains("quoted scalar");
        var mark = beginsBefore && failure.getContextMark() != null ? failure.getContextMark() : failure.getProblemMark();
        return mark == null ? "" : " line " + (mark.getLine() + 1);
    }

    private static long line(String text, int position) {
        return text.codePoints().limit(position).filter(letter -> letter == '\n').count() + 1;
    }

    private static String problem(MarkedYAMLException failure) {
        var problem = String.valueOf(failure.getProblem());
        if (problem.contains("mapping values")) {
            return problem + "; a value that ends in a colon needs quotes, such as uri: \"test:\"";
        } else if (problem.contains("\\t(TAB)")) {
            return "a tab at the beginning of a line; YAML is indented with spaces";
        } else if (problem.contains("cannot start any token")) {
            return problem.replaceAll("\\.? \\(.*", "") + "; a value that begins with it needs quotes";
        } else if (problem.contains("undefined alias")) {
            return "found undefined alias; a value that begins with * needs quotes";
        } else if (problem.contains("expected ':'")) {
            return "no colon behind a key; written key: value";
        } else if (problem.contains("unexpected end of stream")) {
            return "a quote that begins here does not end";
        } else if (problem.contains("<block end>")) {
            return "this line is not indented as those around it; keys of one block begin in the same column";
        }
        return problem;
    }
}
