package dev.oriel.bench;

import dev.oriel.observe.Bulkhead;
import dev.oriel.time.Clocks;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// One run of a [Load]: viewers come, a while passes, then it is measured what they get.
///
/// ```
/// connecting ──▶ warming up ──▶ measuring ──▶ over
///      └──────────────┴─ stop ──────┴──────────▲
/// ```
///
/// Threads: everything happens on one event loop of its own, so that a load leaves the other cores to the server; [#start] and
/// [#stop] may be called from any thread. [#close] waits for the loop's end.
public final class Bench implements AutoCloseable {
    private static final Bulkhead BULKHEAD = new Bulkhead(LoggerFactory.getLogger(Bench.class), "the line of a second");
    private static final int MOST_CONNECTING = 64;
    private static final int CONNECT_MILLIS = 10_000;

    private final Load load;
    private final Consumer<String> progress;
    private final Tally tally;
    private final ReusedBuffer buffer = new ReusedBuffer();
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("oriel-bench"),
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final EventLoop loop = loops.next();
    private final Bootstrap bootstrap;
    private final CompletableFuture<Report> report = new CompletableFuture<>();
    private final List<Viewer> viewers = new ArrayList<>();
    private final @Nullable ServerProcess server;
    private final @Nullable SslContext tls;

    private int begun;
    private int connecting;
    private int connected;
    private int lost;
    private @Nullable String firstCause;
    private boolean warming;
    private boolean over;
    private long beganNanos;
    private long countingSinceNanos;
    private double serverCpuBefore;
    private long clientCpuBefore;
    private long framesAtLastLine;

