package dev.oriel.transcode;

import static dev.oriel.transcode.FilterParameter.number;

import java.util.List;

/// A part of a picture in whole pixels, never smaller than what was asked for: its edges lie on even pixels, further out.
///
/// @param x      of the left edge, even
/// @param y      of the upper edge, even
/// @param width  even, or up to the picture's right edge
/// @param height even, or up to the picture's lower edge
record Region(int x, int y, int width, int height) {
    private static final double LEAST = 0.001;

    /// The parameters of a filter that may be for a part of the picture only.
    static List<FilterParameter> parameters() {
        return List.of(number("x", 0, 1, 0, "Left edge of the part, as a fraction of the picture's width."),
                number("y", 0, 1, 0, "Upper edge of the part, as a fraction of the picture's height."),
                number("w", LEAST, 1, 1, "Width of the part, as a fraction of the picture's width."),
                number("h", LEAST, 1, 1, "Height of the part, as a fraction of the picture's height."));
    }

    /// What is wrong with arguments for these parameters, in words; empty for nothing.
    static String problem(FilterArguments arguments) {
        return arguments.number("x") >= 1 || arguments.number("y") >= 1 ? "the part lies outside of the picture" : "";
    }

    /// The part that the arguments name; what reaches beyond the picture is cut off.
    static Region of(FilterArguments arguments, int pictureWidth, int pictureHeight) {
        int left = low(arguments.number("x"), pictureWidth);
        int top = low(arguments.number("y"), pictureHeight);
        int right = high(arguments.number("x") + arguments.number("w"), pictureWidth);
        int bottom = high(arguments.number("y") + arguments.number("h"), pictureHeight);
        return new Region(left, top, right - left, bottom - top);
    }

    private static int low(double fraction, int pixels) {
        return Math.min((int) Math.floor(fraction * pixels + 1e-6), pixels - 1) / 2 * 2;
    }

    private static int high(double fraction, int pixels) {
        return Math.min(((int) Math.ceil(fraction * pixels - 1e-6) + 1) / 2 * 2, pixels);
    }

    boolean isWhole(int pictureWidth, int pictureHeight) {
        return x == 0 && y == 0 && width == pictureWidth && height == pictureHeight;
    }
}
