package dev.oriel.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KernelQueueTest {

    @Test
    void whatThePeerHasNoRoomForIsUnsent() throws Exception {
        assumeTrue(Epoll.isAvailable(), "no epoll on this machine");
        var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (var peer = new Socket()) {
            peer.setReceiveBufferSize(8_192);
            var accepted = accepted(group, peer);
            var queue = new KernelQueue(accepted);
            assertThat(queue.unsentBytes()).isZero();

            accepted.writeAndFlush(Unpooled.wrappedBuffer(new byte[1_000_000]));
            await().atMost(10, TimeUnit.SECONDS).until(() -> queue.unsentBytes() > 50_000);
            assertThat(queue.unsentBytes()).as("no more than it may hold, and what was being added").isLessThan(400_000);

            peer.getInputStream().readNBytes(1_000_000);
            await().atMost(10, TimeUnit.SECONDS).until(() -> queue.unsentBytes() == 0);
            accepted.close().sync();
            assertThat(queue.unsentBytes()).as("after the end").isZero();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @Test
    void otherConnectionsHaveNothingToSay() {
        assertThat(new KernelQueue(new EmbeddedChannel()).unsentBytes()).isZero();
    }

    private static Channel accepted(MultiThreadIoEventLoopGroup group, Socket peer) throws Exception {
        var accepted = new CompletableFuture<Channel>();
        var server = new ServerBootstrap().group(group).channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accepted.complete(channel);
                    }
                }).bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).sync().channel();
        peer.connect(server.localAddress());
        return accepted.get(10, TimeUnit.SECONDS);
    }
}
