package dev.oriel.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/// Lets a port that speaks TLS understand a browser that begins with plain http, as one does for an address typed without `https://`.
///
/// A client that speaks TLS begins with the byte 22, one that speaks HTTP with a capital letter. For the latter the TLS handler leaves
/// the connection, which is marked ([Connections#isInTheClear]), before it has seen a byte; everything that follows is as on any port.
///
/// Threads: those of the connections.
@ChannelHandler.Sharable
final class PlainHttp extends ChannelInboundHandlerAdapter {

    /// Gets each connection that was accepted.
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ((Channel) message).pipeline().addLast("oriel.firstByte", new FirstByte());
        context.fireChannelRead(message);
    }

    private static final class FirstByte extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var bytes = (ByteBuf) message;
            if (bytes.isReadable() && isCapital(bytes.getByte(bytes.readerIndex()))) {
                withoutTls(context);
            }
            context.pipeline().remove(this);
            context.fireChannelRead(message);
        }

        private static boolean isCapital(byte first) {
            return first >= 'A' && first <= 'Z';
        }

        /// The HTTP library builds the rest of the pipeline when the handshake is over.
        private static void withoutTls(ChannelHandlerContext context) {
            var tls = context.pipeline().context(SslHandler.class);
            if (tls != null) {
                context.channel().attr(Connections.IN_THE_CLEAR).set(true);
                tls.fireUserEventTriggered(SslHandshakeCompletionEvent.SUCCESS);
                context.pipeline().remove(tls.handler());
            }
        }
    }
}
