package dev.oriel.transcode;

import static dev.oriel.transcode.FilterParameter.choice;
import static dev.oriel.transcode.FilterParameter.integer;
import static dev.oriel.transcode.FilterParameter.number;

import java.util.List;
import java.util.Locale;

/// Filters that change a picture's size or which way up it is.
final class GeometryFilters {
    private static final int MOST_A_SIDE = 16_384;

    private GeometryFilters() {
    }

    static List<PictureFilter> all() {
        return List.of(
                BuiltInFilter.ofGraph(
                        new FilterDescription("resize", "Resize", "Brings the picture to another size.",
                                List.of(integer("width", 0, MOST_A_SIDE, 0, "Pixels; 0 follows from the height."),
                                        integer("height", 0, MOST_A_SIDE, 0, "Pixels; 0 follows from the width.")),
                                arguments -> arguments.integer("width") == 0 && arguments.integer("height") == 0
                                        ? "needs a width or a height"
                                        : ""),
                        arguments -> (width, height, picture) -> resize(arguments.integer("width"), arguments.integer("height"),
                                width,
                                height)),
                BuiltInFilter.ofGraph(
                        new FilterDescription("mirror", "Mirror", "Swaps left and right, or top and bottom.",
                                choice("axis", List.of("horizontal", "vertical"), "horizontal swaps left and right.")),
                        arguments -> (width, height, picture) -> arguments.text("axis").equals("vertical") ? "vflip" : "hflip"),
                BuiltInFilter.ofGraph(
                        new FilterDescription("rotate", "Rotate",
                                "Turns the picture; by other angles than quarters its corners stay black.",
                                number("degrees", -360, 360, 90, "Clockwise.")),
                        arguments -> (width, height, picture) -> rotate(arguments.number("degrees"))),
                BuiltInFilter.ofGraph(
                        new FilterDescription("crop", "Crop", "Keeps a part of the picture.", Region.parameters(),
                                Region::problem),
                        arguments -> (width, height, picture) -> {
                            var part = Region.of(arguments, width, height);
                            return "crop=%d:%d:%d:%d:exact=1".formatted(part.width(), part.height(), part.x(), part.y());
                        }));
    }

    private static String resize(int width, int height, int pictureWidth, int pictureHeight) {
        int columns = width > 0
                ? width
                : Math.clamp(Math.round((double) height * pictureWidth / pictureHeight), 1, MOST_A_SIDE);
        int rows = height > 0
                ? height
                : Math.clamp(Math.round((double) width * pictureHeight / pictureWidth), 1, MOST_A_SIDE);
        return "scale=%d:%d:flags=bilinear".formatted(columns, rows);
    }

    private static String rotate(double degrees) {
        double clockwise = ((degrees % 360) + 360) % 360;
        if (clockwise == 90) {
            return "transpose=clock";
        }
        if (clockwise == 270) {
            return "transpose=cclock";
        }
        if (clockwise == 180) {
            return "hflip,vflip";
        }
        var radians = String.format(Locale.ROOT, "%.9f", Math.toRadians(clockwise));
        return clockwise == 0 ? "null" : "rotate=%1$s:ow=rotw(%1$s):oh=roth(%1$s)".formatted(radians);
    }
}
