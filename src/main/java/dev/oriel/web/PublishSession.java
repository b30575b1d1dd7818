package dev.oriel.web;

import dev.oriel.edge.Publications;
import dev.oriel.edge.RefusedException;
import dev.oriel.edge.Sender;
import dev.oriel.edge.Uplink;
import dev.oriel.frame.Frame;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.ProtocolException;
import dev.oriel.view.LiveMessages;
import dev.oriel.view.Outlet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection over which a publisher sends pictures: its key, its messages, and the way back to it.
///
/// Acknowledgements of what was read together go out together, at once. While the publisher does not take them nothing more is read
/// from it, so what it can make wait here is bounded.
///
/// Threads: the connection's event loop, but for what [Uplink.Connection] says otherwise.
final class PublishSession implements Uplink.Connection, MessageReader.Receiver {
    private static final Duration KEY_WITHIN = Duration.ofSeconds(5);
    private static final Duration CHECK_EACH = Duration.ofMillis(250);
    private static final int MOST_MESSAGES_PER_SECOND = 5000;

    private final Around around;
    private final ServerWebSocket socket;
    private final Camera camera;
    private final Publisher publisher;
    private final ChannelHandlerContext connection;
    private final Outlet outlet;
    private final MessageReader reader;
    private final int headRoom;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable ScheduledFuture<?> checks;
    private @Nullable Uplink uplink;
    private final Acknowledgements acknowledgements;
    private boolean waitsForKey;
    private boolean hasKey;
    private boolean ended;

    /// What a session needs of its surroundings.
    record Around(Publications publications, PublishPermits permits, OpenSockets sockets) {}

    /// What is published.
    ///
    /// @param hasHeaders true where a header stands in front of each picture
    record Camera(String name, boolean hasHeaders) {}

    /// Who publishes.
    ///
    /// @param access  what the credential of the handshake opens
    /// @param address see [Gate#client]
    record Publisher(Access access, String address) {}

    PublishSession(Around around, ServerWebSocket socket, Camera camera, Publisher publisher) {
        this.around = around;
        this.socket = socket;
        this.camera = camera;
        this.publisher = publisher;
        connection = Connections.context(socket);
        outlet = new Outlet(connection);
        acknowledgements = new Acknowledgements(connection.alloc(), outlet);
        reader = new MessageReader(this,
                camera.hasHeaders ? Uplink.MOST_MESSAGE_BYTES : Uplink.MOST_MESSAGE_BYTES - FrameHeader.LENGTH,
                MOST_MESSAGES_PER_SECOND);
        headRoom = camera.hasHeaders ? Frame.HEADROOM - FrameHeader.LENGTH : Frame.HEADROOM;
    }

    /// Hears what the publisher says from now on.
    void begin() {
        around.sockets.publishing(socket, this::end, this::accessChanged);
        outlet.onDrained(this::drained);
        reader.listen(connection);
    }

    // --- who it is

