package dev.oriel.ffmpeg;

/// What an MPEG-1 stream is to be.
///
/// @param widthPixels     even, 16 to [#MOST_PIXELS_A_SIDE]
/// @param heightPixels    the same
/// @param framesPerSecond what will really come; the stream declares the next rate that MPEG-1 knows
/// @param bitsPerSecond   on average
public record MpegFormat(int widthPixels, int heightPixels, double framesPerSecond, int bitsPerSecond) {

    /// Twelve bits say the size (ISO/IEC 11172-2, 2.4.2.3), and 4096 would be none.
    public static final int MOST_PIXELS_A_SIDE = 4094;

    public MpegFormat {
        if (!isSide(widthPixels) || !isSide(heightPixels) || !(framesPerSecond > 0) || bitsPerSecond < 1) {
            throw new IllegalArgumentException(
                    widthPixels + "x" + heightPixels + " at " + framesPerSecond + " fps, " + bitsPerSecond + " bits a second");
        }
    }

    private static boolean isSide(int pixels) {
        return pixels >= 16 && pixels <= MOST_PIXELS_A_SIDE && pixels % 2 == 0;
    }

    /// The rate that the stream declares.
    public MpegRate rate() {
        return MpegRate.atLeast(framesPerSecond);
    }
}
