package dev.oriel.web;

import dev.oriel.limits.MessageRate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Takes a client's messages off its WebSocket before the HTTP library, which would hold each several times: for addresses at which
/// clients send pictures. A picture is unmasked straight into the buffer that it stays in, which grows only as its bytes come and as
/// there is room for them. Control frames pass.
///
/// Source: RFC 6455, sections 5.2 to 5.6.
///
/// Threads: the connection's event loop.
final class MessageReader extends ChannelInboundHandlerAdapter {
    /// A longer text is none of those that publishers of one camera say.
    static final int MOST_TEXT_BYTES = 4096;
    /// What a text begins with; no room is asked for so little.
    private static final int FIRST_TEXT_BYTES = 4096;
    /// So many bytes of a client that was refused are passed over; then nothing is read any more.
    private static final int MOST_UNHEARD_BYTES = 64 * 1024;
    /// What a message that says it is longer begins with.
    private static final int FIRST_BYTES = 256 * 1024;
    /// What is kept of a message that there is no room for: whatever says which one it is.
    private static final int KEPT_BYTES = 32;
    private static final int LONGEST_HEAD_BYTES = 14;

    private static final int FINAL = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CONTROL = 8;
    private static final short PROTOCOL_ERROR = 1002;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /// Who hears the messages.
    interface Receiver {
        /// A message begins. Whoever refuses the client here hears nothing of it.
        void begins(boolean isText);

        /// A binary message, or a text of more than 4096 bytes, is to hold so many bytes; false where there is no room for them.
        boolean hasRoom(int bytes);

        /// A buffer for a binary message.
        ByteBuf buffer(int bytes);

        /// A text message.
        void text(String words);

        /// A binary message.
        ///
        /// @param message the receiver's to release
        /// @param whole   false where there was no room for more than its beginning
        void binary(ByteBuf message, boolean whole);

        /// Everything that was there has been read.
        void read();

        /// The client is to be refused.
        void broken(short code, String why);
    }

    private final Receiver receiver;
    private final int mostBytes;
    private final int mostTextBytes;
    private final MessageRate rate;
    private final LongSupplier nanoTime;
    private final byte[] head = new byte[LONGEST_HEAD_BYTES];
    /// For bytes on their way from one buffer to the other.
    private final byte[] masked = new byte[8192];
    private int headBytes;
    /// Bytes of the frame that are still to come.
    private long left;
    private int mask;
    private boolean isControl;
    private boolean isFinal;
    /// The kind of the message that has begun and not ended, or 0.
    private int kind;
    private @Nullable ByteBuf message;
    private boolean whole;
    private boolean ended;
    private int unheardBytes;
    private long readAtNanos;

    /// @param mostBytes         of a binary message
    /// @param mostTextBytes     of a text message
    /// @param messagesPerSecond frames of messages that are let through
    /// @param nanoTime          a clock as [System#nanoTime]
    MessageReader(Receiver receiver, int mostBytes, int mostTextBytes, int messagesPerSecond, LongSupplier nanoTime) {
        this.receiver = receiver;
        this.mostBytes = mostBytes;
        this.mostTextBytes = mostTextBytes;
        this.nanoTime = nanoTime;
        rate = new MessageRate(messagesPerSecond);
    }

    /// When the bytes came that are being read, as [System#nanoTime].
    long readAtNanos() {
        return readAtNanos;
    }

    /// Begins on a connection that is a WebSocket, between two of its messages.
    ///
    /// @param connection where the HTTP library's own handler stands
    void listen(ChannelHandlerContext connection) {
        var frames = connection.pipeline().context(IncomingFrames.class);
        connection.pipeline().addBefore(frames.name(), "oriel.messages", this);
    }

    /// Hears nothing more; control frames go on to pass.
    void end() {
        ended = true;
        drop();
    }

    /// True in the midst of a binary message.
    boolean isInPicture() {
        return kind == BINARY;
    }

