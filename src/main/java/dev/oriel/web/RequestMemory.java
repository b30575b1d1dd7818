package dev.oriel.web;

import dev.oriel.limits.MemoryBudget;
import dev.oriel.observe.LogOncePerKey;
import dev.oriel.time.SystemClocks;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What requests make the HTTP library hold, taken from the memory budget: a head that is not complete, and every complete one until
/// its answer ends, those too that came behind a request that is still being answered. The head of a WebSocket's handshake is held
/// as long as its connection.
///
/// A head costs more than its bytes, since each field becomes objects. What an ordinary one costs is part of what a connection costs
/// anyway ([#FREE_BYTES]).
///
/// It stands on both sides of the decoder: bytes go in, requests come out, and answers pass on their way out.
///
/// Threads: the connection's event loop.
final class RequestMemory {
    /// Requests that one reading of the connection may bring.
    static final int MOST_AT_ONCE = 100;
    /// Requests that wait for their answers to end.
    static final int MOST_UNANSWERED = 8;
    /// Answers that wait for the client to read them when it asks for more.
    private static final int MOST_UNREAD_BYTES = 1024 * 1024;
    /// What a field costs beside its characters: an entry of a table, a name and a value.
    static final int FIELD_BYTES = 160;
    private static final int REQUEST_BYTES = 1024;
    private static final int ORDINARY_FIELDS = 50;
    static final int FREE_BYTES = 8 * 1024;
    /// `a:` and the end of the line.
    private static final int LEAST_LINE_BYTES = 3;
    private static final Logger LOG = LoggerFactory.getLogger(RequestMemory.class);
    private static final LogOncePerKey REFUSED = new LogOncePerKey(LOG, "requests", SystemClocks.NANOS);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(2);
    private static final String BYTES = "oriel.bytes";
    private static final String REQUESTS = "oriel.requests";

    private final MemoryBudget.Reservation memory;
    /// What the decoder holds of a head or a trailer that is not complete, at most.
    private int pendingBytes;
    private int pendingLines;
    /// What of the present reading has become requests.
    private int decodedBytes;
    private boolean decoded;
    private boolean inBody;
    /// The cost of each request whose answer has not ended, oldest first.
    private final ArrayDeque<Integer> unanswered = new ArrayDeque<>();
    private int unansweredBytes;
    private int requestsAtOnce;
    private boolean refused;

    private RequestMemory(MemoryBudget.Reservation memory) {
        this.memory = memory;
    }

    /// Begins on a new connection.
    ///
    /// @param decoder where the decoder of HTTP stands
    /// @param last    the last handler in front of the HTTP library's own: the encoder, which answers pass behind this
    /// @param memory  given back when the connection ends
    static void watch(ChannelHandlerContext decoder, ChannelHandlerContext last, MemoryBudget.Reservation memory) {
        var one = new RequestMemory(memory);
        decoder.pipeline().addBefore(decoder.name(), BYTES, one.new Bytes());
        decoder.pipeline().addAfter(last.name(), REQUESTS, one.new Requests());
        decoder.channel().closeFuture().addListener(closed -> memory.close());
    }

    /// The connection is something else than HTTP from now on, begun by a request that the HTTP library keeps.
    static void end(ChannelHandlerContext connection) {
        connection.pipeline().remove(BYTES);
        connection.pipeline().remove(REQUESTS);
    }

    private boolean reserve() {
        int bytes = pendingBytes + pendingLines * FIELD_BYTES + unansweredBytes;
        return memory.resize(Math.max(0, bytes - FREE_BYTES));
    }

    /// The bytes of a head on the wire as nearly all clients write it. One that leaves out what may be left out has fewer, and what
    /// comes behind is then taken for shorter than it is; so no more is granted to fields beyond the ordinary.
    private static int decodedBytes(HttpRequest request) {
        int bytes = request.method().name().length() + request.uri().length() + "  HTTP/1.1\r\n\r\n".length();
        int count = 0;
        for (var fields = request.headers().iteratorCharSequence(); fields.hasNext();) {
            var field = fields.next();
            int between = ++count > ORDINARY_FIELDS ? ":\n".length() : ": \r\n".length();
            bytes += field.getKey().length() + field.getValue().length() + between;
        }
        return bytes;
    }

