package dev.oriel.frame;

import io.netty.buffer.ByteBuf;

/// The NAL units of an H.264 access unit in Annex B, as far as they say how it can be passed on: up to its first slice, in front of which
/// all parameter sets stand (ITU-T H.264, 7.4.1.2.3).
///
/// @param isIdr                 true when it is an IDR picture, at which any decoder can begin
/// @param hasSequenceParameters true when a sequence parameter set is in it
/// @param hasPictureParameters  true when a picture parameter set is in it
/// @param sequenceStart         where sequence parameter sets that it lacks are put: in front of everything but an access unit delimiter
/// @param pictureStart          where picture parameter sets that it lacks are put: behind its last sequence parameter set, where it has one
public record AccessUnit(boolean isIdr, boolean hasSequenceParameters, boolean hasPictureParameters, int sequenceStart,
        int pictureStart) {
    private static final int SLICE = 1;
    private static final int IDR_SLICE = 5;
    static final int SEQUENCE_PARAMETERS = 7;
    static final int PICTURE_PARAMETERS = 8;
    private static final int DELIMITER = 9;
    private static final int NONE = -1;

    /// Takes each NAL unit in front of the first slice, in order.
    interface Visitor {
        /// @param type  `nal_unit_type`
        /// @param begin where the unit's first byte is, behind its start code
        /// @param end   behind its last byte, in front of the next start code and its zeros
        void unit(int type, int begin, int end);
    }

    /// Looks through an access unit, whose reader index stays. Positions are those in the buffer.
    public static AccessUnit scan(ByteBuf bytes) {
        return scan(bytes, (type, begin, end) -> {});
    }

    /// Does the same, and shows each unit.
    static AccessUnit scan(ByteBuf bytes, Visitor visitor) {
        boolean sequence = false;
        boolean picture = false;
        int sequenceStart = bytes.readerIndex();
        int pictureStart = bytes.readerIndex();
        int at = nextUnit(bytes, bytes.readerIndex());
        while (at >= 0) {
            int type = bytes.getByte(at) & 31;
            if (type >= SLICE && type <= IDR_SLICE) {
                return new AccessUnit(type == IDR_SLICE, sequence, picture, sequenceStart, pictureStart);
            }
            int next = nextUnit(bytes, at);
            int end = next < 0 ? bytes.writerIndex() : startOf(bytes, next);
            switch (type) {
                case DELIMITER -> {
                    sequenceStart = sequence || picture ? sequenceStart : end;
                    pictureStart = Math.max(pictureStart, sequenceStart);
                }
                case SEQUENCE_PARAMETERS -> {
                    sequence = true;
                    pictureStart = end;
                }
                case PICTURE_PARAMETERS -> picture = true;
                default -> {
                    // Nothing depends on it.
                }
            }
            visitor.unit(type, at, end);
            at = next;
        }
        return new AccessUnit(false, sequence, picture, sequenceStart, pictureStart);
    }

    /// The first byte behind the next start code, or -1 when there is none with a byte behind it.
    private static int nextUnit(ByteBuf bytes, int from) {
        int at = from;
        while (true) {
            int one = bytes.indexOf(at, bytes.writerIndex(), (byte) 1);
            if (one < 0 || one + 1 >= bytes.writerIndex()) {
                return NONE;
            }
            if (one - 2 >= from && bytes.getByte(one - 1) == 0 && bytes.getByte(one - 2) == 0) {
                return one + 1;
            }
            at = one + 1;
        }
    }

    /// Where the start code in front of a unit begins, with the zeros before it; the start code of the unit before ends with a one.
    private static int startOf(ByteBuf bytes, int unit) {
        int start = unit - 3;
        while (bytes.getByte(start - 1) == 0) {
            start--;
        }
        return start;
    }
}
