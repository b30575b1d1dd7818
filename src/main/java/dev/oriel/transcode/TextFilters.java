package dev.oriel.transcode;

import static dev.oriel.transcode.FilterParameter.bool;
import static dev.oriel.transcode.FilterParameter.choice;
import static dev.oriel.transcode.FilterParameter.color;
import static dev.oriel.transcode.FilterParameter.number;
import static dev.oriel.transcode.FilterParameter.text;

import dev.oriel.ffmpeg.Font;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Filters that write into a picture. Their letters have a size that follows from the picture's, so that one pass serves all sizes.
final class TextFilters {
    private static final int MOST_CHARACTERS = 200;
    /// Each different letter is kept as a picture of its own.
    private static final int MOST_LETTER_PIXELS = 400;
    private static final List<String> POSITIONS = List.of("bottom-left", "bottom", "bottom-right", "top-left", "top", "top-right",
            "left", "center", "right");

    private TextFilters() {
    }

    static List<PictureFilter> all() {
        var time = new ArrayList<>(List.of(
                text("format", MOST_CHARACTERS, "%Y-%m-%d %H:%M:%S",
                        "Conversions of strftime; {camera} and {title} name the camera."),
                text("zone", 40, "", "Time zone, such as UTC or Europe/Vienna; the machine's where none is given.")));
        time.addAll(look());
        var words = new ArrayList<>(
                List.of(text("text", MOST_CHARACTERS, "{title}",
                        "What is written; {camera} and {title} name the camera, %H:%M is the time.")));
        words.addAll(look());
        return List.of(
                new BuiltInFilter(new FilterDescription("timestamp", "Time stamp", "Writes when the picture was taken.", time,
                        arguments -> problem(arguments.text("format"), arguments.text("zone"))),
                        arguments -> new Written(arguments, arguments.text("format"), zone(arguments.text("zone")))),
                new BuiltInFilter(new FilterDescription("text", "Text", "Writes words into the picture.", words,
                        arguments -> problem(arguments.text("text"), "")),
                        arguments -> new Written(arguments, arguments.text("text"), ZoneId.systemDefault())));
    }

    private static List<FilterParameter> look() {
        return List.of(choice("position", POSITIONS, "Where it stands."),
                number("size", 0.01, 0.5, 0.05, "Height of the letters, as a fraction of the picture's height."),
                color("color", "ffffff", "Of the letters."), bool("box", true, "Puts a dark box behind the letters."));
    }

    private static String problem(String pattern, String zone) {
        var unknown = Strftime.unknown(pattern);
        if (unknown != null) {
            return "there is no conversion " + unknown + "; %% stands for the sign itself";
        }
        try {
            zone(zone);
            return "";
        } catch (DateTimeException _) {
            return "there is no time zone \"" + zone + "\"";
        }
    }

    private static ZoneId zone(String name) {
        return name.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(name);
    }

    /// Letters in a picture.
    private record Written(FilterArguments arguments, String pattern, ZoneId zone) implements GraphEffect {
        @Override
        public boolean isAlone() {
            return pattern.indexOf('%') >= 0;
        }

        @Override
        public String graph(int width, int height, FilterMoment picture) {
            var time = ZonedDateTime.ofInstant(Instant.EPOCH.plusNanos(picture.capturedAtMicros() * 1000), zone);
            var words = Strftime.format(pattern, time).replace("{camera}", picture.camera()).replace("{title}", picture.title());
            if (words.isBlank()) {
                return "null";
            }
            int size = Math.clamp(Math.round(arguments.number("size") * height), 6, MOST_LETTER_PIXELS);
            int margin = size / 2;
            return String.format(Locale.ROOT,
                    "drawtext=expansion=none:fontfile=%s:text=%s:fontsize=%d:fontcolor=0x%s:x=%s:y=%s:box=%d:boxcolor=0x000000@0.5:boxborderw=%d",
                    escaped(Font.file().toString()), escaped(words), size, arguments.text("color"), x(margin), y(margin),
                    arguments.bool("box") ? 1 : 0, size / 4);
        }

        private String x(int margin) {
            var position = arguments.text("position");
            if (position.endsWith("left")) {
                return Integer.toString(margin);
            }
            return position.endsWith("right") ? "w-text_w-" + margin : "(w-text_w)/2";
        }

        private String y(int margin) {
            var position = arguments.text("position");
            if (position.startsWith("top")) {
                return Integer.toString(margin);
            }
            return position.startsWith("bottom") ? "h-line_h-" + margin : "(h-line_h)/2";
        }
    }

    /// A value as it has to stand in a graph: once for the filter's options, and once more for the graph around them.
    static String escaped(String value) {
        return backslashed(backslashed(value));
    }

    private static String backslashed(String value) {
        var result = new StringBuilder();
        value.codePoints().forEach(point -> {
            if (point < 128 && !Character.isLetterOrDigit(point)) {
                result.append('\\');
            }
            result.appendCodePoint(point);
        });
        return result.toString();
    }
}
