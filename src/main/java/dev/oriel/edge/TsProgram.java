package dev.oriel.edge;

import io.netty.buffer.ByteBuf;

/// What a transport stream carries, read from its packets as they pass: the first programme's tables, and where a decoder can
/// begin.
///
/// Threads: one at a time. Source: ISO/IEC 13818-1, 2.4.3 and 2.4.4; ISO/IEC 11172-2, 2.4.2.3 for the sequence header.
final class TsProgram {

    /// A packet's part in it.
    enum Packet {
        /// A table: what the stream is.
        TABLE,
        /// The first packet of a picture with which a decoder can begin.
        KEY_FRAME,
        /// Of the audio.
        AUDIO,
        /// Any other.
        OTHER
    }

    /// The video's coding, as far as it matters here.
    enum Video {
        /// No video in the programme.
        NONE,
        /// Of the MPEG family; which one shows with the first sequence header.
        MPEG,
        /// What jsmpeg's players decode.
        MPEG1, MPEG2, H264, HEVC,
        /// Something else that FFmpeg may know.
        OTHER
    }

    private static final int NO_PID = -1;
    private static final int PAT_PID = 0;
    private static final int SDT_PID = 0x11;
    private static final int LENGTH = TsPackets.LENGTH;
    private static final int SEQUENCE_HEADER = 0xb3;
    private static final int EXTENSION = 0xb5;

    private int tablePid = NO_PID;
    private int videoPid = NO_PID;
    private int audioPid = NO_PID;
    private int videoType;
    private Video video = Video.NONE;
    private boolean known;

    /// True once the programme's table has been read.
    boolean known() {
        return known;
    }

    Video video() {
        return video;
    }

    /// True when there is MPEG audio (MP2), which goes along to jsmpeg's players.
    boolean hasMpegAudio() {
        return audioPid != NO_PID;
    }

    /// Reads one packet of 188 bytes.
    Packet read(ByteBuf bytes, int at) {
        int pid = bytes.getUnsignedShort(at + 1) & 0x1fff;
        boolean starts = (bytes.getByte(at + 1) & 0x40) != 0;
        boolean damaged = (bytes.getByte(at + 1) & 0x80) != 0;
        if (pid == PAT_PID || pid == tablePid || pid == SDT_PID) {
            if (starts && !damaged && pid != SDT_PID) {
                readTable(bytes, payload(bytes, at), at + LENGTH, pid == PAT_PID);
            }
            return Packet.TABLE;
        }
        if (pid == audioPid) {
            return Packet.AUDIO;
        }
        boolean begins = pid == videoPid && starts && !damaged && beginsDecoding(bytes, at);
        return begins ? Packet.KEY_FRAME : Packet.OTHER;
    }

    /// Where a packet's payload begins, or its end where it has none.
    private static int payload(ByteBuf bytes, int at) {
        return switch ((bytes.getByte(at + 3) >> 4) & 3) {
            case 1 -> at + 4;
            case 3 -> Math.min(at + 5 + bytes.getUnsignedByte(at + 4), at + LENGTH);
            default -> at + LENGTH;
        };
    }

    // --- tables; ours fit in one packet, as everybody's with one programme do

    private void readTable(ByteBuf bytes, int payload, int packetEnd, boolean association) {
        if (payload >= packetEnd) {
            return;
        }
        int section = payload + 1 + bytes.getUnsignedByte(payload);
        if (section + 12 > packetEnd) {
            return;
        }
        int sectionEnd = section + 3 + (bytes.getUnsignedShort(section + 1) & 0xfff) - 4;
        boolean current = (bytes.getByte(section + 5) & 1) != 0;
        if (sectionEnd <= packetEnd && current && bytes.getUnsignedByte(section) == (association ? 0 : 2)) {
            if (association) {
                readAssociation(bytes, section + 8, sectionEnd);
            } else {
                readProgramme(bytes, section, sectionEnd);
            }
        }
    }

