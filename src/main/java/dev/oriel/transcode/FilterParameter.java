package dev.oriel.transcode;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One parameter of a filter: its name, what it may be, and what it is where nobody says.
///
/// @param name         in chains, in lower case
/// @param type         what kind of value it takes
/// @param least        of a number, or of a text's length
/// @param most         of a number, or of a text's length
/// @param defaultValue as it would stand in a chain
/// @param choices      all that a choice may be
/// @param description  one sentence for people
public record FilterParameter(String name, Type type, double least, double most, String defaultValue, List<String> choices,
        String description) {

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,12}(\\.\\d{1,12})?");
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,9}");
    private static final Pattern COLOR = Pattern.compile("#?[0-9a-fA-F]{6}");

    /// Kinds of values.
    public enum Type {
        /// A decimal number; a [Double] in [FilterArguments].
        NUMBER,
        /// A whole number; an [Integer].
        INTEGER,
        /// Any characters but control characters; a [String].
        TEXT,
        /// `true` or `false`; a [Boolean].
        BOOLEAN,
        /// One of some words; a [String].
        CHOICE,
        /// Red, green and blue in hexadecimal, `ff8800`; a [String] of six digits.
        COLOR
    }

    public FilterParameter {
        choices = List.copyOf(choices);
    }

    /// A decimal number within bounds.
    public static FilterParameter number(String name, double least, double most, double usual, String description) {
        return new FilterParameter(name, Type.NUMBER, least, most, plain(usual), List.of(), description);
    }

    /// A whole number within bounds.
    public static FilterParameter integer(String name, int least, int most, int usual, String description) {
        return new FilterParameter(name, Type.INTEGER, least, most, Integer.toString(usual), List.of(), description);
    }

    /// A text of at most so many characters.
    public static FilterParameter text(String name, int mostCharacters, String usual, String description) {
        return new FilterParameter(name, Type.TEXT, 0, mostCharacters, usual, List.of(), description);
    }

    /// Yes or no.
    public static FilterParameter bool(String name, boolean usual, String description) {
        return new FilterParameter(name, Type.BOOLEAN, 0, 0, Boolean.toString(usual), List.of(), description);
    }

    /// One of `choices`, of which the first is the usual one.
    public static FilterParameter choice(String name, List<String> choices, String description) {
        return new FilterParameter(name, Type.CHOICE, 0, 0, choices.getFirst(), choices, description);
    }

    /// A colour.
    public static FilterParameter color(String name, String usual, String description) {
        return new FilterParameter(name, Type.COLOR, 0, 0, usual, List.of(), description);
    }

    static String plain(double number) {
        return new java.math.BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }

    /// The value that `text` stands for.
    ///
    /// @throws IllegalArgumentException saying what is allowed
    Object read(String text) {
        var value = valueOf(text);
        if (value == null) {
            throw new IllegalArgumentException(allowed() + ", not \"" + text + "\"");
        }
        return value;
    }

    private @Nullable Object valueOf(String text) {
        return switch (type) {
            case NUMBER -> NUMBER.matcher(text).matches() ? within(Double.valueOf(text)) : null;
            case INTEGER -> INTEGER.matcher(text).matches() ? within(Integer.valueOf(text)) : null;
            case TEXT -> text.length() <= most ? text : null;
            case BOOLEAN -> (text.equals("true") || text.equals("false")) ? Boolean.valueOf(text) : null;
            case CHOICE -> choices.contains(text) ? text : null;
            case COLOR -> COLOR.matcher(text).matches() ? text.replace("#", "") : null;
        };
    }

    private @Nullable Object within(Number number) {
        return number.doubleValue() >= least && number.doubleValue() <= most ? number : null;
    }

    /// What it may be, in words.
    String allowed() {
        return switch (type) {
            case NUMBER -> plain(least) + " to " + plain(most);
            case INTEGER -> "a whole number from " + plain(least) + " to " + plain(most);
            case TEXT -> "at most " + plain(most) + " characters";
            case BOOLEAN -> "true or false";
            case CHOICE -> "one of " + String.join(", ", choices);
            case COLOR -> "a colour of six hexadecimal digits, such as ff8800";
        };
    }
}
