package dev.oriel.hub;

import java.util.regex.Pattern;

/// A picture's size in pixels, written `1280x720`: as it is, whatever it is. [CameraSettings] says what may be asked for.
///
/// @param width  1 to 65535
/// @param height 1 to 65535
public record Size(int width, int height) {
    /// The most that a JPEG and a frame's header can say.
    private static final int MOST_A_SIDE = 0xffff;
    private static final Pattern FORM = Pattern.compile("(\\d{1,5})\\s*[xX\u00d7]\\s*(\\d{1,5})");

    public Size {
        if (width < 1 || width > MOST_A_SIDE || height < 1 || height > MOST_A_SIDE) {
            throw new IllegalArgumentException(width + "x" + height + " is no size of a picture");
        }
    }

    /// Reads `1280x720`, also with blanks around the `x` and with a multiplication sign.
    ///
    /// @throws IllegalArgumentException with words for a user when `text` is no size
    public static Size parse(String text) {
        var match = FORM.matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException("a size is written WIDTHxHEIGHT, such as 1280x720");
        }
        return new Size(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)));
    }

    public long pixels() {
        return (long) width * height;
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
