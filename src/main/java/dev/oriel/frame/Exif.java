package dev.oriel.frame;

import io.netty.buffer.ByteBuf;

/// The orientation in a JPEG's EXIF segment; everything else in it is passed over.
///
/// Source: JEITA CP-3451, 4.5 and 4.6; TIFF 6.0, section 2.
final class Exif {
    private static final long SIGNATURE = 0x457869660000L; // "Exif", 0, 0
    private static final int SIGNATURE_BYTES = 6;
    private static final int BIG_ENDIAN = 0x4d4d;
    private static final int LITTLE_ENDIAN = 0x4949;
    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;
    private static final int ENTRY_BYTES = 12;

    private final ByteBuf bytes;
    private final int tiff;
    private final int end;
    private final boolean isLittle;

    private Exif(ByteBuf bytes, int tiff, int end, boolean isLittle) {
        this.bytes = bytes;
        this.tiff = tiff;
        this.end = end;
        this.isLittle = isLittle;
    }

    /// Reads the content of an APP1 segment.
    ///
    /// @param at  where it begins, behind the segment's length
    /// @param end behind its last byte
    /// @return null where the segment is no EXIF or has no orientation
    static @org.jspecify.annotations.Nullable Orientation orientation(ByteBuf bytes, int at, int end) {
        int tiff = at + SIGNATURE_BYTES;
        if (tiff + 8 > end || (bytes.getLong(at) >>> 16) != SIGNATURE) {
            return null;
        }
        int order = bytes.getUnsignedShort(tiff);
        if (order != BIG_ENDIAN && order != LITTLE_ENDIAN) {
            return null;
        }
        int number = new Exif(bytes, tiff, end, order == LITTLE_ENDIAN).number();
        return number == 0 ? null : Orientation.ofExif(number);
    }

    private int number() {
        long directory = tiff + number(tiff + 4, 4);
        if (directory + 2 > end) {
            return 0;
        }
        int at = (int) directory;
        long count = number(at, 2);
        for (int entry = at + 2; count > 0 && entry + ENTRY_BYTES <= end; entry += ENTRY_BYTES, count--) {
            if (number(entry, 2) == ORIENTATION && number(entry + 2, 2) == SHORT) {
                return (int) number(entry + 8, 2);
            }
        }
        return 0;
    }

    private long number(int at, int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            long next = bytes.getUnsignedByte(isLittle ? at + length - 1 - i : at + i);
            value = value << 8 | next;
        }
        return value;
    }
}
