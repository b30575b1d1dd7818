package dev.oriel.web;

import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.MessageRate;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What a client says over its WebSocket, before anything is decoded and made messages of.
///
/// Every frame counts, control frames and empty fragments too, and what an unfinished message makes the decoder hold is taken from
/// the memory budget. A viewer's acknowledgements are taken off here: they are by far what viewers say most often. Anything else
/// passes, also binary messages that are in fragments, that come in parts or have another length.
///
/// Once either side has said that it closes, the TCP connection ends within [#CLOSED_WITHIN], whatever the client reads or sends; a client
/// that is refused in the midst of a long message has [#HEARD_OUT_WITHIN] for its rest. Of what a client says after it was refused only its
/// own close counts.
///
/// Threads: the connection's event loop.
final class IncomingFrames extends ChannelInboundHandlerAdapter {
    /// With TLS's goodbye ([WebServer]) below the two seconds within which a refused client is gone.
    static final Duration CLOSED_WITHIN = Duration.ofMillis(1600);
    /// A client that is refused in the midst of a long message has so long to send the rest, as long as it goes on sending: cut off before, it
    /// would hear of a broken connection, and not why.
    static final Duration HEARD_OUT_WITHIN = Duration.ofSeconds(10);
    /// So many bytes of a refused client are looked through for its close; then nothing is read any more.
    static final int MOST_UNHEARD_BYTES = 64 * 1024;
    private static final String NAME = "oriel.frames";
    /// RFC 6455, section 5.2: the whole of a binary message, masked, with a length that is said in one byte.
    private static final int BINARY_FINAL = 0x82;
    private static final int MASKED = 0x80;
    private static final int SHORT_BYTES = 5;
    private static final int LONG_BYTES = 9;
    private static final int HEAD_BYTES = 6;

    private final FrameBoundaries boundaries = new FrameBoundaries();
    private final MemoryBudget.Reservation memory;
    private final LongSupplier nanoTime;
    private final Consumer<String> tooMuch;
    private MessageRate rate = new MessageRate(0);
    private @Nullable Consumer<ByteBuf> acknowledgements;
    private boolean passed = true;
    private boolean refused;
    private boolean closing;
    private int unheardBytes;
    private int mostUnheardBytes = MOST_UNHEARD_BYTES;
    private boolean takesLong;
    private boolean inMidst;

    /// @param memory   what unfinished messages are taken from; this handler gives it back
    /// @param nanoTime a clock as [System#nanoTime]
    /// @param tooMuch  decides on a client that asks too much, and is told how
    IncomingFrames(MemoryBudget.Reservation memory, LongSupplier nanoTime, Consumer<String> tooMuch) {
        this.memory = memory;
        this.nanoTime = nanoTime;
        this.tooMuch = tooMuch;
    }

    /// Begins on a connection that is a WebSocket, between two of its messages.
    ///
    /// @param connection where the HTTP library's own handler stands
    void listen(ChannelHandlerContext connection) {
        var decoder = connection.pipeline().context(WebSocketFrameDecoder.class);
        connection.pipeline().addBefore(decoder.name(), NAME, this);
    }

    /// Lets through so many messages a second; each KiB of a longer one counts as one.
    void allow(int messagesPerSecond) {
        rate = new MessageRate(messagesPerSecond);
    }

    /// Lets through longer messages than clients usually have to say. Of a client that is refused in the midst of one, the rest of it
    /// is looked through: it does not read why before it has sent all.
    void allowBytes(int messageBytes) {
        boundaries.allow(messageBytes);
        mostUnheardBytes = 2 * messageBytes;
        takesLong = true;
    }

    /// Takes acknowledgements off.
    ///
    /// @param taker takes each one's bytes, which are valid during the call only
    void onAcknowledgement(Consumer<ByteBuf> taker) {
        acknowledgements = taker;
    }

