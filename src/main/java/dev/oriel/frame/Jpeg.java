package dev.oriel.frame;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What the markers of a JPEG say, read without decoding it (ITU-T T.81, annex B), and where the picture ends.
///
/// @param widthPixels      1 to 65535
/// @param heightPixels     1 to 65535
/// @param hasHuffmanTables false for the Motion-JPEG of some webcams, which leave the standard tables out
/// @param passes           scans that a decoder has to go through: 1 to 4, or more where the picture is progressive
/// @param progressive      true when each pass refines the whole picture
/// @param orientation      what EXIF says of it
/// @param bytes            from its first byte to behind its end marker, or 0 when it is cut off before that
public record Jpeg(int widthPixels, int heightPixels, boolean hasHuffmanTables, int passes, boolean progressive,
        Orientation orientation, int bytes) {

    /// The second byte of the marker that begins a picture.
    public static final int SOI = 0xd8;
    /// The second byte of the marker that ends a picture.
    public static final int EOI = 0xd9;
    /// A picture of more bytes is none: it is refused wherever it comes from.
    public static final int MOST_BYTES = 16 << 20;

    private static final int SOF0 = 0xc0;
    private static final int SOF2 = 0xc2;
    private static final int SOF15 = 0xcf;
    private static final int DHT = 0xc4;
    private static final int JPG = 0xc8;
    private static final int DAC = 0xcc;
    private static final int RST0 = 0xd0;
    private static final int RST7 = 0xd7;
    private static final int SOS = 0xda;
    private static final int APP1 = 0xe1;
    private static final int TEM = 0x01;
    private static final int MOST_COMPONENTS = 4;

    /// True when the end marker is there.
    public boolean isComplete() {
        return bytes > 0;
    }

    public long pixels() {
        return (long) widthPixels * heightPixels;
    }

    /// Scans the readable bytes of `picture`, whose indexes stay where they are.
    ///
    /// @throws ProtocolException when they are no JPEG that browsers show, or one that ends before its first scan
    public static Jpeg scan(ByteBuf picture) throws ProtocolException {
        return new Scan(picture).read();
    }

    /// One reading of one picture.
    private static final class Scan {
        private final ByteBuf bytes;
        private final int start;
        private final int end;
        private int width;
        private int height;
        private boolean huffman;
        private boolean progressive;
        private int passes;
        private @Nullable Orientation orientation;

        Scan(ByteBuf bytes) {
            this.bytes = bytes;
            start = bytes.readerIndex();
            end = bytes.writerIndex();
        }

        Jpeg read() throws ProtocolException {
            if (end - start < 4 || bytes.getUnsignedByte(start) != 0xff || bytes.getUnsignedByte(start + 1) != SOI) {
                throw new ProtocolException("not a JPEG: it does not begin with ff d8");
            }
            int behind = segments(start + 2);
            if (passes == 0) {
                throw new ProtocolException("a JPEG that ends before its picture begins");
            }
            return new Jpeg(width, height, huffman, passes, progressive, orientation == null ? Orientation.UPRIGHT : orientation,
                    behind < 0 ? 0 : behind - start);
        }

        /// Goes from marker to marker; where the picture ends, or -1 when it does not.
        private int segments(int from) throws ProtocolException {
            int at = from;
            while (at + 2 <= end) {
                if (bytes.getUnsignedByte(at) != 0xff) {
                    throw new ProtocolException("not a JPEG: no marker at byte " + (at - start));
                }
                int marker = bytes.getUnsignedByte(at + 1);
                if (marker == EOI) {
                    return at + 2;
                } else if (marker == 0xff) { // fill byte
                    at++;
                } else if (marker == TEM || (marker >= RST0 && marker <= RST7)) { // these stand alone
                    at += 2;
                } else if (marker < SOF0 || marker == SOI) {
                    throw new ProtocolException("not a JPEG: marker " + Integer.toHexString(marker) + " within it");
                } else if (at + 4 > end) {
                    return -1;
                } else {
                    at = segment(marker, at + 2);
                    if (at < 0) {
                        return -1;
                    }
                }
            }
            return -1;
        }

        /// @param at where the segment's length stands
        /// @return where the next marker begins, or -1 when the bytes end before
        private int segment(int marker, int at) throws ProtocolException {
            int length = bytes.getUnsignedShort(at);
            int next = at + length;
            if (length < 2) {
                throw new ProtocolException("not a JPEG: a segment of " + length + " bytes");
            }
            if (next > end) {
                return -1;
            }
            if (marker == DHT) {
                huffman |= passes == 0;
            } else if (marker == APP1 && orientation == null) {
                orientation = Exif.orientation(bytes, at + 2, next);
            } else if (isStartOfFrame(marker)) {
                frame(marker, at, length);
            } else if (marker == SOS) {
                pass();
                return behindScan(next);
            }
            return next;
        }

        private void frame(int marker, int at, int length) throws ProtocolException {
            if (marker > SOF2 || length < 8 || bytes.getUnsignedByte(at + 2) != 8 || width != 0) {
                throw new ProtocolException("not a JPEG that browsers show: frame of kind " + Integer.toHexString(marker));
            }
            progressive = marker == SOF2;
            height = bytes.getUnsignedShort(at + 3);
            width = bytes.getUnsignedShort(at + 5);
            int components = bytes.getUnsignedByte(at + 7);
            if (components < 1 || components > MOST_COMPONENTS) {
                throw new ProtocolException("a JPEG of " + components + " components");
            }
        }

        private void pass() throws ProtocolException {
            if (width == 0 || height == 0) {
                throw new ProtocolException("a JPEG of " + width + "x" + height + " pixels");
            }
            passes++;
        }

        /// Goes over entropy-coded data, in which only stuffed zeros and restart markers follow an ff.
        private int behindScan(int from) {
            int at = from;
            while (true) {
                at = bytes.indexOf(at, end, (byte) 0xff);
                if (at < 0 || at + 1 >= end) {
                    return -1;
                }
                int next = bytes.getUnsignedByte(at + 1);
                if (next != 0 && next != 0xff && (next < RST0 || next > RST7)) {
                    return at;
                }
                at++;
            }
        }

        private static boolean isStartOfFrame(int marker) {
            return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
        }
    }
}
