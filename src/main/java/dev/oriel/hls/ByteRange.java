package dev.oriel.hls;

/// A part of what an address answers.
///
/// @param offset bytes in front of it
/// @param length bytes
public record ByteRange(long offset, long length) {
    public ByteRange {
        if (offset < 0 || length < 1 || offset > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException(length + " bytes at " + offset);
        }
    }

    /// The offset behind it.
    public long end() {
        return offset + length;
    }
}
