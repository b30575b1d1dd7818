package dev.oriel.hub;

import java.util.regex.Pattern;

/// A picture's size in pixels, written `1280x720`.
///
/// @param width  16 to 16384
/// @param height 16 to 16384
public record Size(int width, int height) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,5})[xX](\\d{1,5})");

    public Size {
        if (width < 16 || width > 16384 || height < 16 || height > 16384) {
            throw new IllegalArgumentException(width + "x" + height + " is not between 16x16 and 16384x16384");
        }
    }

    /// @throws IllegalArgumentException with words for a user when `text` is no size
    public static Size parse(String text) {
        var match = FORM.matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException("a size is written WIDTHxHEIGHT, such as 1280x720");
        }
        return new Size(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)));
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
