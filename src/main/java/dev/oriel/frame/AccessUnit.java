package dev.oriel.frame;

import io.netty.buffer.ByteBuf;

/// The NAL units of one H.264 access unit in Annex B, as far as they say how it can be passed on.
///
/// @param isIdr            true when it is an IDR picture, at which any decoder can begin
/// @param profile          of the sequence parameter set in it, or -1 where there is none
/// @param parameterSets    where the parameter sets begin, or -1 where there are none
/// @param parameterSetsEnd where the last of the parameter sets ends
/// @param pictureStart     where parameter sets that it lacks are put: in front of everything but an access unit delimiter
public record AccessUnit(boolean isIdr, int profile, int parameterSets, int parameterSetsEnd,
        int pictureStart) {
    private static final int NONE = -1;

    private static final int IDR_SLICE = 5;
    private static final int SEQUENCE_PARAMETERS = 7;
    private static final int PICTURE_PARAMETERS = 8;
    private static final int DELIMITER = 9;

    /// Looks through an access unit, whose reader index stays. Positions are those in the buffer.
    public static AccessUnit scan(ByteBuf bytes) {
        boolean idr = false;
        int profile = NONE;
        int sets = NONE;
        int setsEnd = NONE;
        int start = bytes.readerIndex();
        for (int at = nextUnit(bytes, bytes.readerIndex()); at >= 0;) {
            int next = nextUnit(bytes, at);
            int end = next < 0 ? bytes.writerIndex() : startOf(bytes, next);
            int type = bytes.getByte(at) & 31;
            if (type == DELIMITER) {
                start = end;
            } else if (type == SEQUENCE_PARAMETERS || type == PICTURE_PARAMETERS) {
                sets = sets == NONE ? startOf(bytes, at) : sets;
                setsEnd = end;
                profile = type == SEQUENCE_PARAMETERS && at + 1 < end ? bytes.getUnsignedByte(at + 1) : profile;
            } else {
                idr |= type == IDR_SLICE;
            }
            at = next;
        }
        return new AccessUnit(idr, profile, sets, setsEnd, start);
    }

    /// True when a sequence parameter set is in it.
    public boolean hasParameters() {
        return profile != NONE;
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

    /// Where the start code in front of a unit begins, with the zeros before it.
    private static int startOf(ByteBuf bytes, int unit) {
        int start = unit - 3;
        while (start > bytes.readerIndex() && bytes.getByte(start - 1) == 0) {
            start--;
        }
        return start;
    }
}
