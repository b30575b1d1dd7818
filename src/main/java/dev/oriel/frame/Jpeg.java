package dev.oriel.frame;

import io.netty.buffer.ByteBuf;

/// What the markers of a JPEG say, read without decoding it (ITU-T T.81, annex B).
///
/// @param widthPixels      1 to 65535
/// @param heightPixels     1 to 65535
/// @param hasHuffmanTables false for the Motion-JPEG of some webcams, which leave the standard tables out
public record Jpeg(int widthPixels, int heightPixels, boolean hasHuffmanTables) {

    /// The second byte of the marker that begins a picture.
    public static final int SOI = 0xd8;
    /// The second byte of the marker that ends a picture.
    public static final int EOI = 0xd9;

    private static final int DHT = 0xc4;
    private static final int JPG = 0xc8;
    private static final int DAC = 0xcc;
    private static final int SOS = 0xda;
    private static final int TEM = 0x01;

    /// Scans the readable bytes of `picture`, whose indexes stay where they are.
    ///
    /// @throws ProtocolException when they are no JPEG, or one that ends before its scan
    public static Jpeg scan(ByteBuf picture) throws ProtocolException {
        int at = picture.readerIndex();
        int end = picture.writerIndex();
        if (end - at < 4 || picture.getUnsignedByte(at) != 0xff || picture.getUnsignedByte(at + 1) != SOI) {
            throw new ProtocolException("not a JPEG: it does not begin with ff d8");
        }
        at += 2;
        int width = 0;
        int height = 0;
        boolean huffman = false;
        while (at + 4 <= end) {
            if (picture.getUnsignedByte(at) != 0xff) {
                throw new ProtocolException("not a JPEG: no marker at byte " + (at - picture.readerIndex()));
            }
            int marker = picture.getUnsignedByte(at + 1);
            if (marker == 0xff) { // fill byte
                at++;
                continue;
            }
            if (marker == TEM || (marker >= 0xd0 && marker <= SOI)) { // these stand alone
                at += 2;
                continue;
            }
            int length = picture.getUnsignedShort(at + 2);
            if (marker == EOI || length < 2 || at + 2 + length > end) {
                break;
            }
            if (isStartOfFrame(marker) && length >= 8) {
                height = picture.getUnsignedShort(at + 5);
                width = picture.getUnsignedShort(at + 7);
            } else if (marker == DHT) {
                huffman = true;
            } else if (marker == SOS) {
                if (width == 0 || height == 0) {
                    throw new ProtocolException("a JPEG of " + width + "x" + height + " pixels");
                }
                return new Jpeg(width, height, huffman);
            }
            at += 2 + length;
        }
        throw new ProtocolException("a JPEG that ends before its picture begins");
    }

    private static boolean isStartOfFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != DHT && marker != JPG && marker != DAC;
    }
}
