package dev.oriel.edge;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// How an upload is read, decided by its first bytes and by nothing else that its sender says.
enum Format {
    /// MPEG transport stream.
    TRANSPORT_STREAM,
    /// JPEGs one after another, or as the parts of a multipart body.
    JPEGS,
    /// MPEG-1 video without a container, from a sequence header on.
    ELEMENTARY_STREAM,
    /// None of these.
    UNKNOWN,
    /// More bytes are needed.
    UNDECIDED;

    /// The most that is needed to decide: a packet may be cut off in front of the first whole one.
    static final int MOST_BYTES = 4 * TsPackets.LENGTH;

    private static final int SEQUENCE_HEADER = 0x1b3;

    static Format of(ByteBuf bytes) {
        int start = bytes.readerIndex();
        int length = bytes.readableBytes();
        if (length < 4) {
            return UNDECIDED;
        }
        if (bytes.getMedium(start) == (0xffd8ff << 8 >> 8) || begins(bytes, "--") || begins(bytes, "\r\n--")) {
            return JPEGS;
        }
        if (bytes.getInt(start) == SEQUENCE_HEADER) {
            return ELEMENTARY_STREAM;
        }
        for (int i = start; i < start + TsPackets.LENGTH && i + 2 * TsPackets.LENGTH < start + length; i++) {
            if (isSync(bytes, i) && isSync(bytes, i + TsPackets.LENGTH) && isSync(bytes, i + 2 * TsPackets.LENGTH)) {
                return TRANSPORT_STREAM;
            }
        }
        return length < MOST_BYTES ? UNDECIDED : UNKNOWN;
    }

    private static boolean isSync(ByteBuf bytes, int at) {
        return bytes.getByte(at) == TsPackets.SYNC;
    }

    private static boolean begins(ByteBuf bytes, String text) {
        return bytes.toString(bytes.readerIndex(), text.length(), StandardCharsets.ISO_8859_1).equals(text);
    }

    /// What to tell whoever sends something else.
    static String complaint(ByteBuf bytes) {
        int start = bytes.readerIndex();
        var found = "what is sent is neither MPEG-TS nor MJPEG";
        if (bytes.readableBytes() >= 8) {
            if (bytes.getInt(start) == 1 || bytes.getMedium(start) == 1) {
                found = "what is sent is raw video without a container";
            } else if (bytes.toString(start + 4, 4, StandardCharsets.ISO_8859_1).equals("ftyp")) {
                found = "what is sent is an MP4 file";
            } else if (bytes.getInt(start) == 0x1a45dfa3) {
                found = "what is sent is Matroska or WebM";
            }
        }
        return found + "; with ffmpeg, say -f mpegts or -f mjpeg";
    }
}
