package dev.oriel.frame;

import java.nio.ByteBuffer;

/// The bits of a NAL unit, without the bytes that keep start codes out of it.
///
/// Threads: one at a time. Source: ITU-T H.264, 7.3.1 and 9.1.
public final class BitReader {
    private final ByteBuffer bytes;
    private int at;
    private int zeros;
    private int current;
    private int left;

    /// @param from the first byte that is read
    public BitReader(ByteBuffer bytes, int from) {
        this.bytes = bytes;
        at = from;
    }

    /// The next bits as a number, the first one highest; at most 32.
    ///
    /// @throws IndexOutOfBoundsException behind the end, as every other method
    public int read(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            if (left == 0) {
                next();
            }
            left--;
            value = value << 1 | (current >> left & 1);
        }
        return value;
    }

    private void next() {
        current = bytes.get(at++) & 255;
        if (zeros >= 2 && current == 3) {
            current = bytes.get(at++) & 255;
            zeros = 0;
        }
        zeros = current == 0 ? zeros + 1 : 0;
        left = 8;
    }

    public void skip(int count) {
        for (int i = 0; i < count; i++) {
            read(1);
        }
    }

    /// An unsigned number in Exp-Golomb code.
    public int exponential() {
        int length = 0;
        while (read(1) == 0) {
            if (++length > 30) {
                throw new IndexOutOfBoundsException("no number");
            }
        }
        return (1 << length) - 1 + read(length);
    }

    /// A signed number in Exp-Golomb code.
    public int signed() {
        int code = exponential();
        return (code & 1) == 1 ? (code + 1) / 2 : -code / 2;
    }
}