    private void readAssociation(ByteBuf bytes, int from, int end) {
        for (int i = from; i + 4 <= end; i += 4) {
            if (bytes.getUnsignedShort(i) != 0) {
                tablePid = bytes.getUnsignedShort(i + 2) & 0x1fff;
                return;
            }
        }
    }

    private void readProgramme(ByteBuf bytes, int section, int end) {
        int newVideoPid = NO_PID;
        int newVideoType = 0;
        audioPid = NO_PID;
        int i = section + 12 + (bytes.getUnsignedShort(section + 10) & 0xfff);
        while (i + 5 <= end) {
            int type = bytes.getUnsignedByte(i);
            int pid = bytes.getUnsignedShort(i + 1) & 0x1fff;
            if (type == 0x03 || type == 0x04) {
                audioPid = audioPid == NO_PID ? pid : audioPid;
            } else if (newVideoPid == NO_PID && of(type) != Video.NONE) {
                newVideoPid = pid;
                newVideoType = type;
            }
            i += 5 + (bytes.getUnsignedShort(i + 3) & 0xfff);
        }
        if (!known || newVideoPid != videoPid || newVideoType != videoType) {
            video = of(newVideoType);
        }
        videoPid = newVideoPid;
        videoType = newVideoType;
        known = true;
    }

    private static Video of(int streamType) {
        return switch (streamType) {
            case 0x01, 0x02 -> Video.MPEG;
            case 0x1b -> Video.H264;
            case 0x24 -> Video.HEVC;
            case 0x10, 0xd1, 0xea, 0x33 -> Video.OTHER;
            default -> Video.NONE;
        };
    }

    // --- pictures

    private boolean beginsDecoding(ByteBuf bytes, int at) {
        int end = at + LENGTH;
        int payload = payload(bytes, at);
        if (payload + 9 > end || bytes.getMedium(payload) != 1) {
            return false;
        }
        int from = Math.min(payload + 9 + bytes.getUnsignedByte(payload + 8), end);
        return switch (video) {
            case MPEG, MPEG1, MPEG2 -> hasSequenceHeader(bytes, from, end);
            case H264 -> isRandomAccess(bytes, at) || hasParameterSet(bytes, from, end);
            default -> isRandomAccess(bytes, at);
        };
    }

    private static boolean isRandomAccess(ByteBuf bytes, int at) {
        return (bytes.getByte(at + 3) & 0x20) != 0 && bytes.getUnsignedByte(at + 4) > 0 && (bytes.getByte(at + 5) & 0x40) != 0;
    }

    private static int startCode(ByteBuf bytes, int from, int end) {
        for (int i = from; i + 4 <= end; i++) {
            if (bytes.getMedium(i) == 1) {
                return i;
            }
        }
        return -1;
    }

    private static boolean hasParameterSet(ByteBuf bytes, int from, int end) {
        for (int i = startCode(bytes, from, end); i >= 0; i = startCode(bytes, i + 3, end)) {
            int unit = bytes.getByte(i + 3) & 0x1f;
            if (unit == 5 || unit == 7) {
                return true;
            }
        }
        return false;
    }

    private boolean hasSequenceHeader(ByteBuf bytes, int from, int end) {
        int header = startCode(bytes, from, end);
        if (header < 0 || bytes.getUnsignedByte(header + 3) != SEQUENCE_HEADER) {
            return false;
        }
        int after = header + 12;
        if (after <= end) {
            boolean intraMatrix = (bytes.getByte(after - 1) & 2) != 0;
            after += intraMatrix ? 64 : 0;
            if (after <= end) {
                // The flag of the second matrix is the bit behind the first one, or in its place.
                after += (bytes.getByte(after - 1) & 1) != 0 ? 64 : 0;
            }
        }
        if (after + 4 <= end) {
            // MPEG-2 is MPEG-1 with an extension behind each sequence header.
            video = bytes.getMedium(after) == 1 && bytes.getUnsignedByte(after + 3) == EXTENSION ? Video.MPEG2 : Video.MPEG1;
        }
        return true;
    }
}
