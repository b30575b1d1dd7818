package dev.oriel.web;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.spi.transport.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The system's transport, with a guard at the door of every listening socket: the HTTP library itself has none.
final class GuardedTransport implements Transport, io.vertx.core.transport.Transport {
    private final io.vertx.core.transport.Transport named = best();
    private final Transport system = named.implementation();
    private final List<ChannelHandler> guards;

    /// @param guards get each connection that was accepted, and each failure to accept one, in this order; sharable
    GuardedTransport(List<ChannelHandler> guards) {
        this.guards = List.copyOf(guards);
    }

    private static io.vertx.core.transport.Transport best() {
        var own = io.vertx.core.transport.Transport.nativeTransport();
        return own != null && own.available() ? own : NIO;
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        var listening = system.serverChannelFactory(domainSocket);
        return () -> {
            var channel = listening.newChannel();
            channel.pipeline().addLast(guards.toArray(ChannelHandler[]::new));
            return channel;
        };
    }

    // --- as the system's; it takes the interface's own way with addresses and loops: no socket here is a domain's

    @Override
    public String name() {
        return named.name();
    }

    @Override
    public boolean available() {
        return named.available();
    }

    @Override
    public Transport implementation() {
        return this;
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return named.unavailabilityCause();
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return system.ioHandlerFactory();
    }

    @Override
    @SuppressWarnings("deprecation") // of a type in the interface
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return system.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
        return system.datagramChannelFactory();
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return system.channelFactory(domainSocket);
    }

    @Override
    public void configure(TcpConfig config, boolean domainSocket, Bootstrap bootstrap) {
        system.configure(config, domainSocket, bootstrap);
    }

    @Override
    public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
        system.configure(config, domainSocket, bootstrap);
    }
}