    /// In front of the decoder.
    private final class Bytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (refused) {
                ReferenceCountUtil.release(message);
                return;
            }
            int bytes = message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
            int lines = inBody || !(message instanceof ByteBuf buffer) ? bytes / LEAST_LINE_BYTES : lines(buffer);
            decoded = false;
            decodedBytes = 0;
            context.fireChannelRead(message);
            followPending(bytes, lines);
            if (!refused && !context.isRemoved() && !reserve()) {
                REFUSED.warn("memory", "a connection was closed: there is no memory left for more requests (limits.memory)");
                refused = true;
                context.close();
            }
        }

        /// Where something was decoded, the rest of that reading begins a head; how many lines it has, nobody knows.
        private void followPending(int bytes, int lines) {
            if (!decoded) {
                pendingBytes += bytes;
                pendingLines += lines;
            } else {
                pendingBytes = inBody ? 0 : Math.clamp((long) pendingBytes + bytes - decodedBytes, 0, bytes);
                pendingLines = pendingBytes / LEAST_LINE_BYTES;
            }
        }

        private static int lines(ByteBuf bytes) {
            int lines = 0;
            int end = bytes.writerIndex();
            for (int at = bytes.indexOf(bytes.readerIndex(), end, (byte) '\n'); at >= 0; at = bytes.indexOf(at + 1, end,
                    (byte) '\n')) {
                lines++;
            }
            return lines;
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            requestsAtOnce = 0;
            context.fireChannelReadComplete();
        }

        /// What is kept of a handshake stays taken from the budget.
        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            pendingBytes = 0;
            pendingLines = 0;
            if (context.channel().isOpen()) {
                reserve();
            }
        }
    }

    /// Behind it, and in front of the encoder.
    private final class Requests extends ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            follow(message);
            if (refused) {
                ReferenceCountUtil.release(message);
            } else if (message instanceof HttpRequest && isTooMuch(context)) {
                ReferenceCountUtil.release(message);
                endSoon(context);
            } else {
                if (message instanceof HttpRequest request) {
                    hold(request);
                }
                context.fireChannelRead(message);
            }
        }

        private void follow(Object message) {
            decoded = true;
            if (message instanceof HttpRequest request) {
                inBody = true;
                decodedBytes += decodedBytes(request);
            }
            if (message instanceof HttpContent content) {
                decodedBytes += content.content().readableBytes();
            }
            if (message instanceof LastHttpContent) {
                inBody = false;
            }
        }

        private boolean isTooMuch(ChannelHandlerContext context) {
            var unread = context.channel().unsafe().outboundBuffer();
            return ++requestsAtOnce > MOST_AT_ONCE || unanswered.size() >= MOST_UNANSWERED
                    || (unread != null && unread.totalPendingWriteBytes() > MOST_UNREAD_BYTES);
        }

        private void hold(HttpRequest request) {
            int cost = REQUEST_BYTES + decodedBytes(request) + request.headers().size() * FIELD_BYTES;
            unanswered.add(cost);
            unansweredBytes += cost;
        }

        /// Those before it may still be answered.
        private void endSoon(ChannelHandlerContext context) {
            refused = true;
            context.channel().config().setAutoRead(false);
            context.executor().schedule(() -> {
                context.close();
            }, ANSWERED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            boolean goesOn = message instanceof HttpResponse response
                    && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            if (message instanceof LastHttpContent && !goesOn) {
                answered();
            }
            context.write(message, promise);
        }

        private void answered() {
            var cost = unanswered.poll();
            if (cost != null) {
                unansweredBytes -= cost;
                reserve();
            }
        }
    }
}
