package dev.oriel.web;

import dev.oriel.auth.Principal.Kind;
import dev.oriel.edge.EdgeLink;
import dev.oriel.edge.EdgeLinks;
import dev.oriel.edge.RefusedException;
import dev.oriel.edge.Sender;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Packet;
import dev.oriel.frame.ProtocolException;
import dev.oriel.limits.MessageRate;
import dev.oriel.view.LiveMessages;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The messages of one edge over its [UploadSocket].
///
/// Threads: the connection's event loop, but for what [EdgeLink.Connection] says otherwise.
final class EdgeSession implements EdgeLink.Connection, MessageReader.Receiver {
    /// An announcement and a picture of 256 cameras at 60 a second, and more.
    private static final int MOST_MESSAGES_PER_SECOND = 40_000;
    private static final int MOST_TEXT_PER_SECOND = 4 << 20;
    /// A shorter text counts as much.
    private static final int LEAST_OF_A_TEXT = 800;
    private static final long SOON_MILLIS = 250;
    private static final int HEADROOM = Packet.HEADROOM - FrameHeader.LENGTH;
    /// Texts that may come before it is known what this server is called.
    private static final int MOST_EARLY = 4;

    private final EdgeLinks links;
    private final UploadSocket socket;
    private final Edge edge;
    private final MessageReader reader;
    private final MessageRate textRate = new MessageRate(MOST_TEXT_PER_SECOND);
    private final List<String> early = new ArrayList<>();
    private @Nullable EdgeLink link;
    private @Nullable ScheduledFuture<?> nextLook;
    private boolean looksSoon;

    /// Who connects.
    ///
    /// @param access what the credential of the handshake opens
    record Edge(Sender sender, Access access) {}

    EdgeSession(EdgeLinks links, UploadSocket socket, Edge edge) {
        this.links = links;
        this.socket = socket;
        this.edge = edge;
        reader = new MessageReader(this, EdgeLink.MOST_MESSAGE_BYTES, EdgeLink.MOST_TEXT_BYTES, MOST_MESSAGES_PER_SECOND,
                socket.nanoTime());
    }

    /// Hears what the edge says from now on.
    ///
    /// @param relay what edges know this server by, as soon as that is known
    void begin(CompletableFuture<String> relay) {
        socket.listen(reader, this::end, this::accessChanged);
        if (relay.isDone()) {
            open(relay.getNow(""));
        } else {
            relay.whenComplete((id, failure) -> execute(() -> open(id == null ? "" : id)));
        }
    }

    private void open(String relay) {
        var key = edge.sender.key();
        try {
            link = links.open(new EdgeLink.Holder(edge.sender, name -> key == null || key.opens(name), relay), this);
        } catch (RefusedException e) {
            socket.close(e);
            return;
        }
        var before = List.copyOf(early);
        early.clear();
        before.forEach(this::text);
        lookSoon();
    }

    /// Whoever offers cameras without a key may do so only as long as nobody is asked for a login.
    private void accessChanged() {
        if (edge.sender.key() != null) {
            return;
        }
        var holder = edge.access.principal();
        if (holder.isEmpty()) {
            socket.close(OpenSockets.NOT_LOGGED_IN, OpenSockets.ENDED);
        } else if (holder.get().kind() != Kind.ANYBODY) {
            socket.close(OpenSockets.NOT_ALLOWED, "an edge shows a publisher's key");
        }
    }

    // --- what it says

    @Override
    public void begins(boolean isText) {
        // what it is turns out at its end
    }

    /// An offer may come before it is known what this server is called.
    @Override
    public boolean hasRoom(int bytes) {
        return link == null ? bytes <= EdgeLink.MOST_TEXT_BYTES : link.hasRoom(bytes);
    }

    @Override
    public ByteBuf buffer(int bytes) {
        return Unpooled.directBuffer(HEADROOM + bytes).setIndex(HEADROOM, HEADROOM);
    }

    @Override
    public void binary(ByteBuf message, boolean whole) {
        if (link == null) {
            message.release();
            return;
        }
        var to = link;
        understood(() -> to.binary(message, whole, reader.readAtNanos()));
    }

    @Override
    public void text(String words) {
        if (!textRate.allows(Math.max(words.length(), LEAST_OF_A_TEXT), socket.nanoTime().getAsLong())) {
            socket.close(OpenSockets.TOO_MANY,
                    "too much text, " + (MOST_TEXT_PER_SECOND >> 20) + " MiB a second are let through");
        } else if (link != null) {
            var to = link;
            to.textEnds();
            understood(() -> to.text(LiveMessages.text(words)));
        } else if (early.size() < MOST_EARLY) {
            early.add(words);
        }
        socket.closeIfClogged();
    }

    /// Something that a message makes happen.
    private interface Reaction {
        void react() throws ProtocolException, RefusedException;
    }

    private void understood(Reaction reaction) {
        socket.attempt(() -> {
            try {
                reaction.react();
            } catch (ProtocolException e) {
                socket.close(OpenSockets.NOT_UNDERSTOOD, String.valueOf(e.getMessage()));
            } catch (RefusedException e) {
                socket.close(e);
            }
        });
    }

    @Override
    public void read() {
        if (link != null) {
            link.heard();
        }
        socket.acknowledged();
    }

    @Override
    public void broken(short code, String why) {
        socket.close(code, why);
    }

    // --- time

    @Override
    public void lookSoon() {
        if (!socket.hasEnded() && !looksSoon) {
            look(SOON_MILLIS);
        }
    }

    private void look(long inMillis) {
        if (nextLook != null) {
            nextLook.cancel(false);
        }
        looksSoon = inMillis <= SOON_MILLIS;
        nextLook = socket.executor().schedule(() -> socket.attempt(this::look), inMillis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (link == null) {
            return;
        }
        try {
            look(link.check());
        } catch (RefusedException e) {
            socket.close(e);
        }
    }

    // --- the way back

    @Override
    public void acknowledge(int camera, long number, long dispersionMicros) {
        socket.acknowledgements().add(camera, number, dispersionMicros);
    }

    @Override
    public void say(String text) {
        socket.say(text);
    }

    // --- the end

    @Override
    public void cut(RefusedException why) {
        socket.cut(why);
    }

    @Override
    public void execute(Runnable task) {
        socket.execute(task);
    }

    private void end() {
        if (nextLook != null) {
            nextLook.cancel(false);
        }
        if (link != null) {
            link.close();
        }
    }
}
