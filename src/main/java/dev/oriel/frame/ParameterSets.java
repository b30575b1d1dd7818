package dev.oriel.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The newest parameter sets of an H.264 stream, each under its number, so that every IDR picture can be given those that it lacks.
///
/// Threads: one at a time.
public final class ParameterSets {
    private static final int START_CODE_BYTES = 4;
    private static final int MOST_SEQUENCE_SETS = 32;
    private static final int MOST_PICTURE_SETS = 256;
    /// A set is small; this is a limit for what a sender makes up.
    private static final int MOST_SET_BYTES = 4096;
    private static final int BITS_OF_PROFILE = 24;

    private final SortedMap<Integer, byte[]> sequenceSets = new TreeMap<>();
    private final SortedMap<Integer, byte[]> pictureSets = new TreeMap<>();
    private @Nullable SequenceParameters sequence;

    /// The newest sequence parameter set, as it was read, or null where none has been seen, or none that can be understood.
    public @Nullable SequenceParameters sequence() {
        return sequence;
    }

    /// Takes the sets that are in an access unit, or in the head of a container, in Annex B.
    public AccessUnit read(ByteBuf bytes) {
        return AccessUnit.scan(bytes, (type, begin, end) -> {
            if (type == AccessUnit.SEQUENCE_PARAMETERS || type == AccessUnit.PICTURE_PARAMETERS) {
                read(type, ByteBufUtil.getBytes(bytes, begin, Math.min(end - begin, MOST_SET_BYTES)), end - begin);
            }
        });
    }

    private void read(int type, byte[] set, int length) {
        try {
            if (type == AccessUnit.SEQUENCE_PARAMETERS) {
                sequence = null; // until it is known what this one says
                var said = SequenceParameters.read(ByteBuffer.wrap(set));
                keep(sequenceSets, number(set, 1 + BITS_OF_PROFILE / 8), set, length, MOST_SEQUENCE_SETS);
                sequence = said;
            } else {
                keep(pictureSets, number(set, 1), set, length, MOST_PICTURE_SETS);
            }
        } catch (IndexOutOfBoundsException _) {
            // It is cut off: a decoder makes nothing of it either.
        }
    }

    private static int number(byte[] set, int from) {
        return new BitReader(ByteBuffer.wrap(set), from).exponential();
    }

    private static void keep(SortedMap<Integer, byte[]> sets, int number, byte[] set, int length, int most) {
        if (number < most && length <= MOST_SET_BYTES) {
            sets.put(number, set);
        }
    }

    /// Bytes that [#write] adds to an access unit.
    public int bytesFor(AccessUnit unit) {
        return (unit.hasSequenceParameters() ? 0 : bytes(sequenceSets)) + (unit.hasPictureParameters() ? 0 : bytes(pictureSets));
    }

    private static int bytes(SortedMap<Integer, byte[]> sets) {
        return sets.values().stream().mapToInt(set -> START_CODE_BYTES + set.length).sum();
    }

    /// Writes an IDR picture with the sets that it lacks.
    ///
    /// @param unit what [#read] said of the bytes
    public void write(ByteBuf bytes, AccessUnit unit, ByteBuf into) {
        into.writeBytes(bytes, bytes.readerIndex(), unit.sequenceStart() - bytes.readerIndex());
        if (!unit.hasSequenceParameters()) {
            write(sequenceSets, into);
        }
        into.writeBytes(bytes, unit.sequenceStart(), unit.pictureStart() - unit.sequenceStart());
        if (!unit.hasPictureParameters()) {
            write(pictureSets, into);
        }
        into.writeBytes(bytes, unit.pictureStart(), bytes.writerIndex() - unit.pictureStart());
    }

    private static void write(SortedMap<Integer, byte[]> sets, ByteBuf into) {
        sets.values().forEach(set -> into.writeInt(1).writeBytes(set));
    }
}
