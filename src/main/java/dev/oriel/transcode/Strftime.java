package dev.oriel.transcode;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.WeekFields;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Times as text, by the conversions of POSIX `strftime` in English: `%Y-%m-%d %H:%M:%S`. Beyond POSIX there are `%f`, milliseconds, and
/// `%s`, seconds since 1970.
final class Strftime {
    private Strftime() {
    }

    /// The first conversion that is none, or null where all are.
    static @Nullable String unknown(String pattern) {
        var now = ZonedDateTime.of(2000, 1, 1, 0, 0, 0, 0, java.time.ZoneOffset.UTC);
        for (int i = pattern.indexOf('%'); i >= 0; i = pattern.indexOf('%', i + 2)) {
            if (i + 1 == pattern.length() || converted(pattern.charAt(i + 1), now) == null) {
                return pattern.substring(i, Math.min(i + 2, pattern.length()));
            }
        }
        return null;
    }

    /// `pattern` with all conversions done; an unknown one stays.
    static String format(String pattern, ZonedDateTime time) {
        var result = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char character = pattern.charAt(i);
            var converted = character == '%' && i + 1 < pattern.length() ? converted(pattern.charAt(i + 1), time) : null;
            if (converted == null) {
                result.append(character);
            } else {
                result.append(converted);
                i++;
            }
        }
        return result.toString();
    }

    private static @Nullable String converted(char conversion, ZonedDateTime time) {
        return switch (conversion) {
            case '%' -> "%";
            case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'b', 'h' -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'c' -> format("%a %b %e %H:%M:%S %Y", time);
            case 'D', 'x' -> format("%m/%d/%y", time);
            case 'F' -> format("%Y-%m-%d", time);
            case 'R' -> format("%H:%M", time);
            case 'T', 'X' -> format("%H:%M:%S", time);
            case 'r' -> format("%I:%M:%S %p", time);
            case 'n', 't' -> " ";
            case 'p' -> time.getHour() < 12 ? "AM" : "PM";
            case 's' -> Long.toString(time.toEpochSecond());
            case 'z' -> time.format(DateTimeFormatter.ofPattern("xx", Locale.ENGLISH));
            case 'Z' -> time.format(DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH));
            case 'Y' -> Integer.toString(time.getYear());
            default -> number(conversion, time);
        };
    }

    private static @Nullable String number(char conversion, ZonedDateTime time) {
        int hour = (time.getHour() + 11) % 12 + 1;
        return switch (conversion) {
            case 'C' -> two(time.getYear() / 100);
            case 'd' -> two(time.getDayOfMonth());
            case 'e' -> blank(time.getDayOfMonth());
            case 'f' -> "%03d".formatted(time.getNano() / 1_000_000);
            case 'G' -> Integer.toString(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'g' -> two(time.get(IsoFields.WEEK_BASED_YEAR) % 100);
            case 'H' -> two(time.getHour());
            case 'I' -> two(hour);
            case 'j' -> "%03d".formatted(time.getDayOfYear());
            case 'k' -> blank(time.getHour());
            case 'l' -> blank(hour);
            case 'm' -> two(time.getMonthValue());
            case 'M' -> two(time.getMinute());
            case 'S' -> two(time.getSecond());
            case 'u' -> Integer.toString(time.getDayOfWeek().getValue());
            case 'w' -> Integer.toString(time.getDayOfWeek().getValue() % 7);
            case 'U' -> two((time.getDayOfYear() + 6 - time.get(ChronoField.DAY_OF_WEEK) % 7) / 7);
            case 'W' -> two((time.getDayOfYear() + 6 - (time.get(ChronoField.DAY_OF_WEEK) + 6) % 7) / 7);
            case 'V' -> two(time.get(WeekFields.ISO.weekOfWeekBasedYear()));
            case 'y' -> two(time.getYear() % 100);
            default -> null;
        };
    }

    private static String two(int number) {
        return "%02d".formatted(number);
    }

    private static String blank(int number) {
        return "%2d".formatted(number);
    }
}
