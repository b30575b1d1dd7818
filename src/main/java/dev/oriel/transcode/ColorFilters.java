package dev.oriel.transcode;

import static dev.oriel.transcode.FilterParameter.number;

import dev.oriel.ffmpeg.Plane;
import java.util.List;
import java.util.Locale;

/// Filters that change each pixel by itself.
final class ColorFilters {
    private static final int NO_COLOR = 128;

    private ColorFilters() {
    }

    static List<PictureFilter> all() {
        return List.of(
                BuiltInFilter.ofPixels(new FilterDescription("gray", "Gray", "Takes all colour away."),
                        arguments -> (pixels, picture) -> {
                            clear(pixels.cb());
                            clear(pixels.cr());
                        }),
                BuiltInFilter.ofGraph(
                        new FilterDescription("negate", "Negative", "Turns light into dark and each colour into its opposite."),
                        arguments -> (width, height, picture) -> "lutyuv=y=255-val:u=255-val:v=255-val"),
                BuiltInFilter.ofGraph(
                        new FilterDescription("brightness", "Brightness", "Makes the picture brighter or darker.",
                                number("value", -1, 1, 0.2,
                                        "What is added to the light of each pixel: -1 the darkest, 1 the brightest.")),
                        arguments -> (width, height, picture) -> lut("y=val+%f", 255 * arguments.number("value"))),
                BuiltInFilter.ofGraph(
                        new FilterDescription("contrast", "Contrast", "Brings light and dark further apart or closer together.",
                                number("value", 0, 4, 1.5, "How much: 1 changes nothing, 0 makes all gray.")),
                        arguments -> (width, height, picture) -> lut(
                                "y=128+(val-128)*%1$f:u=128+(val-128)*%1$f:v=128+(val-128)*%1$f",
                                arguments.number("value"))),
                BuiltInFilter.ofGraph(
                        new FilterDescription("saturation", "Saturation", "Makes colours stronger or weaker.",
                                number("value", 0, 4, 1.5, "How much: 1 changes nothing, 0 takes all colour away.")),
                        arguments -> (width, height, picture) -> lut("u=128+(val-128)*%1$f:v=128+(val-128)*%1$f",
                                arguments.number("value"))),
                BuiltInFilter.ofGraph(
                        new FilterDescription("sepia", "Sepia", "Brown tones, as of an old photograph.",
                                number("strength", 0, 1, 1, "How much: 0 changes nothing.")),
                        arguments -> (width, height, picture) -> sepia(arguments.number("strength"))));
    }

    private static void clear(Plane plane) {
        plane.fill(0, 0, plane.width(), plane.height(), NO_COLOR);
    }

    private static String lut(String expressions, double value) {
        return "lutyuv=" + String.format(Locale.ROOT, expressions, value);
    }

    /// Between the colours as they are and those of a brown print.
    private static String sepia(double strength) {
        double[][] brown = {{0.393, 0.769, 0.189}, {0.349, 0.686, 0.168}, {0.272, 0.534, 0.131}};
        var matrix = new double[9];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = strength * brown[i / 3][i % 3] + (i % 4 == 0 ? 1 - strength : 0);
        }
        return String.format(Locale.ROOT, "colorchannelmixer=%f:%f:%f:0:%f:%f:%f:0:%f:%f:%f", matrix[0], matrix[1], matrix[2],
                matrix[3], matrix[4], matrix[5], matrix[6], matrix[7], matrix[8]);
    }
}
