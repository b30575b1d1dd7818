package dev.oriel.web;

import dev.oriel.edge.Publications;
import dev.oriel.edge.RefusedException;
import dev.oriel.edge.Sender;
import dev.oriel.edge.Uplink;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Packet;
import dev.oriel.frame.ProtocolException;
import dev.oriel.view.LiveMessages;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The messages of one publisher over its [UploadSocket], and its key.
///
/// Threads: the connection's event loop.
final class PublishSession implements MessageReader.Receiver {
    private static final Duration KEY_WITHIN = Duration.ofSeconds(5);
    private static final Duration CHECK_EACH = Duration.ofMillis(250);
    private static final int MOST_MESSAGES_PER_SECOND = 5000;

    private final Around around;
    private final UploadSocket socket;
    private final Camera camera;
    private final Caller caller;
    private final MessageReader reader;
    private final int headRoom;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable ScheduledFuture<?> checks;
    private @Nullable Uplink uplink;
    private boolean waitsForKey;
    private boolean hasKey;

    /// What a session needs of its surroundings.
    record Around(Publications publications, PublishPermits permits) {}

    /// What is published.
    ///
    /// @param hasHeaders true where a header stands in front of each picture
    record Camera(String name, boolean hasHeaders) {}

    /// The opener of the connection.
    ///
    /// @param access  what the credential of the handshake opens
    /// @param address see [Gate#client]
    record Caller(Access access, String address) {}

    PublishSession(Around around, UploadSocket socket, Camera camera, Caller caller) {
        this.around = around;
        this.socket = socket;
        this.camera = camera;
        this.caller = caller;
        reader = new MessageReader(this,
                camera.hasHeaders ? Uplink.MOST_MESSAGE_BYTES : Uplink.MOST_MESSAGE_BYTES - FrameHeader.LENGTH,
                MessageReader.MOST_TEXT_BYTES, MOST_MESSAGES_PER_SECOND, socket.nanoTime());
        headRoom = camera.hasHeaders ? Packet.HEADROOM - FrameHeader.LENGTH : Packet.HEADROOM;
    }

    /// Hears what the publisher says from now on.
    void begin() {
        socket.listen(reader, this::end, this::accessChanged);
    }

    // --- who it is

    /// Waits for a message with a key.
    ///
    /// @param words for a publisher that sends none
    void awaitKey(String words) {
        waitsForKey = true;
        deadline = socket.executor().schedule(() -> socket.attempt(() -> socket.close(OpenSockets.NOT_LOGGED_IN, words)),
                KEY_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// The publisher has shown a key in the head of its handshake.
    void bearer(String secret) {
        permitted(() -> shows(around.permits.keyHolder(secret, camera.name, caller.access, caller.address)));
    }

    private void key(String secret) {
        permitted(() -> shows(new Sender(around.permits.key(secret, camera.name, caller.address), caller.address)));
    }

    /// Somebody who publishes without a key may do so only as long as the credential of the handshake lets him.
    private void accessChanged() {
        if (!hasKey && uplink != null) {
            permitted(() -> around.permits.check(camera.name, caller.access));
        }
    }

    private void permitted(Runnable step) {
        try {
            step.run();
        } catch (HttpError e) {
            socket.close(PublishRefusals.code(e), String.valueOf(e.getMessage()));
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
            socket.close(e);
        }
    }

    /// It may publish.
    void accept(Sender sender) {
        waitsForKey = false;
        if (deadline != null) {
            deadline.cancel(false);
        }
        try {
            uplink = around.publications.openUplink(camera.name, sender, camera.hasHeaders, socket);
            checks = socket.executor().scheduleWithFixedDelay(() -> socket.attempt(this::check), CHECK_EACH.toMillis(),
                    CHECK_EACH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RefusedException e) {
            socket.close(e);
        }
    }

    private void check() {
        try {
            if (uplink != null) {
                uplink.check();
            }
        } catch (RefusedException e) {
            socket.close(e);
        }
    }

    // --- what it says

    @Override
    public void begins(boolean isText) {
        if (waitsForKey && !isText) {
            socket.close(OpenSockets.NOT_LOGGED_IN,
                    "the first message is to be {\"type\":\"auth\",\"key\":…}, and pictures follow it");
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
        socket.attempt(() -> to.message(message, whole));
    }

    @Override
    public void text(String words) {
        socket.attempt(() -> {
            try {
                react(LiveMessages.text(words));
            } catch (ProtocolException e) {
                notUnderstood(String.valueOf(e.getMessage()));
            } catch (ClassCastException e) {
                notUnderstood("a field has the wrong type");
            }
        });
        socket.closeIfClogged();
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
            socket.close(OpenSockets.NOT_LOGGED_IN, words);
        } else if (uplink != null) {
            uplink.notUnderstood(words);
        }
    }

    @Override
    public void read() {
        if (uplink != null) {
            uplink.heard(reader.isInPicture());
        }
        socket.acknowledged();
    }

    @Override
    public void broken(short code, String why) {
        socket.close(code, why);
    }

    // --- the way back

    // --- the end

    private void end() {
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (checks != null) {
            checks.cancel(false);
        }
        if (uplink != null) {
            uplink.close();
        }
    }
}
