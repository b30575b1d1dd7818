package dev.oriel.push;

import dev.oriel.observe.Printable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Makes a connection to a relay a WebSocket, and says in words why a relay refuses that.
///
/// Threads: the connection's event loop.
final class Handshake extends SimpleChannelInboundHandler<FullHttpResponse> {
    static final String PROTOCOL = "oriel.edge.v1";
    /// What a relay may say in one message.
    static final int MOST_MESSAGE_BYTES = 64 * 1024;
    static final String WRONG_KEY = "the relay does not know the key: it is wrong, or was revoked (push.key, push.keyFile)";
    static final String NOT_ALLOWED = "the key may not publish at the relay: it takes a publisher's key (oriel key add NAME)";
    private static final int MOST_WORDS = 200;

    private final WebSocketClientHandshaker shaker;
    private final Supplier<RelayConnection> next;
    private final CompletableFuture<RelayConnection> opened;

    /// What is asked for.
    ///
    /// @param key     that opens it
    /// @param version of this program
    record Asking(RelayAddress relay, String key, String version) {
        /// Without the key.
        @Override
        public String toString() {
            return relay.toString();
        }
    }

    /// @param next   takes the connection over once it is a WebSocket
    /// @param opened completed with it
    Handshake(Asking asking, Supplier<RelayConnection> next, CompletableFuture<RelayConnection> opened) {
        super(FullHttpResponse.class);
        this.next = next;
        this.opened = opened;
        var headers = new DefaultHttpHeaders().add(HttpHeaderNames.AUTHORIZATION, "Bearer " + asking.key)
                .add(HttpHeaderNames.USER_AGENT, "oriel/" + asking.version);
        var host = asking.relay.place();
        shaker = new WebSocketClientHandshaker13(uri(asking.relay), WebSocketVersion.V13, PROTOCOL, false, headers,
                MOST_MESSAGE_BYTES, true, false) {
            // Only pages have an origin.
            @Override
            protected FullHttpRequest newHandshakeRequest() {
                var request = super.newHandshakeRequest();
                request.headers().remove(HttpHeaderNames.ORIGIN).set(HttpHeaderNames.HOST, host);
                return request;
            }
        };
    }

    /// Without the host, which may have a name that no URI has, such as one with an underscore.
    private static URI uri(RelayAddress relay) {
        try {
            return new URI(relay.secure() ? "wss" : "ws", null, "relay.invalid", relay.port(), relay.edgePath(), null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (context.channel().isActive() && context.pipeline().get(SslHandler.class) == null) {
            begin(context);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (context.pipeline().get(SslHandler.class) == null) {
            begin(context);
        }
        context.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done) {
            if (done.isSuccess()) {
                begin(context);
            } else {
                opened.completeExceptionally(done.cause());
            }
        }
        context.fireUserEventTriggered(event);
    }

    private void begin(ChannelHandlerContext context) {
        shaker.handshake(context.channel()).addListener(written -> {
            if (!written.isSuccess()) {
                opened.completeExceptionally(written.cause());
            }
        });
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse answer) {
        if (answer.decoderResult().isFailure()) {
            fail(context, new Unreachable("it does not speak HTTP there"));
            return;
        } else if (answer.status().code() != 101) {
            fail(context, new Unreachable(refusal(answer)));
            return;
        }
        try {
            shaker.finishHandshake(context.channel(), answer);
        } catch (WebSocketHandshakeException e) {
            fail(context,
                    new Unreachable("the relay speaks no version of " + PROTOCOL + ": it is no Oriel, or of another version"));
            return;
        }
        var connection = next.get();
        context.pipeline().replace(this, "oriel.relay", connection);
        opened.complete(connection);
    }

    private void fail(ChannelHandlerContext context, Unreachable why) {
        opened.completeExceptionally(why);
        context.close();
    }

    private static Lost refusal(FullHttpResponse answer) {
        int status = answer.status().code();
        return switch (status) {
            case 401 -> new Lost(WRONG_KEY, Lost.Retry.LATEST);
            case 403 -> new Lost(NOT_ALLOWED + words(answer), Lost.Retry.LATEST);
            case 404 -> usual("404: no Oriel there, or an older one, or a proxy that does not pass WebSockets");
            case 426 -> usual("426: a proxy in front of the relay drops the header Upgrade (nginx: proxy_set_header Upgrade"
                    + " $http_upgrade; proxy_set_header Connection \"upgrade\")");
            case 301, 302, 303, 307, 308 -> usual(status + ": the relay is elsewhere: "
                    + Printable.of(String.valueOf(answer.headers().get(HttpHeaderNames.LOCATION)), MOST_WORDS));
            case 400 -> usual("400: no version of " + PROTOCOL + " in common" + words(answer));
            default -> usual("the relay answers " + status + " instead of opening a WebSocket" + words(answer));
        };
    }

    private static Lost usual(String cause) {
        return new Lost(cause, Lost.Retry.USUAL);
    }

    /// What an Oriel says of its refusal, where it is one.
    private static String words(FullHttpResponse answer) {
        try {
            var error = new JsonObject(answer.content().toString(StandardCharsets.UTF_8)).getJsonObject("error");
            var message = error == null ? null : error.getString("message");
            return message == null ? "" : ": " + Printable.of(message, MOST_WORDS);
        } catch (DecodeException | ClassCastException e) {
            return "";
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        opened.completeExceptionally(new Unreachable("the relay closed the connection without an answer"));
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        opened.completeExceptionally(failure);
        context.close();
    }
}
