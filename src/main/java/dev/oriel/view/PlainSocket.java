package dev.oriel.view;

import dev.oriel.frame.SharedPages;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The socket beneath a connection that nothing encrypts, for bytes that the kernel mostly takes at once: they need none of what
/// the channel does for bytes that have to wait. What the socket does not take, and every error, is the channel's.
///
/// Threads: the connection's event loop, which is also the one that closes the socket.
final class PlainSocket {
    private final Channel channel;
    private final Socket socket;

    private PlainSocket(Channel channel, Socket socket) {
        this.channel = channel;
        this.socket = socket;
    }

    /// The socket of that connection, or null where its bytes are encrypted or the machine has another kind of socket.
    static @Nullable PlainSocket of(ChannelHandlerContext connection) {
        return connection.channel() instanceof EpollSocketChannel channel && channel.fd() instanceof Socket socket
                && connection.pipeline().get(SslHandler.class) == null ? new PlainSocket(channel, socket) : null;
    }

    /// False while bytes that were written before wait in the channel, or it is closed.
    private boolean isClear() {
        var waiting = channel.unsafe().outboundBuffer();
        return waiting != null && waiting.totalPendingWriteBytes() == 0 && channel.isActive();
    }

    /// Returns how many of the readable bytes the kernel took; the reader index stays.
    int send(ByteBuf bytes) {
        if (!isClear() || !bytes.hasMemoryAddress()) {
            return 0;
        }
        try {
            return Math.max(0, socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex()));
        } catch (IOException e) {
            return 0; // the channel meets it as well, and tells whom it concerns
        }
    }

    /// Returns how many of the first bytes the kernel took.
    int send(SharedPages pages, int bytes) {
        return isClear() ? pages.sendTo(socket.intValue(), bytes) : 0;
    }
}