    /// Waits for a message with a key.
    ///
    /// @param words for a publisher that sends none
    void awaitKey(String words) {
        waitsForKey = true;
        deadline = connection.executor().schedule(() -> attempt(() -> close(OpenSockets.NOT_LOGGED_IN, words)),
                KEY_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// The publisher has shown a key in the head of its handshake.
    void bearer(String secret) {
        permitted(() -> shows(around.permits.keyHolder(secret, camera.name, publisher.access, publisher.address)));
    }

    private void key(String secret) {
        permitted(() -> shows(new Sender(around.permits.key(secret, camera.name, publisher.address), publisher.address)));
    }

    /// Somebody who publishes without a key may do so only as long as the credential of the handshake lets him.
    private void accessChanged() {
        if (!hasKey && uplink != null) {
            permitted(() -> around.permits.check(camera.name, publisher.access));
        }
    }

    private void permitted(Runnable step) {
        try {
            step.run();
        } catch (HttpError e) {
            close(PublishRefusals.code(e), String.valueOf(e.getMessage()));
        }
    }

    private void shows(Sender sender) {
        hasKey = true;
        var accepted = uplink;
        if (accepted == null) {
            accept(sender);
            return;
        }
        try {
            accepted.identify(sender);
        } catch (RefusedException e) {
            close(e);
        }
    }

    /// It may publish.
    void accept(Sender sender) {
        waitsForKey = false;
        if (deadline != null) {
            deadline.cancel(false);
        }
        try {
            uplink = around.publications.openUplink(camera.name, sender, camera.hasHeaders, this);
            checks = connection.executor().scheduleWithFixedDelay(() -> attempt(this::check), CHECK_EACH.toMillis(),
                    CHECK_EACH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RefusedException e) {
            close(e);
        }
    }

    private void check() {
        try {
            if (uplink != null) {
                uplink.check();
            }
        } catch (RefusedException e) {
            close(e);
        }
    }

    // --- what it says

    @Override
    public void begins(boolean isText) {
        if (waitsForKey && !isText) {
            close(OpenSockets.NOT_LOGGED_IN, "the first message is to be {\"type\":\"auth\",\"key\":…}, and pictures follow it");
        }
    }

    @Override
    public boolean hasRoom(int bytes) {
        return uplink != null && uplink.hasRoom(bytes);
    }

    @Override
    public ByteBuf buffer(int bytes) {
        return Unpooled.directBuffer(headRoom + bytes).setIndex(headRoom, headRoom);
    }

    @Override
    public void binary(ByteBuf message, boolean whole) {
        if (uplink == null) {
            message.release();
            return;
        }
        var to = uplink;
        attempt(() -> to.message(message, whole));
    }

    @Override
    public void text(String words) {
        attempt(() -> {
            try {
                react(LiveMessages.text(words));
            } catch (ProtocolException e) {
                notUnderstood(String.valueOf(e.getMessage()));
            } catch (ClassCastException e) {
                notUnderstood("a field has the wrong type");
            }
        });
        if (outlet.isClogged()) {
            close(OpenSockets.TOO_MANY, "asks for more answers than it reads");
        }
    }

    private void react(JsonObject message) throws ProtocolException {
        var type = message.getString("type");
        if (type.equals("auth")) {
            if (!(message.getValue("key") instanceof String key)) {
                throw new ProtocolException("a message auth without a key");
            }
            key(key);
        } else if (waitsForKey) {
            throw new ProtocolException("the first message is to be {\"type\":\"auth\",\"key\":…}");
        } else if (type.equals("ping") && uplink != null) {
            uplink.ping(message.getValue("t"));
        }
    }

    private void notUnderstood(String words) {
        if (waitsForKey) {
            close(OpenSockets.NOT_LOGGED_IN, words);
        } else if (uplink != null) {
            uplink.notUnderstood(words);
        }
    }

    @Override
    public void read() {
        if (uplink != null) {
            uplink.heard(reader.isInPicture());
        }
        acknowledgements.write();
        if (!ended && !outlet.isDrained()) {
            connection.channel().config().setAutoRead(false);
        }
    }

    private void drained() {
        if (!ended) {
            connection.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void broken(short code, String why) {
        close(code, why);
    }

    // --- the way back

    @Override
    public void acknowledge(long number) {
        acknowledgements.add(number);
    }

    @Override
    public void say(String text) {
        acknowledgements.write();
        outlet.writeText(text);
    }

    @Override
    public void ping() {
        outlet.write(new PingWebSocketFrame());
    }

    // --- the end

    @Override
    public void cut(RefusedException why) {
        execute(() -> close(why));
    }

    @Override
    public void execute(Runnable task) {
        try {
            connection.executor().execute(() -> attempt(task));
        } catch (RejectedExecutionException e) {
            // its loop has ended, and it has with it
        }
    }

    private void attempt(Runnable step) {
        if (!ended) {
            around.sockets.attempt(socket, step);
        }
    }

    private void close(RefusedException why) {
        close(PublishRefusals.code(why), why.words());
    }

    private void close(short code, String words) {
        if (!ended) {
            acknowledgements.write();
            around.sockets.bye(socket, code, PublishRefusals.shortened(words));
        }
    }

    /// Frees everything; the connection is closed by its owner.
    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        reader.end();
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (checks != null) {
            checks.cancel(false);
        }
        acknowledgements.end();
        if (uplink != null) {
            uplink.close();
        }
    }
}
