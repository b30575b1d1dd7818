package dev.oriel.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// From text to the types of the settings.
final class Parsers {
    private static final Pattern BYTES = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,3})?)\\s*([kKmMgG]?)(?:i?[bB])?");

    private Parsers() {
    }

    static Setting.Parser<Integer> between(int least, int most) {
        return text -> {
            int value = Integer.parseInt(text);
            if (value < least || value > most) {
                throw new IllegalArgumentException(text);
            }
            return value;
        };
    }

    static Setting.Parser<Double> between(double least, double most) {
        return text -> {
            double value = Double.parseDouble(text);
            if (!(value >= least && value <= most)) {
                throw new IllegalArgumentException(text);
            }
            return value;
        };
    }

    /// `512K`, `64M`, `1.5G`, `64MB`, or a plain number of bytes; 1 MiB to 64 GiB.
    static Long bytes(String text) {
        var match = BYTES.matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException(text);
        }
        int shift = switch (match.group(2).toUpperCase(Locale.ROOT)) {
            case "K" -> 10;
            case "M" -> 20;
            case "G" -> 30;
            default -> 0;
        };
        double bytes = Double.parseDouble(match.group(1)) * (1L << shift);
        if (bytes < 1 << 20 || bytes > 64L << 30) {
            throw new IllegalArgumentException(text);
        }
        return (long) bytes;
    }

    static Boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    static Setting.Parser<Duration> durationBetween(Duration least, Duration most) {
        return text -> {
            var value = DurationWords.parse(text);
            if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                throw new IllegalArgumentException(text);
            }
            return value;
        };
    }

    static List<String> list(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(item -> !item.isEmpty()).toList();
    }

    static Setting.Parser<List<String>> listOf(Pattern item) {
        return text -> {
            var items = list(text);
            for (var each : items) {
                if (!item.matcher(each).matches()) {
                    throw new IllegalArgumentException(each);
                }
            }
            return items;
        };
    }

    static Setting.Parser<String> oneOf(String... words) {
        return text -> {
            if (!Arrays.asList(words).contains(text)) {
                throw new IllegalArgumentException(text);
            }
            return text;
        };
    }

    /// Addresses and networks such as `10.0.0.0/8`.
    static List<String> networks(String text) {
        var items = list(text);
        items.forEach(Network::parse);
        return items;
    }

    static Setting.Parser<String> matching(Pattern form) {
        return text -> {
            if (!form.matcher(text).matches()) {
                throw new IllegalArgumentException(text);
            }
            return text;
        };
    }

    static String cameraName(String text) {
        if (!dev.oriel.hub.Hub.isName(text)) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    static String text(String text) {
        return text;
    }
}
