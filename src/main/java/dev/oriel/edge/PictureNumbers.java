package dev.oriel.edge;

import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.ProtocolException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What a publisher's messages say in front of their pictures; or, where they are pictures alone, the numbers 1, 2, 3 and so on.
///
/// Threads: one at a time.
final class PictureNumbers {
    /// Where a message has no number.
    static final long NONE = -1;
    private static final int NUMBER_AT = 4;

    private final boolean hasHeaders;
    private long last = NONE;
    private long messages;

    /// What is wrong with a message.
    record Problem(String code, String words) {}

    /// What a message says.
    ///
    /// @param number           [#NONE] where it cannot be read
    /// @param capturedAtMicros 0 for unknown
    /// @param problem          null where the picture may be looked at
    /// @param isAnnouncement   true for a header alone that says what comes next, which need not be heard
    record Head(long number, long capturedAtMicros, @Nullable Problem problem, boolean isAnnouncement) {
        Head(long number, long capturedAtMicros, @Nullable Problem problem) {
            this(number, capturedAtMicros, problem, false);
        }
    }

    PictureNumbers(boolean hasHeaders) {
        this.hasHeaders = hasHeaders;
    }

    /// Reads what stands in front of the next message's picture, and leaves the reader index at the picture.
    Head next(ByteBuf message) {
        if (!hasHeaders) {
            return new Head(++messages & 0xffff_ffffL, 0, null);
        }
        long number = message.readableBytes() < NUMBER_AT + 4 ? NONE : message.getUnsignedInt(message.readerIndex() + NUMBER_AT);
        try {
            return judged(FrameHeader.read(message));
        } catch (ProtocolException e) {
            return new Head(number, 0, new Problem("bad-header", String.valueOf(e.getMessage())));
        }
    }

    private Head judged(FrameHeader header) {
        long number = header.sequence();
        if (header.kind() == FrameHeader.ANNOUNCEMENT) {
            return new Head(NONE, 0, null, true);
        }
        if (number <= last) {
            return new Head(number, 0, new Problem("bad-sequence", "the number " + number + " is not above " + last));
        }
        last = number;
        if (header.kind() != FrameHeader.JPEG) {
            return new Head(number, 0, new Problem("bad-kind", "pictures of kind " + header.kind() + " are not understood"));
        }
        return new Head(number, header.capturedAtMicros(), null);
    }
}
