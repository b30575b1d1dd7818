package dev.oriel.ffmpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/// Divides the coefficients of gray blocks and writes them as the entropy-coded part of a baseline JPEG, with the standard tables of
/// luma.
///
/// Coefficients are compared with half their divisors first, four at a time. What survives is known as bits in the order of the zigzag,
/// and only that is divided and coded: in most blocks a third or less.
///
/// Source: ITU-T T.81, annex F.1.2 and tables K.3 and K.5. Threads: one at a time.
final class GrayEntropyWriter {
    /// The zigzag sequence: T.81, figure 5.
    static final int[] ZIGZAG = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55,
        62,
        63};
    /// How many codes there are of each length, then what they stand for.
    static final String DC_TABLE = "00010501010101010100000000000000" + "000102030405060708090a0b";
    static final String AC_TABLE = "0002010303020403050504040000017d"
            + "01020300041105122131410613516107227114328191a1082342b1c11552d1f0"
            + "2433627282090a161718191a25262728292a3435363738393a43444546474849"
            + "4a535455565758595a636465666768696a737475767778797a83848586878889"
            + "8a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5"
            + "c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8"
            + "f9fa";

    private static final int SIDE = 8;
    private static final int BLOCK = SIDE * SIDE;
    private static final int FOURS = BLOCK / 4;
    /// The transform gives eight times the coefficient.
    private static final int SCALE = 8;
    private static final int LEVEL_SHIFT = 128 * SIDE * SCALE;
    private static final int RECIPROCAL_BITS = 18;
    private static final int MOST_COEFFICIENT = 1023;
    private static final long LOW_BITS = 0x7fff7fff7fff7fffL;
    private static final long HIGH_BITS = 0x8000800080008000L;
    /// Brings four bits, 16 apart, side by side.
    private static final long GATHER = 0x0001000200040008L;
    /// 64 coefficients of at most 26 bits, each byte doubled where it is ff.
    private static final int MOST_BLOCK_BYTES = 2 * BLOCK * 26 / Byte.SIZE;
    private static final int LEAST_BYTES = 64 * 1024;
    private static final int LONGEST_RUN = 16;
    private static final long LOWEST_BITS = 0x0101010101010101L;
    private static final long HIGHEST_BITS = 0x8080808080808080L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    /// By what it stands for, a code and, in the lowest eight bits, its length.
    private static final int[] DC = codes(DC_TABLE);
    private static final int[] AC = codes(AC_TABLE);
    private static final int END_OF_BLOCK = AC[0] >>> 8;
    private static final int END_OF_BLOCK_BITS = AC[0] & 0xff;
    private static final int ZEROS = AC[0xf0] >>> 8;
    private static final int ZEROS_BITS = AC[0xf0] & 0xff;
    /// For each row of a block and each set of its columns, the same coefficients as bits in the order of the zigzag.
    private static final long[] SCAN_BITS = scanBits();

    private final long[] below = new long[FOURS];
    private final long[] above = new long[FOURS];
    /// In the order of the zigzag: reciprocal and half of the divisor.
    private final int[] reciprocals = new int[BLOCK];
    private final int[] halves = new int[BLOCK];
    private int quality;
    private int lastLevel;
    private boolean isBlockOpen;
    private byte[] bytes = new byte[LEAST_BYTES];
    private int length;
    /// The last bits, in the lowest places.
    private long pending;
    private int pendingBits;

    /// T.81, annex C.2.
    private static int[] codes(String table) {
        var numbers = HexFormat.of().parseHex(table);
        var codes = new int[256];
        int at = 16;
        int code = 0;
        for (int bits = 1; bits <= 16; bits++) {
            for (int i = 0; i < numbers[bits - 1]; i++) {
                codes[numbers[at++] & 0xff] = code++ << 8 | bits;
            }
            code <<= 1;
        }
        return codes;
    }

    private static long[] scanBits() {
        var bits = new long[SIDE << SIDE];
        for (int k = 0; k < BLOCK; k++) {
            int row = ZIGZAG[k] / SIDE;
            int column = ZIGZAG[k] % SIDE;
            for (int columns = 0; columns < 1 << SIDE; columns++) {
                if ((columns >> column & 1) != 0) {
                    bits[row << SIDE | columns] |= 1L << k;
                }
            }
        }
        return bits;
    }

    /// Begins a picture with what stands before the coded part.
    void begin(int wanted, byte[] head) {
        System.arraycopy(head, 0, bytes, 0, head.length);
        length = head.length;
        pending = 0;
        pendingBits = 0;
        lastLevel = 0;
        isBlockOpen = false;
        if (quality != wanted) {
            quality = wanted;
            divisors();
        }
    }

    private void divisors() {
        Arrays.fill(below, 0);
        Arrays.fill(above, 0);
        for (int k = 0; k < BLOCK; k++) {
            int divisor = QuantizationTables.scaled(QuantizationTables.LUMINANCE[ZIGZAG[k]], quality) * SCALE;
            halves[k] = divisor / 2;
            reciprocals[k] = (1 << RECIPROCAL_BITS) / divisor + 1;
            int four = ZIGZAG[k] / 4;
            int shift = ZIGZAG[k] % 4 * 16;
            below[four] |= (long) (divisor / 2 - 1) << shift;
            above[four] |= (long) (0x8000 - (divisor - 1)) << shift;
        }
    }

    /// Writes blocks.
    ///
    /// @param row coefficients of 16 bits as [ForwardDct] gives them, four in a number, the first in its lowest bits
    void write(long[] row, int blocks) {
        int most = length + blocks * MOST_BLOCK_BYTES + 2 * Long.BYTES;
        if (most > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(most, 2 * bytes.length));
        }
        for (int block = 0; block < blocks; block++) {
            int at = block * FOURS;
            level((short) row[at]);
            coefficients(row, at, survivors(row, at) & ~1L);
        }
    }

    /// The first coefficient of a block, behind the end of the block before.
    private void level(int coefficient) {
        int level = divided(coefficient - LEVEL_SHIFT, 0);
        int difference = level - lastLevel;
        lastLevel = level;
        int sign = difference >> 31;
        int size = Integer.SIZE - Integer.numberOfLeadingZeros((difference ^ sign) - sign);
        int code = DC[size];
        int count = (code & 0xff) + size;
        long bits = (long) (code >>> 8) << size | ((difference + sign) & ((1 << size) - 1));
        if (isBlockOpen) {
            bits |= (long) END_OF_BLOCK << count;
            count += END_OF_BLOCK_BITS;
        }
        put(bits, count);
    }

    private int divided(int coefficient, int k) {
        int sign = coefficient >> 31;
        int amount = (coefficient ^ sign) - sign + halves[k];
        int quotient = Math.min((int) ((long) amount * reciprocals[k] >>> RECIPROCAL_BITS), MOST_COEFFICIENT);
        return (quotient ^ sign) - sign;
    }

    /// The coefficients that are not zero once divided, as bits in the order of the zigzag.
    private long survivors(long[] row, int at) {
        long bits = 0;
        for (int line = 0; line < SIDE; line++) {
            int columns = survivors(row[at + 2 * line], 2 * line) | survivors(row[at + 2 * line + 1], 2 * line + 1) << 4;
            bits |= SCAN_BITS[line << SIDE | columns];
        }
        return bits;
    }

    /// Of four coefficients those whose amount is at least half of their divisor: in 16 bits without a sign, what lies within the half
    /// to both sides of zero is small once the half is added.
    private int survivors(long all, int four) {
        long moved = ((all & LOW_BITS) + below[four]) ^ (all & HIGH_BITS);
        long found = (moved | ((moved & LOW_BITS) + above[four])) & HIGH_BITS;
        return (int) (((found >>> 15) * GATHER) >>> 48) & 15;
    }

    /// Works on copies of the fields: this is where the time goes.
    private void coefficients(long[] row, int at, long survivors) {
        long written = pending;
        int writtenBits = pendingBits;
        int before = 0;
        for (long left = survivors; left != 0; left &= left - 1) {
            int k = Long.numberOfTrailingZeros(left);
            int place = ZIGZAG[k];
            int coefficient = (short) (row[at + (place >> 2)] >>> (place << 4));
            int sign = coefficient >> 31;
            int amount = (int) ((long) ((coefficient ^ sign) - sign + halves[k]) * reciprocals[k] >>> RECIPROCAL_BITS);
            amount = Math.min(amount, MOST_COEFFICIENT);
            int size = Integer.SIZE - Integer.numberOfLeadingZeros(amount);
            int zeros = k - before - 1;
            before = k;
            int code = AC[(zeros & 15) << 4 | size];
            int count = (code & 0xff) + size;
            long bits = (long) (code >>> 8) << size | ((amount ^ sign) & ((1 << size) - 1));
            for (; zeros >= LONGEST_RUN; zeros -= LONGEST_RUN) {
                bits |= (long) ZEROS << count;
                count += ZEROS_BITS;
            }
            int over = writtenBits + count - Long.SIZE;
            if (over <= 0) {
                written = written << count | bits;
                writtenBits += count;
            } else {
                flush(written << (count - over) | bits >>> over);
                written = bits;
                writtenBits = over;
            }
        }
        pending = written;
        pendingBits = writtenBits;
        isBlockOpen = before != BLOCK - 1;
    }

    private void put(long bits, int count) {
        int over = pendingBits + count - Long.SIZE;
        if (over <= 0) {
            pending = pending << count | bits;
            pendingBits += count;
        } else {
            flush(pending << (count - over) | bits >>> over);
            pending = bits;
            pendingBits = over;
        }
    }

    private void flush(long eight) {
        long inverse = ~eight; // a byte of ff has become zero
        if (((inverse - LOWEST_BITS) & ~inverse & HIGHEST_BITS) == 0) {
            LONGS.set(bytes, length, eight);
            length += Long.BYTES;
        } else {
            stuffed(eight, Long.BYTES);
        }
    }

    private void stuffed(long eight, int count) {
        for (int i = 0; i < count; i++) {
            byte one = (byte) (eight >>> (Long.SIZE - Byte.SIZE * (i + 1)));
            bytes[length++] = one;
            if (one == -1) {
                bytes[length++] = 0;
            }
        }
    }

    /// Ends the picture.
    ///
    /// @return its bytes
    int end() {
        if (isBlockOpen) {
            put(END_OF_BLOCK, END_OF_BLOCK_BITS);
        }
        int free = Long.SIZE - pendingBits;
        stuffed(free == 0 ? pending : pending << free | (1L << free) - 1, (pendingBits + 7) / Byte.SIZE);
        bytes[length++] = (byte) 0xff;
        bytes[length++] = (byte) 0xd9;
        return length;
    }

    /// What was written, from the first byte on; valid until the next picture.
    byte[] bytes() {
        return bytes;
    }
}