    /// @param progress takes a line a second, on the event loop
    public Bench(Load load, Consumer<String> progress, PictureLog log, Clocks clocks) {
        this.load = load;
        this.progress = progress;
        tally = new Tally(log, clocks);
        boolean here = load.target().address().getAddress().isLoopbackAddress();
        server = here ? ServerProcess.listeningOn(load.ports()).orElse(null) : null;
        tls = load.target().secure() ? AnyCertificate.forViewers() : null;
        bootstrap = new Bootstrap().group(loop).channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
        if (tls == null) {
            bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, buffer);
        }
    }

    /// Begins; the report comes when the time is over, or after [#stop].
    public CompletableFuture<Report> start() {
        loop.execute(() -> {
            beganNanos = tally.nowNanos();
            loop.scheduleAtFixedRate(BULKHEAD.around(this::second), 1, 1, TimeUnit.SECONDS);
            if (load.rampUp().isZero()) {
                connect();
            } else {
                long everyNanos = Math.max(1, load.rampUp().toNanos() / load.viewers());
                for (int i = 0; i < load.viewers(); i++) {
                    loop.schedule(this::connectOne, i * everyNanos, TimeUnit.NANOSECONDS);
                }
            }
        });
        return report;
    }

    /// Ends the run now; the report says what was measured so far.
    public void stop() {
        loop.execute(this::finish);
    }

    // --- viewers come

    private void connect() {
        while (!over && begun < load.viewers() && connecting < MOST_CONNECTING) {
            connectOne();
        }
    }

    private void connectOne() {
        if (over) {
            return;
        }
        begun++;
        connecting++;
        var viewer = new Viewer(load, tally, new Viewer.Fate() {
            @Override
            public void connected(Viewer which) {
                connected++;
                settled();
            }

            @Override
            public void ended(Viewer which, String cause) {
                Bench.this.ended(which, cause);
            }
        });
        viewers.add(viewer);
        bootstrap.clone().handler(handler(viewer)).connect(load.target().address()).addListener((ChannelFuture connection) -> {
            if (connection.isSuccess()) {
                loop.schedule(() -> viewer.giveUp("no answer within " + CONNECT_MILLIS / 1000 + " s"), CONNECT_MILLIS,
                        TimeUnit.MILLISECONDS);
            } else {
                viewer.giveUp(String.valueOf(connection.cause().getMessage()));
            }
        });
    }

    private ChannelHandler handler(Viewer viewer) {
        var encrypted = tls;
        return encrypted == null ? viewer : new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(encrypted.newHandler(channel.alloc()), viewer);
            }
        };
    }

    private void ended(Viewer viewer, String cause) {
        if (over) {
            return;
        }
        if (firstCause == null) {
            firstCause = cause;
        }
        if (viewer.hasWatched()) {
            lost++;
        } else {
            settled();
        }
    }

    private void settled() {
        connecting--;
        if (load.rampUp().isZero()) {
            connect();
        }
        if (over || begun < load.viewers() || connecting > 0) {
            return;
        }
        if (connected == 0) {
            finish();
        } else {
            warming = true;
            loop.schedule(this::count, load.warmUp().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    // --- it is measured

    private void count() {
        if (over) {
            return;
        }
        viewers.forEach(Viewer::countFromHere);
        tally.counting = true;
        framesAtLastLine = 0;
        serverCpuBefore = server == null ? 0 : server.cpuSeconds();
        clientCpuBefore = cpuNanos();
        countingSinceNanos = tally.nowNanos();
        loop.schedule(this::finish, load.measured().toNanos(), TimeUnit.NANOSECONDS);
    }

    private static long cpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().map(java.time.Duration::toNanos).orElse(0L);
    }

    private void second() {
        tally.adjustClock();
        if (over) {
            return;
        }
        long now = tally.nowNanos();
        if (tally.counting) {
            long frames = tally.frames - framesAtLastLine;
            framesAtLastLine = tally.frames;
            progress.accept(String.format(Locale.ROOT, "%3d s  %d viewers, %.2f fps each, %.1f MB/s, age p99 %.1f ms, %d lost",
                    Math.round((now - countingSinceNanos) / 1e9), connected - lost,
                    (double) frames / Math.max(1, connected - lost),
                    tally.bytes / 1e6 / Math.max(1e-9, (now - countingSinceNanos) / 1e9), tally.ageMicros.percentile(0.99) / 1e3,
                    lost));
        } else {
            progress.accept(String.format(Locale.ROOT, "%3d s  %s, %d of %d viewers", Math.round((now - beganNanos) / 1e9),
                    warming ? "warming up" : "connecting", connected - lost, load.viewers()));
        }
    }

    private void finish() {
        if (over) {
            return;
        }
        over = true;
        double seconds = tally.counting ? (tally.nowNanos() - countingSinceNanos) / 1e9 : 0;
        var used = server == null
                ? null
                : new Report.Server(server.pid(), tally.counting ? server.cpuSeconds() - serverCpuBefore : 0,
                        server.residentBytes());
        double clientCpu = tally.counting ? (cpuNanos() - clientCpuBefore) / 1e9 : 0;
        var target = load.target();
        var made = new Report(target.words(), target.kind(), load.viewers(), connected, lost,
                firstCause, noPicture(), seconds, fps(seconds), ages(), tally.bytes, target.kind().isFull() ? tally.skipped : -1,
                used, clientCpu);
        if (made.noPicture() == null) {
            end(made);
        } else {
            Thread.ofVirtual().name("oriel-bench-why").start(() -> explain(made));
        }
    }

    /// Where no picture came, the camera's server may know why; it is asked while viewers are still there, for without them the camera
    /// rests.
    private void explain(Report made) {
        var state = load.target().cameraState();
        var explained = state.map(words -> made.withoutPictures(made.noPicture() + ": " + words)).orElse(made);
        try {
            loop.execute(() -> end(explained));
        } catch (RejectedExecutionException e) {
            report.complete(explained); // closed meanwhile
        }
    }

    private void end(Report made) {
        report.complete(made);
        viewers.forEach(Viewer::close);
    }

    /// Viewers that pause, and those that acknowledge nothing, may rightly get none.
    private @Nullable String noPicture() {
        boolean expected = connected > 0 && load.target().kind() != Kind.MUTE
                && load.texts().stream().noneMatch(text -> text.contains("pause"));
        return expected && viewers.stream().allMatch(viewer -> viewer.frames() == 0)
                ? lost == connected ? "all connections were lost" : "none came"
                : null;
    }

    private Report.Fps fps(double seconds) {
        double[] each = viewers.stream().filter(Viewer::hasWatched)
                .mapToDouble(viewer -> seconds == 0 ? 0 : viewer.frames() / seconds).sorted().toArray();
        return each.length == 0 ? new Report.Fps(0, 0, 0) : new Report.Fps(each[0], each[each.length / 2], each[each.length - 1]);
    }

    private Report.@Nullable Ages ages() {
        var age = tally.ageMicros;
        return age.count() == 0
                ? null
                : new Report.Ages(age.percentile(0.5) / 1e3, age.percentile(0.95) / 1e3, age.percentile(0.99) / 1e3,
                        age.max() / 1e3);
    }

    /// Ends the run, if it has not ended, and frees everything.
    @Override
    public void close() {
        stop();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
        buffer.release();
    }
}
