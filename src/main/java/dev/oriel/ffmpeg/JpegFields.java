package dev.oriel.ffmpeg;

import dev.oriel.frame.Jpeg;
import dev.oriel.frame.ProtocolException;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Motion-JPEG of interlaced video, as capture cards write it into AVI: each field is a JPEG of half the picture's height, two in a
/// packet or one. Nobody but a decoder makes a picture of them.
///
/// Source: OpenDML AVI M-JPEG File Format Subcommittee, AVI M-JPEG DIB format (the marker `AVI1`); FFmpeg's decoder for the rule of
/// the heights.
final class JpegFields {
    private static final int APP0 = 0xffe0;
    private static final int NAME_AT = 6;
    private static final int POLARITY_AT = 10;
    private static final byte[] NAME = "AVI1".getBytes(StandardCharsets.US_ASCII);

    private JpegFields() {
    }

    /// True when a packet holds one or two fields of a picture.
    ///
    /// @param heightPixels of the picture, as the container says; 0 where it does not
    /// @throws ProtocolException when the packet is no JPEG
    static boolean areIn(ByteBuf packet, int heightPixels) throws ProtocolException {
        var jpeg = Jpeg.scan(packet);
        boolean isLow = 4L * jpeg.heightPixels() < 3L * heightPixels;
        return isLow && (hasPolarity(packet) || (jpeg.isComplete() && hasAnother(packet, jpeg.bytes())));
    }

    /// The first segment says which of the fields this is: 1 or 2, or 0 for a whole picture.
    private static boolean hasPolarity(ByteBuf packet) {
        int start = packet.readerIndex();
        boolean named = packet.getUnsignedShort(start + 2) == APP0;
        for (int i = 0; named && i < NAME.length; i++) {
            named = packet.getByte(start + NAME_AT + i) == NAME[i];
        }
        return named && packet.getByte(start + POLARITY_AT) != 0;
    }

    /// Padding may stand between the two.
    private static boolean hasAnother(ByteBuf packet, int behind) {
        int end = packet.writerIndex();
        for (int at = packet.readerIndex() + behind; at + 1 < end; at++) {
            if (packet.getUnsignedShort(at) == (0xff00 | Jpeg.SOI)) {
                return true;
            }
        }
        return false;
    }
}
