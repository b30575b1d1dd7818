package dev.oriel.web;

import io.netty.buffer.ByteBuf;

/// Where the messages of a client's WebSocket begin and end, in bytes that come in any parts (RFC 6455, section 5.2).
///
/// Threads: one at a time.
final class FrameBoundaries {
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int LONGEST_HEAD_BYTES = 14;
    /// From here on an opcode is that of a control frame, which may come in the midst of a message.
    private static final int CONTROL = 8;
    private static final int CLOSE = 8;
    private static final int COUNTED_BYTES = 1024;
    /// Most clients' messages are small.
    private static final long USUAL_BYTES = 1 << 20;

    private final byte[] head = new byte[LONGEST_HEAD_BYTES];
    private int headBytes;
    /// Bytes of the frame that are still to come.
    private long left;
    /// Bytes of the message's frames so far, the present one whole.
    private long messageBytes;
    private boolean inFragments;
    private boolean closing;
    private int begun;
    private long mostBytes = USUAL_BYTES;

    /// Says how long a message may be: a decoder refuses a longer one, whatever its head says.
    void allow(long messageBytes) {
        mostBytes = messageBytes;
    }

    /// True when the next byte begins a frame that continues no other, and the client has not said that it closes.
    boolean isBetweenMessages() {
        return headBytes == 0 && left == 0 && !inFragments && !closing;
    }

    /// True when the client has said that it closes.
    boolean isClosing() {
        return closing;
    }

    /// Bytes that a decoder holds, or soon has to, of a message that is not complete.
    long heldBytes() {
        return left > 0 || inFragments ? Math.min(messageBytes, Math.max(messageBytes - left, USUAL_BYTES)) : 0;
    }

    /// Follows the readable bytes, whose reader index stays.
    ///
    /// @return the frames that have begun in them; each KiB of a longer one counts as one
    int follow(ByteBuf bytes) {
        begun = 0;
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (left > 0) {
                int here = (int) Math.min(left, bytes.writerIndex() - at);
                left -= here;
                at += here;
            } else {
                head[headBytes++] = bytes.getByte(at++);
                if (headBytes >= 2 && headBytes == lengthOfHead(head)) {
                    begin();
                }
            }
        }
        return begun;
    }

    /// How many bytes a head has, as its first two say.
    static int lengthOfHead(byte[] head) {
        int extended = switch (head[1] & 0x7f) {
            case 126 -> 2;
            case 127 -> 8;
            default -> 0;
        };
        return 2 + extended + ((head[1] & MASKED) != 0 ? 4 : 0);
    }

    private void begin() {
        int opcode = head[0] & 0x0f;
        int said = head[1] & 0x7f;
        left = said == 126 ? number(head, 2, 2) : said == 127 ? number(head, 2, 8) : said;
        if (opcode < CONTROL) {
            messageBytes = Math.min(Math.min(left, mostBytes) + (inFragments ? messageBytes : 0), mostBytes);
            inFragments = (head[0] & FINAL) == 0;
        }
        closing |= opcode == CLOSE;
        begun += 1 + (int) (Math.min(left, mostBytes) / COUNTED_BYTES);
        headBytes = 0;
    }

    /// A number of a head, of which the first byte stands at `at`. Never negative: what is too long for a number is too long for everybody
    /// else too.
    static long number(byte[] head, int at, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | (head[at + i] & 0xff);
        }
        return value & Long.MAX_VALUE;
    }
}
