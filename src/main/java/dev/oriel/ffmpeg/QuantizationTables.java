package dev.oriel.ffmpeg;

/// The quantisation tables of ITU-T T.81, tables K.1 and K.2, and how a quality from 1 to 100 scales them.
final class QuantizationTables {
    /// Row by row.
    static final int[] LUMINANCE = {
        16, 11, 10, 16, 24, 40, 51, 61,
        12, 12, 14, 19, 26, 58, 60, 55,
        14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77,
        24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101,
        72, 92, 95, 98, 112, 100, 103, 99};

    static final int[] CHROMINANCE = {
        17, 18, 24, 47, 99, 99, 99, 99,
        18, 21, 26, 66, 99, 99, 99, 99,
        24, 26, 56, 99, 99, 99, 99, 99,
        47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99};

    private QuantizationTables() {
    }

    /// As libjpeg does it: 50 is the table itself, each step towards 100 a fiftieth finer, towards 1 ever coarser.
    ///
    /// @param quality 1 to 100
    static int scaled(int value, int quality) {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("quality " + quality);
        }
        int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        return Math.clamp((value * percent + 50) / 100, 1, 255);
    }
}