    private void drop() {
        if (message != null) {
            message.release();
            message = null;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        if (!(read instanceof ByteBuf bytes)) {
            context.fireChannelRead(read);
            return;
        }
        readAtNanos = nanoTime.getAsLong();
        try {
            while (bytes.isReadable()) {
                read(context, bytes);
            }
        } finally {
            bytes.release();
        }
        if (ended && unheardBytes > MOST_UNHEARD_BYTES) {
            context.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!ended) {
            receiver.read();
        }
        context.fireChannelReadComplete();
    }

    private void read(ChannelHandlerContext context, ByteBuf bytes) {
        if (left == 0) {
            head[headBytes++] = bytes.readByte();
            if (headBytes >= 2 && headBytes == FrameBoundaries.lengthOfHead(head)) {
                begin(context);
                headBytes = 0;
            }
            return;
        }
        int here = (int) Math.min(left, bytes.readableBytes());
        left -= here;
        if (isControl) {
            context.fireChannelRead(bytes.readRetainedSlice(here));
        } else if (ended) {
            bytes.skipBytes(here);
            unheardBytes += here;
        } else {
            append(bytes, here);
        }
        if (left == 0 && !isControl) {
            frameEnds();
        }
    }

    private void begin(ChannelHandlerContext context) {
        int opcode = head[0] & 0x0f;
        isFinal = (head[0] & FINAL) != 0;
        isControl = opcode >= CONTROL;
        int said = head[1] & 0x7f;
        left = said == 126 ? FrameBoundaries.number(head, 2, 2) : said == 127 ? FrameBoundaries.number(head, 2, 8) : said;
        if (isControl) {
            context.fireChannelRead(Unpooled.copiedBuffer(head, 0, headBytes));
            return;
        }
        unheardBytes += headBytes;
        if (!ended) {
            check(opcode);
        }
        if (!ended) {
            mask = (int) FrameBoundaries.number(head, headBytes - 4, 4);
            beginData(opcode);
        }
        if (left == 0) {
            frameEnds();
        }
    }

    private void check(int opcode) {
        if ((head[0] & RESERVED) != 0 || opcode > BINARY || (opcode == CONTINUATION) == (kind == 0)) {
            refuse(PROTOCOL_ERROR, "a frame that has no place here");
        } else if ((head[1] & MASKED) == 0) {
            refuse(PROTOCOL_ERROR, "a frame that is not masked");
        } else if (!rate.allows(1, nanoTime.getAsLong())) {
            refuse(OpenSockets.TOO_MANY, "too many messages, " + rate.mostPerSecond() + " a second are let through");
        }
    }

    private void beginData(int opcode) {
        if (opcode != CONTINUATION) {
            kind = opcode;
            whole = true;
            receiver.begins(kind == TEXT);
            if (ended) {
                return;
            }
        }
        int held = message == null ? 0 : message.readableBytes();
        if (left > (kind == TEXT ? mostTextBytes : mostBytes) - held) {
            refuse(OpenSockets.TOO_LARGE, "the message is too large");
        } else if (message == null) {
            int first = (int) Math.min(left, kind == TEXT ? FIRST_TEXT_BYTES : FIRST_BYTES);
            message = kind == TEXT ? Unpooled.buffer(first) : room(first) ? receiver.buffer(first) : Unpooled.buffer(KEPT_BYTES);
        }
    }

    private boolean room(int bytes) {
        whole &= receiver.hasRoom(bytes);
        return whole;
    }

    private void refuse(short code, String why) {
        end();
        receiver.broken(code, why);
    }

    private void append(ByteBuf bytes, int count) {
        if (whole && message != null && message.writableBytes() < count) {
            grow(message, count);
        }
        var into = message;
        if (into == null) {
            bytes.skipBytes(count);
            return;
        }
        int kept = whole ? count : Math.clamp(KEPT_BYTES - into.readableBytes(), 0, count);
        unmask(bytes, into, kept);
        bytes.skipBytes(count - kept);
    }

    private void grow(ByteBuf into, int more) {
        int held = into.readableBytes();
        int most = (int) Math.min(held + more + left, Integer.MAX_VALUE >> 1);
        int next = Math.max(held + more, Math.min(most, 2 * held));
        if ((kind == TEXT && next <= FIRST_TEXT_BYTES) || room(next)) {
            into.capacity(into.readerIndex() + next);
        } else if (kind == TEXT) {
            refuse(OpenSockets.TOO_MANY, "there is no memory left for more messages (limits.memory)");
        } else {
            message = Unpooled.buffer(KEPT_BYTES).writeBytes(into, Math.min(held, KEPT_BYTES));
            into.release();
        }
    }

    /// The mask turns with each byte: the next one is always its first.
    private void unmask(ByteBuf from, ByteBuf into, int count) {
        for (int done = 0; done < count;) {
            int here = Math.min(count - done, masked.length);
            from.readBytes(masked, 0, here);
            unmask(here);
            into.writeBytes(masked, 0, here);
            done += here;
        }
    }

    private void unmask(int count) {
        long twice = (long) mask << 32 | (mask & 0xffff_ffffL);
        int at = 0;
        for (; at + 8 <= count; at += 8) {
            LONGS.set(masked, at, (long) LONGS.get(masked, at) ^ twice);
        }
        for (; at < count; at++) {
            masked[at] ^= (byte) (mask >>> 24);
            mask = Integer.rotateLeft(mask, 8);
        }
    }

    private void frameEnds() {
        if (isControl || ended || !isFinal) {
            return;
        }
        var done = message;
        boolean wasText = kind == TEXT;
        message = null;
        kind = 0;
        if (done == null) {
            return;
        }
        if (wasText) {
            var words = done.toString(StandardCharsets.UTF_8);
            done.release();
            receiver.text(words);
        } else {
            receiver.binary(done, whole);
        }
    }
}
