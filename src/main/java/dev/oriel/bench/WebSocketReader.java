package dev.oriel.bench;

import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Reads a server's WebSocket frames as they come and looks at the first bytes of each message only; the rest is skipped where it
/// lies (RFC 6455, section 5.2).
///
/// Threads: one. Allocates nothing per message.
final class WebSocketReader implements Body {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;

    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int MOST_CONTROL_BYTES = 125;

    /// Who is told of complete messages.
    interface Messages {
        /// @param opcode [#TEXT], [#BINARY] or one of the control frames
        /// @param head   the first [FrameHeader#LENGTH] bytes, or fewer of a shorter message; of a control frame all. Valid during the call
        void message(int opcode, ByteBuf head) throws ProtocolException;

        /// Bytes of a message that is no control frame, as they come; valid during the call.
        default void payload(ByteBuf bytes, int from, int length) {
        }
    }

    private final Messages messages;
    private final ByteBuf messageHead = Unpooled.buffer(FrameHeader.LENGTH, FrameHeader.LENGTH);
    private final ByteBuf control = Unpooled.buffer(0, MOST_CONTROL_BYTES);
    private ByteBuf head = messageHead;
    private int messageOpcode;

    // the frame that is being read
    private int prefixBytes;
    private int prefixLength = 2;
    private int first;
    private long payloadLeft;
    private boolean inPayload;

    WebSocketReader(Messages messages) {
        this.messages = messages;
    }

    @Override
    public void read(ByteBuf in) throws ProtocolException {
        while (in.isReadable()) {
            if (inPayload) {
                payload(in);
            } else {
                prefix(in.readUnsignedByte());
            }
        }
    }

    private void prefix(int octet) throws ProtocolException {
        switch (prefixBytes++) {
            case 0 -> first = octet;
            case 1 -> {
                if ((octet & MASKED) != 0) {
                    throw new ProtocolException("a server's frame is masked");
                }
                prefixLength = octet == 126 ? 4 : octet == 127 ? 10 : 2;
                payloadLeft = prefixLength == 2 ? octet : 0;
            }
            default -> payloadLeft = payloadLeft << 8 | octet;
        }
        if (prefixBytes >= 2 && prefixBytes == prefixLength) {
            begin();
        }
    }

    private void begin() throws ProtocolException {
        int opcode = opcode();
        prefixBytes = 0;
        if (payloadLeft < 0 || (isControl(opcode) && payloadLeft > MOST_CONTROL_BYTES)) {
            throw new ProtocolException("a frame of " + Long.toUnsignedString(payloadLeft) + " bytes, opcode " + opcode);
        }
        if (isControl(opcode)) {
            head = control.clear();
        } else {
            head = messageHead;
            if (opcode != CONTINUATION) {
                messageOpcode = opcode;
                head.clear();
            }
        }
        inPayload = true;
        endOfFrame();
    }

    private void payload(ByteBuf in) throws ProtocolException {
        int bytes = (int) Math.min(payloadLeft, in.readableBytes());
        int wanted = Math.min(bytes, head.maxWritableBytes());
        if (!isControl(opcode())) {
            messages.payload(in, in.readerIndex(), bytes);
        }
        if (wanted > 0) {
            head.writeBytes(in, wanted);
        }
        in.skipBytes(bytes - wanted);
        payloadLeft -= bytes;
        endOfFrame();
    }

    private void endOfFrame() throws ProtocolException {
        if (payloadLeft == 0) {
            inPayload = false;
            if ((first & FINAL) != 0) {
                messages.message(isControl(opcode()) ? opcode() : messageOpcode, head);
            }
        }
    }

    private int opcode() {
        return first & 0x0f;
    }

    private static boolean isControl(int opcode) {
        return opcode >= CLOSE;
    }
}
