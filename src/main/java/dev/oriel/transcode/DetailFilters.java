package dev.oriel.transcode;

import static dev.oriel.transcode.FilterParameter.number;

import dev.oriel.ffmpeg.Plane;
import dev.oriel.ffmpeg.Planes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Filters that mix pixels with those around them.
final class DetailFilters {
    private static final double MOST_SIGMA = 1000;

    private DetailFilters() {
    }

    static List<PictureFilter> all() {
        return List.of(
                BuiltInFilter.ofGraph(
                        inPart("blur", "Blur", "Makes the picture, or a part of it, soft.",
                                number("size", 0, 0.25, 0.01, "How far, as a fraction of the picture's height.")),
                        arguments -> (width, height, picture) -> blur(arguments, width, height)),
                BuiltInFilter.ofGraph(
                        new FilterDescription("edges", "Edges", "Draws edges in white on black.",
                                List.of(number("low", 0, 1, 0.08, "What is weaker is no edge."),
                                        number("high", 0, 1, 0.2, "What is stronger always is one.")),
                                arguments -> arguments.number("low") > arguments.number("high") ? "low is above high" : ""),
                        arguments -> (width, height, picture) -> String.format(Locale.ROOT, "edgedetect=low=%f:high=%f",
                                arguments.number("low"), arguments.number("high"))),
                BuiltInFilter.ofPixels(
                        inPart("pixelate", "Pixelate", "Hides the picture, or a part of it, behind large squares.",
                                number("size", 0.002, 1, 0.02, "Of a square, as a fraction of the picture's width.")),
                        arguments -> (pixels, picture) -> pixelate(arguments, pixels)));
    }

    private static FilterDescription inPart(String name, String title, String text, FilterParameter first) {
        var parameters = new ArrayList<>(List.of(first));
        parameters.addAll(Region.parameters());
        return new FilterDescription(name, title, text, parameters, Region::problem);
    }

    private static String blur(FilterArguments arguments, int width, int height) {
        var part = Region.of(arguments, width, height);
        var blur = String.format(Locale.ROOT, "gblur=sigma=%f", Math.min(MOST_SIGMA, arguments.number("size") * height));
        return part.isWhole(width, height)
                ? blur
                : "split[whole][part];[part]crop=%d:%d:%d:%d:exact=1,%s[soft];[whole][soft]overlay=%d:%d".formatted(part.width(),
                        part.height(), part.x(), part.y(), blur, part.x(), part.y());
    }

    private static void pixelate(FilterArguments arguments, Planes pixels) {
        var part = Region.of(arguments, pixels.width(), pixels.height());
        int square = Math.max(2, (int) Math.ceil(arguments.number("size") * pixels.width() / 2) * 2);
        pixelate(pixels.luma(), part, square);
        var half = new Region(part.x() / 2, part.y() / 2, (part.width() + 1) / 2, (part.height() + 1) / 2);
        pixelate(pixels.cb(), half, square / 2);
        pixelate(pixels.cr(), half, square / 2);
    }

    private static void pixelate(Plane plane, Region part, int square) {
        for (int y = part.y(); y < part.y() + part.height(); y += square) {
            int rows = Math.min(square, part.y() + part.height() - y);
            for (int x = part.x(); x < part.x() + part.width(); x += square) {
                int columns = Math.min(square, part.x() + part.width() - x);
                plane.fill(x, y, columns, rows, average(plane, x, y, columns, rows));
            }
        }
    }

    private static int average(Plane plane, int x, int y, int columns, int rows) {
        long sum = 0;
        for (int row = y; row < y + rows; row++) {
            for (int column = x; column < x + columns; column++) {
                sum += plane.get(column, row);
            }
        }
        return (int) (sum / ((long) columns * rows));
    }
}
