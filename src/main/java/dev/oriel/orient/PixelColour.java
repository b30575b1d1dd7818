package dev.oriel.orient;

/// The light of one pixel, 0 to 255 for each part.
public record PixelColour(int red, int green, int blue, int white) {
    /// No light.
    public static final PixelColour OFF = new PixelColour(0, 0, 0, 0);
    private static final int MOST = 255;

    public PixelColour {
        if (!isPart(red) || !isPart(green) || !isPart(blue) || !isPart(white)) {
            throw new IllegalArgumentException("a colour is red, green, blue and white, 0 to 255 each");
        }
    }

    private static boolean isPart(int value) {
        return value >= 0 && value <= MOST;
    }

    /// Reads `255,128,0,0`.
    ///
    /// @throws IllegalArgumentException with words for a user
    public static PixelColour parse(String text) {
        var parts = text.split(",", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("allowed: red,green,blue,white, 0 to 255 each, such as 255,128,0,0");
        }
        return new PixelColour(part(parts[0]), part(parts[1]), part(parts[2]), part(parts[3]));
    }

    private static int part(String text) {
        if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("allowed: red,green,blue,white, 0 to 255 each, such as 255,128,0,0");
        }
        return Integer.parseInt(text);
    }

    @Override
    public String toString() {
        return red + "," + green + "," + blue + "," + white;
    }
}
