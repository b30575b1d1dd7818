package dev.oriel.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A relay that does what a test says: an independent server of `oriel.edge.v1`, which refuses frames that are not masked.
///
/// Threads: the test's.
public final class ScriptedRelay implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<Link> links = new LinkedBlockingQueue<>();
    private final Map<String, String> refused = new ConcurrentHashMap<>();
    private final AtomicLong attempts = new AtomicLong();
    private final Channel listening;
    private final boolean secure;
    private volatile int status;
    private volatile boolean accepts = true;

    private ScriptedRelay(int port, @Nullable SslContext tls) {
        secure = tls != null;
        listening = new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(8192), new Asked());
                    }
                }).bind(new InetSocketAddress("127.0.0.1", port)).syncUninterruptibly().channel();
    }

    public static ScriptedRelay start() {
        return new ScriptedRelay(0, null);
    }

    static ScriptedRelay startAt(int port) {
        return new ScriptedRelay(port, null);
    }

    static ScriptedRelay start(SslContext tls) {
        return new ScriptedRelay(0, tls);
    }

    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /// Where edges find it, below a prefix.
    public String address() {
        return (secure ? "https" : "http") + "://127.0.0.1:" + port() + "/below";
    }

    /// Answers handshakes with that status from now on; 0: takes them.
    void refuse(int nextStatus) {
        status = nextStatus;
    }

    /// Refuses a camera from now on.
    void refuse(String name, String code) {
        refused.put(name, code);
    }

    void takeAgain(String name) {
        refused.remove(name);
    }

    /// Answers no offers.
    void answersNoOffers() {
        accepts = false;
    }

    /// Handshakes so far.
    long attempts() {
        return attempts.get();
    }

    /// The next connection.
    public Link link() throws InterruptedException {
        var link = links.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(link).as("a connection").isNotNull();
        return java.util.Objects.requireNonNull(link);
    }

    @Override
    public void close() {
        if (loops.isShuttingDown()) {
            return;
        }
        listening.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1000, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }

    private final class Asked extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            attempts.incrementAndGet();
            if (request.decoderResult().isFailure()) {
                context.close();
                return;
            }
            if (status != 0) {
                context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status),
                        Unpooled.EMPTY_BUFFER)).addListener(ChannelFutureListener.CLOSE);
                return;
            }
            var link = new Link(context.channel(), request.uri(),
                    String.valueOf(request.headers().get("Authorization")));
            var shaker = new WebSocketServerHandshakerFactory("ws://x" + request.uri(), "oriel.edge.v1", false, 1 << 24)
                    .newHandshaker(request);
            context.pipeline().addLast(link);
            shaker.handshake(context.channel(), request);
            context.pipeline().remove(this);
            links.add(link);
        }
    }

    /// One edge's connection.
    public final class Link extends SimpleChannelInboundHandler<WebSocketFrame> {
        final String path;
        final String authorization;
        private final Channel channel;
        private final BlockingQueue<JsonObject> said = new LinkedBlockingQueue<>();
        private final BlockingQueue<byte[]> pictures = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private volatile JsonObject lastOffer = new JsonObject();
        private final AtomicLong binaryBytes = new AtomicLong();
        private final AtomicLong textBytes = new AtomicLong();

        private Link(Channel channel, String path, String authorization) {
            this.channel = channel;
            this.path = path;
            this.authorization = authorization;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            switch (frame) {
                case TextWebSocketFrame text -> {
                    textBytes.addAndGet(text.content().readableBytes());
                    text(new JsonObject(text.text()));
                }
                case BinaryWebSocketFrame binary -> picture(ByteBufUtil.getBytes(binary.content()));
                case CloseWebSocketFrame close -> closed.complete(close.statusCode());
                default -> {
                    // Control frames need no answer here.
                }
            }
        }

        private void text(JsonObject message) {
            var type = message.getString("type");
            if (type.equals("offer")) {
                lastOffer = message;
                answer(message);
            } else if (type.equals("ping") && accepts) {
                send(new JsonObject().put("type", "pong").put("t", message.getValue("t")));
            }
            said.add(message);
        }

        private void answer(JsonObject offer) {
            if (!accepts) {
                return;
            }
            var names = new JsonArray();
            offer.getJsonArray("cameras").stream().map(JsonObject.class::cast).map(camera -> camera.getString("name"))
                    .filter(name -> !refused.containsKey(name)).forEach(names::add);
            send(new JsonObject().put("type", "accepted").put("cameras", names));
            refused.forEach((name, code) -> send(new JsonObject().put("type", "error").put("code", code)
                    .put("message", "no").put("name", name)));
        }

        /// Acknowledges at once, as a viewer does.
        private void picture(byte[] message) {
            binaryBytes.addAndGet(message.length);
            if (message[0] == 1) {
                pictures.add(message);
                var acknowledgement = Unpooled.buffer(9).writeByte(message[1]).writeBytes(message, 4, 4).writeInt(100);
                channel.writeAndFlush(new BinaryWebSocketFrame(acknowledgement));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            closed.complete(1006);
        }

        public void send(JsonObject message) {
            channel.writeAndFlush(new TextWebSocketFrame(message.encode()));
        }

        void sendText(String text) {
            channel.writeAndFlush(new TextWebSocketFrame(text));
        }

        void send(ByteBuf binary) {
            channel.writeAndFlush(new BinaryWebSocketFrame(binary));
        }

        /// Bytes as they are, past all rules.
        void sendRaw(ByteBuf bytes) {
            channel.pipeline().firstContext().writeAndFlush(bytes);
        }

        void close(int code, String reason) {
            channel.writeAndFlush(new CloseWebSocketFrame(code, reason)).addListener(ChannelFutureListener.CLOSE);
        }

        /// Ends without a word.
        void cut() {
            channel.close();
        }

        /// Watches a camera, or no longer.
        public void watch(String name, boolean on) {
            send(new JsonObject().put("type", "watch").put("cameras", new JsonArray().add(
                    new JsonObject().put("name", name).put("priority", on ? "visible" : "off").put("mode", "auto"))));
        }

        /// The next message of that type; others before it are passed over.
        public JsonObject next(String type) throws InterruptedException {
            for (var message = said.poll(PATIENCE_SECONDS, TimeUnit.SECONDS); message != null; message = said
                    .poll(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                if (type.equals(message.getString("type"))) {
                    return message;
                }
            }
            throw new AssertionError("no " + type);
        }

        /// The very next message.
        JsonObject next() throws InterruptedException {
            return java.util.Objects.requireNonNull(said.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "a message");
        }

        /// The next picture, with its header.
        public byte[] picture() throws InterruptedException {
            return java.util.Objects.requireNonNull(pictures.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "a picture");
        }

        public JsonObject lastOffer() {
            return lastOffer;
        }

        public long binaryBytes() {
            return binaryBytes.get();
        }

        long textBytes() {
            return textBytes.get();
        }

        /// The close code, 1006 where there was none.
        int closed() {
            return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }

        boolean isOpen() {
            return !closed.isDone();
        }
    }
}
