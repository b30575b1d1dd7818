package dev.oriel.frame;

import java.nio.ByteBuffer;

/// A sequence parameter set of H.264, as far as it describes the pictures.
///
/// Source: ITU-T H.264, 7.3.2.1.1 and annex E.
///
/// @param profile       `profile_idc`
/// @param chroma        0 for grey, 1 for 4:2:0, 2 for 4:2:2, 3 for 4:4:4
/// @param bitDepth      of the luminance
/// @param references    how many earlier pictures its pictures refer to, or more where a decoder holds more
/// @param reordered     how many pictures wait to be shown in their order; 0 where that is not said
/// @param codedWidth    pixels, with those that are cut off
/// @param codedHeight   likewise
/// @param widthPixels   as it is shown, but for the shape of the pixels; 0 or less where all is cut off
/// @param heightPixels  likewise
/// @param isProgressive true when no picture consists of two fields
/// @param pixelAspect   a pixel's width over its height; 1 where that is not said
/// @param isWhole       false when the set is cut off in its last part, of which then nothing is known
public record SequenceParameters(int profile, int chroma, int bitDepth, int references, int reordered, int codedWidth,
        int codedHeight, int widthPixels, int heightPixels, boolean isProgressive, double pixelAspect, boolean isWhole) {
    private static final int EXTENDED_ASPECT = 255;
    private static final int MOST_MACROBLOCKS = 1 << 16;
    /// By `aspect_ratio_idc`: width and height.
    private static final int[][] ASPECTS = {{1, 1}, {1, 1}, {12, 11}, {10, 11}, {16, 11}, {40, 33}, {24, 11}, {20, 11}, {32, 11},
        {80, 33}, {18, 11}, {15, 11}, {64, 33}, {160, 99}, {4, 3}, {3, 2}, {2, 1}};

    /// The last part of a set.
    private record Usability(double pixelAspect, int reordered, int references) {
        static final Usability UNSAID = new Usability(1, 0, 0);
    }

    /// Reads a set, whose position stays.
    ///
    /// @param unit from the byte behind the start code on
    /// @throws IndexOutOfBoundsException when it is cut off before its size is known
    public static SequenceParameters read(ByteBuffer unit) {
        var bits = new BitReader(unit, unit.position() + 1);
        int profile = bits.read(8);
        int chroma = 1;
        int depth = 8;
        bits.skip(16);
        bits.exponential();
        if (hasChroma(profile)) {
            chroma = bits.exponential();
            bits.skip(chroma == 3 ? 1 : 0);
            depth = 8 + bits.exponential();
            bits.exponential();
            bits.skip(1);
            if (bits.read(1) == 1) {
                skipScaling(bits, chroma == 3 ? 12 : 8);
            }
        }
        skipOrder(bits);
        int references = bits.exponential();
        bits.skip(1);
        int width = 16 * Math.min(bits.exponential() + 1, MOST_MACROBLOCKS);
        int lines = Math.min(bits.exponential() + 1, MOST_MACROBLOCKS);
        boolean progressive = bits.read(1) == 1;
        int height = 16 * lines * (progressive ? 1 : 2);
        bits.skip(progressive ? 1 : 2);
        int cutWidth = 0;
        int cutHeight = 0;
        var use = Usability.UNSAID;
        boolean whole = true;
        try {
            if (bits.read(1) == 1) {
                cutWidth = cut(bits) * (chroma == 1 || chroma == 2 ? 2 : 1);
                cutHeight = cut(bits) * (chroma == 1 ? 2 : 1) * (progressive ? 1 : 2);
            }
            if (bits.read(1) == 1) {
                use = readUse(bits);
            }
        } catch (IndexOutOfBoundsException _) {
            whole = false;
        }
        return new SequenceParameters(profile, chroma, depth, Math.max(references, use.references), use.reordered, width, height,
                width - cutWidth, height - cutHeight, progressive, use.pixelAspect, whole);
    }

    /// Units cut off at two sides together.
    private static int cut(BitReader bits) {
        return Math.min(bits.exponential(), MOST_MACROBLOCKS) + Math.min(bits.exponential(), MOST_MACROBLOCKS);
    }

    private static boolean hasChroma(int profile) {
        return switch (profile) {
            case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
            default -> false;
        };
    }

    private static void skipScaling(BitReader bits, int lists) {
        for (int list = 0; list < lists; list++) {
            if (bits.read(1) == 1) {
                int scale = 8;
                for (int left = list < 6 ? 16 : 64; left > 0 && scale != 0; left--) { // 0 stands for all that follow
                    scale = scale + bits.signed() & 255;
                }
            }
        }
    }

    private static void skipOrder(BitReader bits) {
        bits.exponential();
        int order = bits.exponential();
        if (order == 0) {
            bits.exponential();
        } else if (order == 1) {
            bits.skip(1);
            bits.exponential();
            bits.exponential();
            for (int cycle = bits.exponential(); cycle > 0; cycle--) {
                bits.exponential();
            }
        }
    }

    /// How many pictures wait stands at the end of what is said of the pictures' use; a decoder reads it there, whatever is around it.
    private static Usability readUse(BitReader bits) {
        double aspect = bits.read(1) == 1 ? aspect(bits) : 1;
        bits.skip(bits.read(1) == 1 ? 1 : 0);
        if (bits.read(1) == 1) {
            bits.skip(4);
            bits.skip(bits.read(1) == 1 ? 24 : 0);
        }
        if (bits.read(1) == 1) {
            bits.exponential();
            bits.exponential();
        }
        bits.skip(bits.read(1) == 1 ? 65 : 0);
        boolean units = skipBuffer(bits);
        boolean slices = skipBuffer(bits);
        bits.skip(units || slices ? 2 : 1);
        if (bits.read(1) == 0) {
            return new Usability(aspect, 0, 0);
        }
        bits.skip(1);
        for (int i = 0; i < 4; i++) {
            bits.exponential();
        }
        return new Usability(aspect, bits.exponential(), bits.exponential());
    }

    private static double aspect(BitReader bits) {
        int number = bits.read(8);
        int width = 1;
        int height = 1;
        if (number == EXTENDED_ASPECT) {
            width = bits.read(16);
            height = bits.read(16);
        } else if (number < ASPECTS.length) {
            width = ASPECTS[number][0];
            height = ASPECTS[number][1];
        }
        return width == 0 || height == 0 ? 1 : (double) width / height;
    }

    private static boolean skipBuffer(BitReader bits) {
        if (bits.read(1) == 0) {
            return false;
        }
        int buffers = bits.exponential() + 1;
        bits.skip(8);
        for (int i = 0; i < buffers; i++) {
            bits.exponential();
            bits.exponential();
            bits.skip(1);
        }
        bits.skip(20);
        return true;
    }
}
