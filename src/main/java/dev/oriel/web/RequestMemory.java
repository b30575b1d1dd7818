package dev.oriel.web;

import dev.oriel.limits.MemoryBudget;
import dev.oriel.observe.LogOncePerKey;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What requests make the HTTP library hold: a head that is not complete, taken from the memory budget, and requests that came
/// together with one that is still being answered.
///
/// It stands on both sides of the decoder: bytes go in, requests come out.
///
/// Threads: the connection's event loop.
final class RequestMemory {
    /// Requests that one reading of the connection may bring.
    static final int MOST_AT_ONCE = 100;
    private static final Logger LOG = LoggerFactory.getLogger(RequestMemory.class);
    private static final LogOncePerKey REFUSED = new LogOncePerKey(LOG, "requests", System::nanoTime);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(2);
    private static final String BYTES = "oriel.bytes";
    private static final String REQUESTS = "oriel.requests";

    private final MemoryBudget.Reservation memory;
    private int headBytes;
    private int requestsAtOnce;
    private boolean refused;

    private RequestMemory(MemoryBudget.Reservation memory) {
        this.memory = memory;
    }

    /// Begins on a new connection.
    ///
    /// @param decoder where the decoder of HTTP stands
    /// @param last    the last handler in front of the HTTP library's own, the decoder or one behind it
    /// @param memory  given back when the connection ends or becomes something else
    static void watch(ChannelHandlerContext decoder, ChannelHandlerContext last, MemoryBudget.Reservation memory) {
        var one = new RequestMemory(memory);
        decoder.pipeline().addBefore(decoder.name(), BYTES, one.new Bytes());
        decoder.pipeline().addAfter(last.name(), REQUESTS, one.new Requests());
    }

    /// The connection is something else than HTTP from now on.
    static void end(ChannelHandlerContext connection) {
        connection.pipeline().remove(BYTES);
        connection.pipeline().remove(REQUESTS);
    }

    /// In front of the decoder.
    private final class Bytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (refused) {
                ReferenceCountUtil.release(message);
                return;
            }
            if (message instanceof ByteBuf bytes) {
                headBytes += bytes.readableBytes();
            }
            context.fireChannelRead(message);
            if (!memory.resize(headBytes)) {
                REFUSED.warn("memory", "a connection was closed: there is no memory left for more requests (limits.memory)");
                refused = true;
                context.close();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            requestsAtOnce = 0;
            context.fireChannelReadComplete();
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            memory.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            memory.close();
            context.fireChannelInactive();
        }
    }

    /// Behind it.
    private final class Requests extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            headBytes = 0;
            if (refused) {
                ReferenceCountUtil.release(message);
            } else if (message instanceof HttpRequest && ++requestsAtOnce > MOST_AT_ONCE) {
                ReferenceCountUtil.release(message);
                endSoon(context);
            } else {
                context.fireChannelRead(message);
            }
        }

        /// Those before it may still be answered.
        private void endSoon(ChannelHandlerContext context) {
            refused = true;
            context.channel().config().setAutoRead(false);
            context.executor().schedule(() -> {
                context.close();
            }, ANSWERED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
