package dev.oriel.transcode;

/// What becomes of a picture: filters first, then its size, then its quality as a JPEG.
///
/// Immutable.
///
/// @param filters      applied to the upright picture
/// @param widthPixels  of the outcome; 0 where it is not given
/// @param heightPixels of the outcome; 0 where it is not given. Where both are given the picture is stretched, where one is it keeps
///                     its aspect
/// @param quality      1 to 100
public record Processing(FilterChain filters, int widthPixels, int heightPixels, int quality) {
    /// The widest and highest picture that can be asked for.
    public static final int MOST_PIXELS_A_SIDE = 16384;
    /// The quality where none is given.
    public static final int USUAL_QUALITY = 80;
    /// Leaves pictures as they are.
    public static final Processing NONE = new Processing(FilterChain.NONE, 0, 0, USUAL_QUALITY);

    public Processing {
        if (isNoSide(widthPixels) || isNoSide(heightPixels)) {
            throw new IllegalArgumentException("size " + widthPixels + "x" + heightPixels);
        }
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("quality " + quality);
        }
    }

    private static boolean isNoSide(int pixels) {
        return pixels < 0 || pixels > MOST_PIXELS_A_SIDE;
    }

    /// The width that a picture of that size comes out with.
    int widthOf(int pictureWidth, int pictureHeight) {
        return widthPixels > 0 ? widthPixels : heightPixels > 0 ? kept(pictureWidth, heightPixels, pictureHeight) : pictureWidth;
    }

    /// The height that a picture of that size comes out with.
    int heightOf(int pictureWidth, int pictureHeight) {
        return heightPixels > 0 ? heightPixels : widthPixels > 0 ? kept(pictureHeight, widthPixels, pictureWidth) : pictureHeight;
    }

    private static int kept(int side, int otherOutcome, int other) {
        return Math.clamp(Math.round((double) side * otherOutcome / other), 1, Integer.MAX_VALUE);
    }
}
