package dev.oriel.ffmpeg;

import dev.oriel.frame.Orientation;

/// What a [Transform] does to a picture, in this order: scale, rotate, mirror, filter.
///
/// @param widthPixels       before the rotation; 0 keeps the picture's own size
/// @param heightPixels      before the rotation; 0 keeps the picture's own size
/// @param rotateDegrees     clockwise: 0, 90, 180 or 270
/// @param flipsHorizontally true when left and right change places
/// @param flipsVertically   true when top and bottom change places
/// @param filters           a chain in FFmpeg's filter language, empty for none. Never from outside the program: the language
///                          has filters that open files
public record Shape(int widthPixels, int heightPixels, int rotateDegrees, boolean flipsHorizontally, boolean flipsVertically,
        String filters) {

    /// Leaves a picture as it is.
    public static final Shape SAME = new Shape(0, 0, 0, false, false, "");

    /// What makes a picture stand as it is to be shown, and then turns and mirrors it further.
    ///
    /// Mirrored and then turned one way is the same as turned the other way and then mirrored, which is the order of a shape.
    ///
    /// @param widthPixels  before it is turned
    /// @param heightPixels before it is turned
    /// @param clockwise    further degrees
    /// @param flip         what changes places after that
    public static Shape upright(int widthPixels, int heightPixels, Orientation orientation, int clockwise, Mirrors flip) {
        int degrees = orientation.rotateDegrees() + clockwise;
        return new Shape(widthPixels, heightPixels, Math.floorMod(orientation.mirrored() ? -degrees : degrees, 360),
                orientation.mirrored() ^ flip.horizontally(), flip.vertically(), "");
    }

    /// Which sides change places.
    ///
    /// @param horizontally left and right
    /// @param vertically   top and bottom
    public record Mirrors(boolean horizontally, boolean vertically) {
        /// None.
        public static final Mirrors NONE = new Mirrors(false, false);
    }

    public Shape {
        if (rotateDegrees != 0 && rotateDegrees != 90 && rotateDegrees != 180 && rotateDegrees != 270) {
            throw new IllegalArgumentException("rotate " + rotateDegrees);
        }
        if (widthPixels < 0 || heightPixels < 0 || (widthPixels == 0) != (heightPixels == 0)) {
            throw new IllegalArgumentException("size " + widthPixels + "x" + heightPixels);
        }
    }

    /// True when a picture of that size comes out as it goes in.
    public boolean keeps(int pictureWidth, int pictureHeight) {
        return chain().isEmpty() && (widthPixels == 0 || (widthPixels == pictureWidth && heightPixels == pictureHeight));
    }

    /// Everything but the scaling in FFmpeg's filter language.
    public String chain() {
        var chain = new StringBuilder();
        // Half a turn is both mirrors, and two mirrors of a kind are none.
        boolean horizontally = flipsHorizontally ^ (rotateDegrees == 180);
        boolean vertically = flipsVertically ^ (rotateDegrees == 180);
        append(chain, rotateDegrees == 90, "transpose=clock");
        append(chain, rotateDegrees == 270, "transpose=cclock");
        append(chain, horizontally, "hflip");
        append(chain, vertically, "vflip");
        append(chain, !filters.isEmpty(), filters);
        return chain.toString();
    }

    private static void append(StringBuilder chain, boolean wanted, String filter) {
        if (wanted) {
            chain.append(chain.isEmpty() ? "" : ",").append(filter);
        }
    }
}
