package dev.oriel.v4l2;

import java.nio.charset.StandardCharsets;

/// The four letters by which the kernel names a pixel format, first letter in the lowest byte.
public record FourCc(int code) {

    /// @param letters four ASCII characters, such as `MJPG`
    public static FourCc of(String letters) {
        byte[] ascii = letters.getBytes(StandardCharsets.US_ASCII);
        if (ascii.length != 4) {
            throw new IllegalArgumentException("four letters, not " + letters);
        }
        return new FourCc(ascii[0] | ascii[1] << 8 | ascii[2] << 16 | ascii[3] << 24);
    }

    /// The letters; what cannot be printed, and the mark of a big-endian format in the highest bit, is shown as a dot.
    @Override
    public String toString() {
        var letters = new StringBuilder(4);
        for (int shift = 0; shift < 32; shift += 8) {
            int letter = code >>> shift & 0xff;
            letters.append(letter >= ' ' && letter < 0x7f ? (char) letter : '.');
        }
        return letters.toString().strip();
    }
}
