package dev.oriel.view;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// What the kernel has of one connection and has not put on the wire.
///
/// It is kept short, and [FlowControl] asks how long it is. A pace for it (`SO_MAX_PACING_RATE`) would spare queues that hold one
/// picture, but cannot be taken back: beside a download the connection then got 0.27 of its fair share instead of 0.48.
///
/// Threads: the connection's event loop. Linux; on other systems nothing is known and nothing changed.
final class KernelQueue {

    /// Bytes not yet on the wire that the kernel may hold for one viewer: what lies there is already getting old.
    private static final long MOST_UNSENT_BYTES = 128 * 1024;

    /// `getsockopt(TCP_INFO)`, as far as `tcpi_notsent_bytes`, which Linux fills in since 4.6.
    private static final ChannelOption<ByteBuffer> TCP_INFO = new RawUnixChannelOption("TCP_INFO", 6, 11, 148);
    private static final int NOTSENT_BYTES_AT = 144;

    private final @Nullable EpollSocketChannel channel;

    KernelQueue(Channel channel) {
        this.channel = channel instanceof EpollSocketChannel socket ? socket : null;
        if (this.channel != null) {
            this.channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, MOST_UNSENT_BYTES);
        }
    }

    /// Bytes that it has taken and not put on the wire: it may not for now, since too much is unacknowledged, the receiver has no
    /// room, or its congestion control is looking for the shortest round trip. 0 where it cannot be asked.
    int unsentBytes() {
        if (channel == null || !channel.isActive()) {
            return 0;
        }
        try {
            return channel.config().getOption(TCP_INFO).order(ByteOrder.nativeOrder()).getInt(NOTSENT_BYTES_AT);
        } catch (ChannelException e) {
            return 0; // it was closed this very moment
        }
    }
}
