package dev.oriel.push;

import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.hub.VisibleCameras;
import dev.oriel.limits.MessageRate;
import dev.oriel.observe.LogOncePerKey;
import dev.oriel.observe.Printable;
import dev.oriel.time.SystemClocks;
import dev.oriel.view.LiveMessages;
import dev.oriel.view.LiveSession;
import dev.oriel.view.Outlet;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to a relay from the end of its handshake to its own: offers cameras, hears what the relay says, and shows it the cameras
/// that it watches, as to any viewer. Nothing that a relay says opens an address, a file or a program, or a camera that was not offered.
///
/// Threads: the connection's event loop, but for what says otherwise.
final class RelayConnection extends SimpleChannelInboundHandler<WebSocketFrame> {
    /// Descriptions go out four times a second at most.
    static final Duration TICK = Duration.ofMillis(250);
    static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);
    /// Without acknowledgements of pictures that were sent; each KiB of a text counts as one.
    static final int MOST_MESSAGES_PER_SECOND = 4000;
    /// After an offer there may be an error for each camera, and each camera may be watched otherwise four times a second.
    static final int MOST_TEXTS_PER_SECOND = 600 + 4 * OfferState.MOST_CAMERAS;
    private static final int ACKNOWLEDGEMENT_BYTES = 9;
    /// For the last words to leave before the connection is closed.
    private static final Duration FAREWELL = Duration.ofMillis(800);
    private static final int MOST_REASON = 120;
    private static final Logger LOG = LoggerFactory.getLogger(RelayConnection.class);
    private static final LogOncePerKey FAILURES = new LogOncePerKey(LOG, "failed connections to relays", SystemClocks.NANOS);

    private final RelayPush.Parts parts;
    private final Supplier<RelayPlan> plan;
    private final News news;
    private final OfferState offers;
    /// Cameras that answers have told of.
    private final Set<Camera> answeredFor = new HashSet<>();
    private final Heartbeat heartbeat;
    private final MessageRate messages = new MessageRate(MOST_MESSAGES_PER_SECOND);
    private final MessageRate texts = new MessageRate(MOST_TEXTS_PER_SECOND);
    private final MessageParts unfinished = new MessageParts(Handshake.MOST_MESSAGE_BYTES);
    private final SecureRandom masks = new SecureRandom();
    private final CompletableFuture<Lost> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Outlet outlet;
    private @Nullable LiveSession session;
    private @Nullable RelayCommands commands;
    private @Nullable Future<?> ticking;
    private volatile boolean wasAccepted;
    private @Nullable Lost bye;

    /// Hears what a relay makes of the offers, on the connection's event loop.
    interface News {
        /// The relay takes these cameras.
        void accepted(List<String> names);

        /// The relay does not take a camera, or no longer.
        void refused(String name, String code, String message);
    }

    RelayConnection(RelayPush.Parts parts, Supplier<RelayPlan> plan, News news) {
        super(WebSocketFrame.class);
        this.parts = parts;
        this.plan = plan;
        this.news = news;
        offers = new OfferState(parts.edge(), parts.version());
        heartbeat = new Heartbeat(parts.clocks().nowNanos());
    }

    /// Completed with the cause when the connection has ended. Any thread.
    CompletableFuture<Lost> ended() {
        return ended;
    }

    /// True once the relay has answered an offer. Any thread.
    boolean wasAccepted() {
        return wasAccepted;
    }

    /// Says why, closes, and frees everything. Any thread.
    void close(int code, Lost why) {
        begun.thenRun(() -> execute(() -> end(code, why)));
    }

    private void execute(Runnable step) {
        var connection = context;
        if (connection != null && !connection.executor().isShuttingDown()) {
            connection.executor().execute(step);
        }
    }

    // --- its course

    @Override
    public void handlerAdded(ChannelHandlerContext connection) {
        context = connection;
        var out = Outlet.masking(connection, masks::nextInt);
        outlet = out;
        out.attempt(() -> begin(connection, out));
        begun.complete(null);
    }

    private void begin(ChannelHandlerContext connection, Outlet out) {
        tellOffers(out); // before the greeting of the session
        var seen = new VisibleCameras(parts.hub(), offers::isAccepted);
        session = new LiveSession(out,
                new LiveSession.Surroundings(seen, parts.renditions(), parts.version(), parts.clocks().epochMicros(),
                        parts.patience().get(), () -> end(CloseCodes.GOING_AWAY, usual("the relay acknowledges no pictures")),
                        OfferState.MOST_CAMERAS, true),
                null);
        commands = new RelayCommands(new RelayCommands.Means(seen::camera, () -> plan.get().readOnly(), parts.waiting(),
                connection.executor(), out::writeText, answeredFor::add, parts.clocks().nanoTime()));
        ticking = connection.executor().scheduleWithFixedDelay(() -> attempt(this::tick), TICK.toMillis(), TICK.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private static Lost usual(String cause) {
        return new Lost(cause, Lost.Retry.USUAL);
    }

    private void tellOffers(Outlet out) {
        var now = plan.get();
        var all = parts.hub().cameras().stream().filter(camera -> isOffered(camera, now))
                .map(camera -> CameraStatus.of(camera, parts.offering().path(camera), now.readOnly())).toList();
        offers.due(all, doubtful(), nowNanos()).forEach(out::writeText);
    }

    /// The names of cameras that answers have told of: as they were when a command was carried out, which may be before they were described
    /// last. One that still turns waits, for a description says where it will have arrived.
    private Set<String> doubtful() {
        var names = new HashSet<String>();
        answeredFor.removeIf(camera -> !isTurning(camera) && names.add(camera.name()));
        return names;
    }

    private static boolean isTurning(Camera camera) {
        var turns = camera.orientation();
        return turns != null && turns.orientation().moving();
    }

    private boolean isOffered(Camera camera, RelayPlan now) {
        return now.cameras().isEmpty()
                ? parts.offering().isOfferedUnasked(camera)
                : now.cameras().contains(camera.name());
    }

    private long nowNanos() {
        return parts.clocks().nowNanos();
    }

    private void tick() {
        var out = outlet;
        var live = session;
        if (out == null || live == null) {
            return;
        }
        switch (heartbeat.next(live.isWatching(), nowNanos())) {
            case GONE -> {
                end(CloseCodes.GOING_AWAY, usual("the relay has fallen silent"));
                return;
            }
            case PING -> out.writeText(
                    new JsonObject().put("type", "ping").put("t", parts.clocks().nowMicros() / 1000).encode());
            case NOTHING -> {
                // The relay was heard of lately.
            }
        }
        if (offers.isUnanswered(ANSWERS_WITHIN, nowNanos())) {
            end(CloseCodes.NOT_UNDERSTOOD, new Lost("the relay does not answer the offer", Lost.Retry.LATER));
            return;
        }
        tellOffers(out);
        live.camerasChanged();
    }

    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            FAILURES.error("a connection to a relay failed and was closed", e);
            end(CloseCodes.NOT_UNDERSTOOD, new Lost("an error in this program, which the log tells", Lost.Retry.LATER));
        }
    }

    // --- what the relay says

    @Override
    protected void channelRead0(ChannelHandlerContext connection, WebSocketFrame frame) {
        if (session == null) {
            return; // it ends
        }
        long nowNanos = nowNanos();
        heartbeat.heard(nowNanos);
        int bytes = frame.content().readableBytes();
        boolean acknowledges = frame instanceof BinaryWebSocketFrame && frame.isFinalFragment() && bytes <= ACKNOWLEDGEMENT_BYTES;
        if (!acknowledges && !messages.allows(1 + bytes / 1024, nowNanos)) {
            tooMuch();
            return;
        }
        attempt(() -> {
            try {
                read(connection, frame);
            } catch (ProtocolException e) {
                broken(CloseCodes.NOT_UNDERSTOOD, String.valueOf(e.getMessage()));
            }
        });
    }

    private void tooMuch() {
        end(CloseCodes.TOO_MANY, new Lost("the relay says too much at a time", Lost.Retry.LATER));
    }

    private void broken(int code, String what) {
        end(code, new Lost("the relay says what no relay says: " + Printable.of(what, MOST_REASON), Lost.Retry.LATER));
    }

    private void read(ChannelHandlerContext connection, WebSocketFrame frame) throws ProtocolException {
        switch (frame) {
            case CloseWebSocketFrame close -> closed(connection, close);
            case PingWebSocketFrame ping -> {
                if (connection.channel().isWritable()) {
                    connection.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
                }
            }
            case PongWebSocketFrame _ -> {
                // It is there.
            }
            default -> {
                var whole = unfinished.add(frame);
                if (whole != null) {
                    try {
                        message(whole, unfinished.isText());
                    } finally {
                        whole.release();
                    }
                }
            }
        }
    }

    private void closed(ChannelHandlerContext connection, CloseWebSocketFrame close) {
        bye = bye == null ? CloseCodes.lost(close.statusCode(), String.valueOf(close.reasonText())) : bye;
        connection.writeAndFlush(close.retainedDuplicate()).addListener(written -> connection.close());
    }

    private void message(ByteBuf whole, boolean isText) throws ProtocolException {
        var live = session;
        if (live == null) {
            return;
        } else if (!isText) {
            if (!live.acknowledged(LiveMessages.acknowledgement(whole)) && !messages.allows(1, nowNanos())) {
                tooMuch();
            }
            return;
        } else if (!texts.allows(1, nowNanos())) {
            tooMuch();
            return;
        }
        var message = LiveMessages.text(whole.toString(StandardCharsets.UTF_8));
        try {
            text(live, message);
        } catch (ClassCastException e) {
            throw new ProtocolException("a field of " + message.getString("type") + " has the wrong type");
        }
        if (outlet != null && outlet.isClogged()) {
            end(CloseCodes.TOO_MANY, new Lost("the relay asks for more answers than it reads", Lost.Retry.LATER));
        }
    }

    private void text(LiveSession live, JsonObject message) throws ProtocolException {
        switch (message.getString("type")) {
            case "accepted" -> accepted(message.getJsonArray("cameras"));
            case "error" -> refused(message);
            case "watch", "ping" -> live.text(message);
            case "command" -> {
                if (commands != null) {
                    commands.take(message);
                }
            }
            case "bye" -> bye(message);
            default -> {
                // Types of a later version are nothing to complain about.
            }
        }
    }

    private void accepted(@Nullable JsonArray names) throws ProtocolException {
        if (names == null) {
            throw new ProtocolException("accepted without cameras");
        }
        offers.accepted(names.stream().limit(OfferState.MOST_CAMERAS).map(String.class::cast).toList());
        wasAccepted = true;
        news.accepted(offers.accepted());
        camerasChanged();
    }

    private void refused(JsonObject message) {
        var name = message.getString("name");
        var code = Printable.of(message.getString("code", "refused"), MOST_REASON);
        if (name != null && offers.refused(name, code)) {
            news.refused(name, code, Printable.of(message.getString("message", ""), MOST_REASON));
            camerasChanged();
        }
    }

    private void camerasChanged() {
        if (session != null) {
            session.camerasChanged();
        }
    }

    private void bye(JsonObject message) {
        bye = CloseCodes.lost(message.getInteger("code", CloseCodes.GOING_AWAY), message.getString("reason", ""));
    }

    // --- its end

    @Override
    public void exceptionCaught(ChannelHandlerContext connection, Throwable failure) {
        if (failure instanceof CodecException) {
            broken(CloseCodes.TOO_LARGE, String.valueOf(failure.getMessage()));
        } else if (failure instanceof IOException) {
            bye = bye == null ? usual(ConnectCauses.of(failure, "the relay")) : bye;
            connection.close();
        } else {
            FAILURES.error("a connection to a relay failed and was closed", failure);
            connection.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext connection) {
        free(bye == null ? usual("the connection has ended") : bye);
        connection.fireChannelInactive();
    }

    private void end(int code, Lost why) {
        var connection = context;
        if (connection == null || ended.isDone()) {
            return;
        }
        free(bye == null ? why : bye);
        connection.writeAndFlush(new CloseWebSocketFrame(code, Printable.of(why.cause(), MOST_REASON / 2)))
                .addListener(written -> connection.close());
        connection.executor().schedule(() -> connection.close(), FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void free(Lost why) {
        if (ticking != null) {
            ticking.cancel(false);
        }
        if (session != null) {
            session.close();
        }
        session = null;
        if (commands != null) {
            commands.close();
        }
        commands = null;
        unfinished.close();
        ended.complete(why);
    }
}