    /// Nothing that the client says is passed on any more; the connection ends soon.
    void refuse(ChannelHandlerContext connection) {
        if (!refused) {
            refused = true;
            inMidst = takesLong && !boundaries.isBetweenMessages();
            memory.close();
            endSoon(connection);
        }
    }

    private void endSoon(ChannelHandlerContext connection) {
        if (!closing) {
            closing = true;
            long untilNanos = nanoTime.getAsLong() + HEARD_OUT_WITHIN.toNanos();
            endUnlessGoingOn(connection, unheardBytes, untilNanos);
        }
    }

    private void endUnlessGoingOn(ChannelHandlerContext connection, int unheardBefore, long untilNanos) {
        connection.executor().schedule(() -> {
            if (inMidst && unheardBytes > unheardBefore && nanoTime.getAsLong() - untilNanos < 0) {
                endUnlessGoingOn(connection, unheardBytes, untilNanos);
            } else {
                connection.close();
            }
        }, CLOSED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
        } else if (refused) {
            leaveUnheard(context, bytes);
        } else if (takesAll(context, bytes)) {
            bytes.release();
        } else {
            passed = true;
            context.fireChannelRead(bytes);
        }
    }

    private void leaveUnheard(ChannelHandlerContext context, ByteBuf bytes) {
        unheardBytes += bytes.readableBytes();
        inMidst &= boundaries.follow(bytes) == 0;
        bytes.release();
        if (boundaries.isClosing()) {
            context.executor().execute(context::close); // behind what was written in the midst of this read
        } else if (unheardBytes > mostUnheardBytes) {
            context.channel().config().setAutoRead(false);
        }
    }

    /// Who heard of no message need not hear of their end.
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (passed) {
            passed = false;
            context.fireChannelReadComplete();
        }
    }

    /// Takes the acknowledgements that come first; false when bytes are left to whom it concerns.
    private boolean takesAll(ChannelHandlerContext context, ByteBuf bytes) {
        var taker = acknowledgements;
        int messages = 0;
        try {
            while (taker != null && boundaries.isBetweenMessages() && isAcknowledgement(bytes)) {
                take(bytes, taker);
                messages++;
            }
        } catch (Throwable e) {
            bytes.release();
            throw e;
        }
        count(context, messages + boundaries.follow(bytes));
        return refused || !bytes.isReadable();
    }

    private void count(ChannelHandlerContext context, int messages) {
        if (refused) {
            return; // for an acknowledgement that was none
        }
        if (!rate.allows(messages, nanoTime.getAsLong())) {
            tooMuch.accept("too many messages, " + rate.mostPerSecond() + " a second are let through");
        } else if (!memory.resize(boundaries.heldBytes())) {
            tooMuch.accept("there is no memory left for more messages (limits.memory)");
        } else if (boundaries.isClosing()) {
            endSoon(context);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        memory.close();
    }

    private static boolean isAcknowledgement(ByteBuf bytes) {
        int readable = bytes.readableBytes();
        if (readable < HEAD_BYTES + SHORT_BYTES) {
            return false;
        }
        int head = bytes.getUnsignedShort(bytes.readerIndex());
        return head == (BINARY_FINAL << 8 | MASKED | SHORT_BYTES)
                || (head == (BINARY_FINAL << 8 | MASKED | LONG_BYTES) && readable >= HEAD_BYTES + LONG_BYTES);
    }

    private static void take(ByteBuf bytes, Consumer<ByteBuf> taker) {
        int at = bytes.readerIndex();
        int length = bytes.getByte(at + 1) & ~MASKED & 0xff;
        for (int i = 0; i < length; i++) {
            int unmasked = bytes.getByte(at + HEAD_BYTES + i) ^ bytes.getByte(at + 2 + i % 4);
            bytes.setByte(at + HEAD_BYTES + i, unmasked);
        }
        bytes.skipBytes(HEAD_BYTES);
        taker.accept(bytes.readSlice(length));
    }
}
