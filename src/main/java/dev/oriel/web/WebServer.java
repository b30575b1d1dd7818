package dev.oriel.web;

import dev.oriel.auth.AccountStore;
import dev.oriel.auth.KeyStore;
import dev.oriel.auth.LoginLimiter;
import dev.oriel.auth.Logins;
import dev.oriel.auth.Passwords;
import dev.oriel.auth.Sessions;
import dev.oriel.config.Settings;
import dev.oriel.doctor.SharedExamination;
import dev.oriel.edge.Publications;
import dev.oriel.filter.MpegStreams;
import dev.oriel.filter.Renditions;
import dev.oriel.hub.Hub;
import dev.oriel.hub.TrafficCount;
import dev.oriel.limits.MemoryShares;
import dev.oriel.limits.OpenFiles;
import dev.oriel.limits.PictureLimits;
import dev.oriel.observe.Audit;
import dev.oriel.observe.LogOncePerKey;
import dev.oriel.time.Clocks;
import dev.oriel.time.SystemClocks;
import dev.oriel.tls.MachineNames;
import dev.oriel.tls.ServerTls;
import dev.oriel.view.LiveMessages;
import dev.oriel.view.Patience;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one port: listens, holds every connection to its limits, and hands requests to the [Site].
///
/// Threads: one event loop for two cores, each with connections of its own. Blocking: [#start] and [#close] wait.
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final LogOncePerKey FAILURES = new LogOncePerKey(LOG, "failed tasks", SystemClocks.NANOS);
    /// For the last words to leave this machine before the connections are closed.
    private static final Duration FAREWELL = Duration.ofMillis(300);
    /// How often the HTTP library looks whether an event loop is blocked, which it tells the log.
    private static final Duration BLOCKED_CHECK = Duration.ofSeconds(5);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);
    /// For TLS's last words to leave a connection that is closed.
    private static final Duration GOODBYE = Duration.ofMillis(300);
    /// The last resort: [IncomingFrames] ends each connection before.
    private static final int CLOSING_SECONDS = 2 + (int) IncomingFrames.HEARD_OUT_WITHIN.toSeconds();
    /// The longest message of a client: acknowledgements and small texts.
    private static final int MAX_MESSAGE_BYTES = 64 * 1024;
    /// To the HTTP library: any free port, but the same one for all event loops.
    private static final int ANY_PORT_FOR_ALL = -1;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    /// What a connection costs at rest, generously.
    private static final int CONNECTION_BYTES = 32 * 1024;

    /// What the server is made of.
    ///
    /// @param settings as they stand; host, port and TLS are read once
    /// @param condition of the server and its machine
    /// @param blocking runs what waits for a disk
    /// @param memory   what senders hold
    /// @param pictures what a picture may cost
    /// @param names    of the server
    /// @param login    who is let in
    public record Parts(Hub hub, Streams streams, String version, Clocks clocks, Supplier<Settings> settings,
            Condition condition, Executor blocking, Publishing publishing,
            MemoryShares memory, PictureLimits pictures, Names names, Login login) {}

    /// The parts that logins are made of.
    ///
    /// @param logins    checks names and passwords
    /// @param limiter   counts wrong ones, and wrong keys
    /// @param passwords makes hashes
    /// @param audit     writes down logins and changes
    public record Login(AccountStore accounts, Sessions sessions, Logins logins, LoginLimiter limiter, Passwords passwords,
            Audit audit) {}

    /// How well the server and its machine are.
    ///
    /// @param notReady causes why this server cannot do all that it should; empty when it can
    /// @param doctor   looks for what is wrong
    /// @param peers    whom it is connected with
    public record Condition(Supplier<List<Unready>> notReady, SharedExamination doctor, Peers peers) {}

    /// Redis and the relay of this server.
    ///
    /// @param bus        null without one
    /// @param pushStands whether the relay takes the cameras; nothing where there is none
    public record Peers(@Nullable BusReadings bus, Supplier<Optional<Boolean>> pushStands) {
        /// Of a server that stands alone.
        public static final Peers NONE = new Peers(null, Optional::empty);
    }

    /// Redis, as a server sees it.
    ///
    /// @param stands whether all connections do
    /// @param taken  frames of others
    /// @param given  frames of its publishers
    public record BusReadings(BooleanSupplier stands, TrafficCount taken, TrafficCount given) {}

    /// What is made of the cameras' pictures.
    public record Streams(Renditions renditions, MpegStreams mpeg) {}

    /// What is sent to this server.
    ///
    /// @param keys   opens what needs one
    /// @param edgeId what other Oriels know this one by; may wait for a disk
    public record Publishing(Publications publications, KeyStore keys, Supplier<String> edgeId) {}

    /// The names of a server and their proof.
    ///
    /// @param machine names and addresses of the machine that it runs on, as they stand
    /// @param tls     null for a server that speaks http
    public record Names(Supplier<MachineNames> machine, @Nullable ServerTls tls) {}

    private final Vertx vertx;
    private final Parts parts;
    private final Site site;
    private final RedirectPort redirect;
    private final RequestLimits limits;
    private final int systemsRoom = Math.min(OpenFiles.roomForConnections(),
            (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / CONNECTION_BYTES));
    private final Acceptor acceptor;
    private final List<Executor> running = new CopyOnWriteArrayList<>();
    private volatile @Nullable HttpServer listening;
    private volatile Rules rules;

    /// The gate made for certain settings: made anew only when they change.
    private record Rules(Settings.Server server, Set<String> machine, Gate gate) {}

    public WebServer(Parts parts) {
        this(parts, null, parts.login.accounts::isLocked);
    }

    /// @param authenticator finds what a request's credentials open; null for what the accounts, keys and sessions say
    /// @param locked        true while the server asks for credentials
    WebServer(Parts parts, @Nullable Authenticator authenticator, BooleanSupplier locked) {
        this.parts = parts;
        rules = rules(parts.settings.get().server(), parts.names.machine.get().names());
        var tls = parts.names.tls;
        acceptor = new Acceptor(new ConnectionLimit(this::mostConnections),
                new AddressLimit(() -> parts.settings.get().server().connectionsPerAddress(), this::isUnlimited),
                parts.clocks.nanoTime());
        vertx = Vertx.builder()
                .withTransport(new GuardedTransport(tls == null ? List.of(acceptor) : List.of(acceptor, new PlainHttp())))
                .with(new VertxOptions().setEventLoopPoolSize(loops()).setBlockedThreadCheckInterval(BLOCKED_CHECK.toMillis())
                        .setFileSystemOptions(
                                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)))
                .build();
        vertx.exceptionHandler(failure -> FAILURES.error("a task of a connection failed", failure));
        var login = new LoginSite(parts.login,
                new LoginSite.Around(parts.publishing.keys, this::gate, parts.settings, parts.blocking,
                        parts.memory.messages(), this::network, parts.clocks));
        site = new Site(new Site.Parts(parts.hub, parts.streams, parts.version, parts.clocks, this::gate,
                () -> Patience.of(parts.settings.get().viewers().stalledAfter(), parts.memory.messages(),
                        parts.clocks.nanoTime()),
                rules.server.frameAncestors(), parts.condition,
                parts.blocking, parts.publishing, parts.memory, parts.pictures, parts.settings, tls,
                login, authenticator == null ? login.identification() : authenticator, locked));
        site.port(this::actualPort);
        redirect = new RedirectPort(() -> parts.settings.get().server(), this::gate, this::actualPort, site::refused);
        parts.login.accounts.onChange(site::accessChanged);
        parts.login.sessions.onChange(site::accessChanged);
        parts.publishing.keys.onChange(site::accessChanged);
        limits = new RequestLimits(site::refused, parts.clocks.nanoTime());
        parts.hub.onChanges(site::camerasChanged);
    }

    /// May look up a name, so it is not for an event loop.
    private KeysApi.NetworkAddresses network() {
        var host = parts.settings.get().server().host();
        return new KeysApi.NetworkAddresses(!MachineNames.isLoopback(host), parts.names.machine.get().networkAddresses());
    }

    private boolean isUnlimited(InetAddress address) {
        return address.isLoopbackAddress() || gate().trusts(address);
    }

    private int mostConnections() {
        return Math.min(parts.settings.get().server().maxConnections(), systemsRoom);
    }

    /// One for two cores: a loop carries what several gigabits a second ask of it, acknowledgements that come while it is busy are
    /// taken together instead of each waking a thread, and the kernel's side of each send, sources and codecs need the other cores.
    private static int loops() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    private static Rules rules(Settings.Server server, Set<String> machine) {
        return new Rules(server, machine, new Gate(server.origins(), machine, server.trustedProxies(), server.embed()));
    }

    private Gate gate() {
        var server = parts.settings.get().server();
        var machine = parts.names.machine.get().names();
        var now = rules;
        if (!now.server.equals(server) || !now.machine.equals(machine)) {
            now = rules(server, machine);
            rules = now;
        }
        return now.gate;
    }

    /// Listens, and returns the port.
    ///
    /// @throws IOException when the address cannot be had; the message says why
    public int start() throws IOException {
        try {
            vertx.deployVerticle(Listener::new, new DeploymentOptions().setInstances(loops())).toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            throw new IOException(String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage()), e);
        }
        return actualPort();
    }

    /// @param setting what names the port
    private static IOException refused(String host, int port, String setting, Throwable cause) {
        var text = String.valueOf(cause.getMessage());
        return new IOException("cannot listen on " + host + " port " + port + ": " + (text.contains("Address already in use")
                ? "another program uses that port; choose one with " + setting
                : text), cause);
    }

    /// The event loops, each as what runs a task.
    public List<Executor> eventLoops() {
        return List.copyOf(running);
    }

    /// One event loop's share of the server.
    private final class Listener extends AbstractVerticle {
        @Override
        public void start(Promise<Void> started) {
            var loop = context;
            running.add(task -> loop.runOnContext(_ -> task.run()));
            var server = parts.settings.get().server();
            var bound = new ArrayList<Future<?>>();
            bound.add(listen(new Site.OpenPort("--port", server.host(), server.port(), site::answer), options())
                    .onSuccess(http -> listening = http));
            for (var port : site.compatPorts(parts.settings.get())) {
                bound.add(listen(port, options()));
            }
            var redirectPort = server.redirectPort();
            if (redirectPort != null) {
                bound.add(listen(new Site.OpenPort("server.tls.redirectPort", server.host(), redirectPort,
                        redirect::answer), plain()));
            }
            Future.all(bound).<Void>mapEmpty().onComplete(started);
        }
    }

    private int actualPort() {
        var http = listening;
        return http == null ? parts.settings.get().server().port() : http.actualPort();
    }

    private Future<HttpServer> listen(Site.OpenPort port, HttpServerOptions options) {
        var http = vertx.createHttpServer(options);
        http.connectionHandler(this::connected);
        http.invalidRequestHandler(HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER);
        http.exceptionHandler(failure -> LOG.debug("connection failed: {}", failure.toString()));
        http.requestHandler(request -> answer(request, port.answer()));
        return http.listen(port.number() == 0 ? ANY_PORT_FOR_ALL : port.number(), port.host())
                .recover(cause -> Future.failedFuture(refused(port.host(), port.number(), port.setting(), cause)));
    }

    private HttpServerOptions options() {
        var options = plain();
        var tls = parts.names.tls;
        if (tls != null) {
            TlsEngine.secure(options, tls.keys());
        }
        return options;
    }

    private static HttpServerOptions plain() {
        return new HttpServerOptions().setTcpNoDelay(true).setTcpKeepAlive(true).setReuseAddress(true)
                .setAcceptBacklog(4096)
                .setHttp2ClearTextEnabled(false).setUseAlpn(false).setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(8 * 1024).setCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false).setMaxWebSocketFrameSize(MAX_MESSAGE_BYTES)
                .setMaxWebSocketMessageSize(MAX_MESSAGE_BYTES).setWebSocketClosingTimeout(CLOSING_SECONDS)
                .addWebSocketSubProtocol(LiveMessages.PROTOCOL);
    }

    private void connected(HttpConnection connection) {
        var context = ((ConnectionBase) connection).channelHandlerContext();
        noticeVanishedPeers(context.channel());
        closeInTime(context.channel());
        var deadlines = new Deadlines(context);
        boolean healthOnly = context.channel().hasAttr(Acceptor.HEALTH_ONLY);
        if (healthOnly) {
            deadlines.hurry();
        }
        context.channel().attr(Connections.DEADLINES).set(deadlines);
        context.channel().attr(Connections.ASKED).set(new RequestLimits.Asked(healthOnly));
        context.channel().closeFuture().addListener(closed -> deadlines.stop());
        connection.exceptionHandler(failure -> LOG.debug("connection failed: {}", failure.toString()));
        RequestMemory.watch(context.pipeline().context("httpDecoder"), context.pipeline().context("httpEncoder"),
                parts.memory.messages().open());
    }

    /// A phone that walks out of the network says nothing; without this it would be waited for for two hours.
    private static void noticeVanishedPeers(Channel channel) {
        if (channel instanceof EpollSocketChannel) {
            channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, 30);
            channel.config().setOption(EpollChannelOption.TCP_KEEPINTVL, 10);
            channel.config().setOption(EpollChannelOption.TCP_KEEPCNT, 3);
        }
    }

    /// TLS says goodbye behind everything that the client has not read; where it reads nothing, that is waited for only so long.
    private static void closeInTime(Channel channel) {
        var tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.setCloseNotifyFlushTimeoutMillis(GOODBYE.toMillis());
        }
    }

    private void answer(HttpServerRequest request, Consumer<HttpServerRequest> answer) {
        var deadlines = Connections.deadlines(request);
        boolean bodyFollows = Connections.announcesBody(request);
        deadlines.requestBegins(bodyFollows);
        request.response().endHandler(nothing -> {
            deadlines.requestEnds();
            if (bodyFollows) {
                Bodies.endSoon(request);
            }
        });
        limits.pass(request, answer);
    }

    /// Accounts, keys, sessions or links may have changed, or their time may be over: what runs and is no longer allowed ends. To be
    /// called at each change, and each second. Does not wait.
    public void accessChanged() {
        site.accessChanged();
    }

    /// Tells every viewer, then stops listening and closes every connection, within a few seconds whatever they do.
    @Override
    public void close() {
        within(Duration.ofSeconds(1), site.sayBye());
        LockSupport.parkNanos(FAREWELL.toNanos());
        within(CLOSE_WITHIN, vertx.close().toCompletionStage().toCompletableFuture());
        acceptor.close();
    }

    private static void within(Duration time, CompletableFuture<Void> step) {
        try {
            step.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            LOG.debug("connections did not close in time: {}", e.toString());
        }
    }
}
