package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;

import dev.oriel.frame.BitReader;
import dev.oriel.frame.SequenceParameters;
import java.nio.ByteBuffer;

/// What a stream makes its decoder hold, read from its parameter sets before anything is decoded: how many earlier pictures its pictures
/// refer to, how many wait for their turn, and how large they are. H.264's and H.265's streams say it themselves, up to 16 pictures;
/// other codecs have a number of their own. The most that was ever said counts, for a stream may go back to it.
///
/// Source: ITU-T H.264, 7.3.2.1.1 and annex B; ITU-T H.265, 7.3.2.2.1 and 7.3.3; ISO/IEC 14496-15, 5.3.3.1 and 8.3.3.1.
final class References {
    private static final int MOST = 16;
    private static final int H264_SEQUENCE = 7;
    private static final int H265_SEQUENCE = 33;
    private static final int H265_GENERAL_PROFILE_BITS = 88;
    /// Parameter sets stand at the beginning of a packet.
    private static final int LOOKED_AT_BYTES = 4096;

    private final int codecId;
    private int most;
    private int reordered;
    private int widthPixels;
    private int heightPixels;
    private long pictureBytes;

    /// @param codecId FFmpeg's number of the codec
    References(int codecId) {
        this.codecId = codecId;
        most = switch (codecId) {
            case AV_CODEC_ID_H264, AV_CODEC_ID_HEVC -> 1;
            case AV_CODEC_ID_VP9, AV_CODEC_ID_AV1 -> 8;
            default -> 3;
        };
    }

    /// How many pictures others refer to.
    int most() {
        return most;
    }

    /// How many pictures wait to be shown in their order, where that is said; they may be among those that others refer to.
    int reordered() {
        return reordered;
    }

    /// The width of the largest picture that was announced; 0 before any was.
    int widthPixels() {
        return widthPixels;
    }

    /// Its height.
    int heightPixels() {
        return heightPixels;
    }

    /// Bytes that it takes when it is decoded.
    long pictureBytes() {
        return pictureBytes;
    }

    /// Reads what a container says of the stream.
    void readHead(ByteBuffer head) {
        try {
            if (head.remaining() > 6 && head.get(0) == 1 && codecId == AV_CODEC_ID_H264) {
                readUnits(head.position(5), head.get(5) & 31);
            } else if (head.remaining() > 23 && head.get(0) == 1 && codecId == AV_CODEC_ID_HEVC) {
                head.position(22);
                for (int arrays = head.get() & 255; arrays > 0; arrays--) {
                    head.get(); // of which kind; each unit says it again
                    readUnits(head, head.getShort() & 0xffff);
                }
            } else {
                readPacket(head);
            }
        } catch (IllegalArgumentException | java.nio.BufferUnderflowException | IndexOutOfBoundsException _) {
            // A decoder finds that out for itself.
        }
    }

    private void readUnits(ByteBuffer head, int count) {
        if (codecId == AV_CODEC_ID_H264) {
            head.get(); // the count
        }
        for (int i = 0; i < count; i++) {
            int length = head.getShort() & 0xffff;
            readUnit(head.slice(head.position(), length));
            head.position(head.position() + length);
        }
    }

    /// Reads a packet whose units have start codes; every packet may change what was said.
    void readPacket(ByteBuffer packet) {
        if (codecId != AV_CODEC_ID_H264 && codecId != AV_CODEC_ID_HEVC) {
            return;
        }
        int end = Math.min(packet.remaining(), LOOKED_AT_BYTES);
        for (int i = 0; i + 4 < end; i++) {
            if (packet.get(i) == 0 && packet.get(i + 1) == 0 && packet.get(i + 2) == 1) {
                readUnit(packet.slice(i + 3, packet.remaining() - i - 3));
            }
        }
    }

    private void readUnit(ByteBuffer unit) {
        boolean h264 = codecId == AV_CODEC_ID_H264;
        int kind = h264 ? unit.get(0) & 31 : unit.get(0) >> 1 & 63;
        if (kind == (h264 ? H264_SEQUENCE : H265_SEQUENCE)) {
            try {
                if (h264) {
                    readH264(unit);
                } else {
                    most = Math.clamp(ofH265(new BitReader(unit, 2)), most, MOST);
                }
            } catch (IndexOutOfBoundsException _) {
                most = MOST; // not read to its end: a decoder may make more of it
            }
        }
    }

    private void readH264(ByteBuffer unit) {
        var said = SequenceParameters.read(unit);
        most = said.isWhole() ? Math.clamp(said.references(), most, MOST) : MOST; // not read to its end: a decoder may make more of it
        reordered = Math.clamp(said.reordered(), reordered, MOST);
        announced(said.codedWidth(), said.codedHeight(), said.chroma(), said.bitDepth());
    }

    /// @param chroma 0 for grey, 1 for 4:2:0, 2 for 4:2:2, 3 for 4:4:4
    private void announced(int width, int height, int chroma, int depth) {
        long halves = switch (chroma) {
            case 0 -> 2;
            case 1 -> 3;
            case 2 -> 4;
            default -> 6;
        };
        long bytes = (long) width * height * halves / 2 * (depth > 8 ? 2 : 1);
        if (bytes > pictureBytes) {
            pictureBytes = bytes;
            widthPixels = width;
            heightPixels = height;
        }
    }

    private int ofH265(BitReader bits) {
        bits.skip(4);
        int layers = bits.read(3);
        bits.skip(1 + H265_GENERAL_PROFILE_BITS + 8);
        skipLayers(bits, layers);
        bits.exponential();
        int chroma = bits.exponential();
        bits.skip(chroma == 3 ? 1 : 0);
        int width = Math.min(bits.exponential(), 1 << 20);
        int height = Math.min(bits.exponential(), 1 << 20);
        if (bits.read(1) == 1) {
            for (int side = 0; side < 4; side++) {
                bits.exponential();
            }
        }
        announced(width, height, chroma, 8 + bits.exponential());
        bits.exponential();
        bits.exponential();
        int pictures = 1;
        for (int layer = bits.read(1) == 1 ? 0 : layers; layer <= layers; layer++) {
            pictures = Math.max(pictures, bits.exponential() + 1);
            bits.exponential();
            bits.exponential();
        }
        return pictures;
    }

    private static void skipLayers(BitReader bits, int layers) {
        int skipped = 0;
        for (int layer = 0; layer < layers; layer++) {
            skipped += bits.read(1) == 1 ? H265_GENERAL_PROFILE_BITS : 0;
            skipped += bits.read(1) == 1 ? 8 : 0;
        }
        bits.skip((layers > 0 ? 2 * (8 - layers) : 0) + skipped);
    }
}
