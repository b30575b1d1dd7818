package dev.oriel.push;

import dev.oriel.http.ServerTrust;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.resolver.NoopAddressResolverGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Connects to a relay: finds it, passes the proxy where there is one, shakes hands for TLS and for a WebSocket. A name is looked up anew
/// each time.
///
/// Threads: any, one at a time. Blocking: half a minute at most for each address of the relay.
final class Dialer {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    /// An address of several may lead nowhere; the next one gets its turn.
    private static final Duration LONGEST_OF_SEVERAL = Duration.ofSeconds(3);
    private static final Duration LONGEST_OF_ALL = Duration.ofSeconds(20);
    private static final int MOST_HEAD_BYTES = 16 * 1024;

    private final IoEventLoopGroup loops;
    private final Executor waiting;
    private final String version;
    private final ProxyRules proxies;
    private volatile @Nullable Channel dialling;

    /// @param waiting looks names up
    Dialer(IoEventLoopGroup loops, Executor waiting, String version, ProxyRules proxies) {
        this.loops = loops;
        this.waiting = waiting;
        this.version = version;
        this.proxies = proxies;
    }

    /// What one attempt needs.
    private record Attempt(RelayPlan plan, String key, @Nullable ProxyServer proxy, Supplier<RelayConnection> next) {
        String where() {
            return proxy == null ? plan.relay().place() : "the proxy " + proxy.place();
        }
    }

    /// Returns a connection that is a WebSocket and has begun.
    ///
    /// @param next         made for each connection, to take it over
    /// @throws Unreachable          with the cause
    /// @throws InterruptedException when the thread is to end
    RelayConnection dial(RelayPlan plan, Supplier<RelayConnection> next) throws Unreachable, InterruptedException {
        var attempt = new Attempt(plan, key(plan), proxy(plan.relay()), next);
        var addresses = addresses(attempt);
        for (int i = 0; i < addresses.size() - 1; i++) {
            try {
                return open(attempt, addresses.get(i), LONGEST_OF_SEVERAL);
            } catch (Unreachable e) {
                // The next address gets its turn; the last one's failure is told.
            }
        }
        return open(attempt, addresses.getLast(), LONGEST);
    }

    /// Ends an attempt that is under way.
    void cancel() {
        var channel = dialling;
        if (channel != null) {
            channel.close();
        }
    }

    private static String key(RelayPlan plan) throws Unreachable {
        try {
            return plan.key().read();
        } catch (IOException e) {
            throw new Unreachable(new Lost(String.valueOf(e.getMessage()), Lost.Retry.USUAL));
        }
    }

    private @Nullable ProxyServer proxy(RelayAddress relay) throws Unreachable {
        try {
            return proxies.to(relay).orElse(null);
        } catch (IllegalArgumentException e) {
            throw new Unreachable(new Lost(String.valueOf(e.getMessage()), Lost.Retry.LATEST));
        }
    }

    private List<InetAddress> addresses(Attempt attempt) throws Unreachable, InterruptedException {
        var host = attempt.proxy == null ? attempt.plan.relay().host() : attempt.proxy.host();
        var found = CompletableFuture.supplyAsync(() -> {
            try {
                return List.of(InetAddress.getAllByName(host));
            } catch (UnknownHostException e) {
                return List.<InetAddress>of();
            }
        }, waiting);
        try {
            var addresses = found.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            if (!addresses.isEmpty()) {
                return addresses;
            }
        } catch (TimeoutException | ExecutionException e) {
            // As if there were none.
        }
        throw new Unreachable(ConnectCauses.of(new UnknownHostException(host), attempt.where()));
    }

    private RelayConnection open(Attempt attempt, InetAddress address, Duration longest)
            throws Unreachable, InterruptedException {
        var opened = new CompletableFuture<RelayConnection>();
        var unproven = new AtomicReference<@Nullable String>();
        var relay = attempt.plan.relay();
        var at = new InetSocketAddress(address, attempt.proxy == null ? relay.port() : attempt.proxy.port());
        var connecting = new Bootstrap().group(loops)
                .channel(loops.isIoType(NioIoHandler.class) ? NioSocketChannel.class : EpollSocketChannel.class)
                .resolver(NoopAddressResolverGroup.INSTANCE).option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true).option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) longest.toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        assemble(channel, attempt, at, new Opening(opened, unproven::set));
                    }
                }).connect(attempt.proxy == null ? at : InetSocketAddress.createUnresolved(relay.host(), relay.port()));
        dialling = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                opened.completeExceptionally(done.cause());
            }
        });
        try {
            return opened.get(LONGEST_OF_ALL.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw unreachable(e.getCause() == null ? e : e.getCause(), attempt, unproven.get());
        } catch (TimeoutException e) {
            connecting.channel().close();
            throw unreachable(e, attempt, null);
        } catch (InterruptedException e) {
            connecting.channel().close();
            throw e;
        } finally {
            dialling = null;
        }
    }

    private static Unreachable unreachable(Throwable failure, Attempt attempt, @Nullable String fingerprint) {
        if (failure instanceof Unreachable told) {
            return told;
        }
        var cause = ConnectCauses.of(failure, attempt.where());
        return new Unreachable(fingerprint == null
                ? cause
                : cause + "; where it is the relay's own, trust it with push.tls: sha256:" + fingerprint);
    }

    /// @param opened   to be completed
    /// @param unproven told of the fingerprint of a certificate that is refused
    private record Opening(CompletableFuture<RelayConnection> opened, Consumer<String> unproven) {}

    private void assemble(Channel channel, Attempt attempt, InetSocketAddress at, Opening opening) {
        var pipeline = channel.pipeline();
        var relay = attempt.plan.relay();
        if (attempt.proxy != null) {
            pipeline.addLast(proxyHandler(attempt.proxy, at));
        }
        if (relay.secure()) {
            pipeline.addLast(tls(channel, attempt, at.getAddress(), opening));
        }
        pipeline.addLast(new HttpClientCodec(), new HttpObjectAggregator(MOST_HEAD_BYTES),
                new Handshake(new Handshake.Asking(relay, attempt.key, version), attempt.next, opening.opened));
    }

    private static ProxyHandler proxyHandler(ProxyServer proxy, InetSocketAddress at) {
        var user = proxy.user();
        var handler = switch (proxy.kind()) {
            case HTTP -> user == null ? new HttpProxyHandler(at) : new HttpProxyHandler(at, user, proxy.password());
            case SOCKS -> user == null ? new Socks5ProxyHandler(at) : new Socks5ProxyHandler(at, user, proxy.password());
        };
        handler.setConnectTimeoutMillis(LONGEST.toMillis());
        return handler;
    }

    private static SslHandler tls(Channel channel, Attempt attempt, InetAddress at, Opening opening) {
        var relay = attempt.plan.relay();
        var judge = ServerTrust.judge(attempt.plan.tls(), "https://" + relay.place(), at,
                unproven -> opening.unproven.accept(unproven.sha256()));
        try {
            var handler = SslContextBuilder.forClient().sslProvider(SslProvider.JDK).trustManager(judge)
                    .endpointIdentificationAlgorithm(null).protocols("TLSv1.3", "TLSv1.2").build()
                    .newHandler(channel.alloc(), relay.host(), relay.port());
            handler.setHandshakeTimeoutMillis(LONGEST.toMillis());
            return handler;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
