package dev.oriel.web;

import dev.oriel.auth.Principal.Kind;
import dev.oriel.edge.EdgeLink;
import dev.oriel.edge.EdgeLinks;
import dev.oriel.edge.RefusedException;
import dev.oriel.edge.Sender;
import dev.oriel.frame.Frame;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.ProtocolException;
import dev.oriel.limits.MessageRate;
import dev.oriel.view.LiveMessages;
import dev.oriel.view.Outlet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The WebSocket of one edge: its messages, and the way back to it.
///
/// Acknowledgements of what was read together go out together, at once. While the edge does not take what it is told, nothing more is read
/// from it, so what it can make wait here is bounded.
///
/// Threads: the connection's event loop, but for what [EdgeLink.Connection] says otherwise.
final class EdgeSession implements EdgeLink.Connection, MessageReader.Receiver {
    /// An announcement and a picture of 256 cameras at 60 a second, and more.
    private static final int MOST_MESSAGES_PER_SECOND = 40_000;
    private static final int MOST_TEXT_PER_SECOND = 4 << 20;
    /// A shorter text counts as much.
    private static final int LEAST_OF_A_TEXT = 800;
    private static final long SOON_MILLIS = 250;
    private static final int HEADROOM = Frame.HEADROOM - FrameHeader.LENGTH;
    /// Texts that may come before it is known what this server is called.
    private static final int MOST_EARLY = 4;

    private final EdgeLinks links;
    private final OpenSockets sockets;
    private final ServerWebSocket socket;
    private final Edge edge;
    private final ChannelHandlerContext connection;
    private final Outlet outlet;
    private final Acknowledgements acknowledgements;
    private final MessageReader reader;
    private final MessageRate textRate = new MessageRate(MOST_TEXT_PER_SECOND);
    private final List<String> early = new ArrayList<>();
    private @Nullable EdgeLink link;
    private @Nullable ScheduledFuture<?> nextLook;
    private boolean looksSoon;
    private boolean ended;

    /// Who connects.
    ///
    /// @param access what the credential of the handshake opens
    record Edge(Sender sender, Access access) {}

    EdgeSession(EdgeLinks links, OpenSockets sockets, ServerWebSocket socket, Edge edge) {
        this.links = links;
        this.sockets = sockets;
        this.socket = socket;
        this.edge = edge;
        connection = Connections.context(socket);
        outlet = new Outlet(connection);
        acknowledgements = new Acknowledgements(connection.alloc(), outlet);
        reader = new MessageReader(this, EdgeLink.MOST_MESSAGE_BYTES, EdgeLink.MOST_TEXT_BYTES, MOST_MESSAGES_PER_SECOND);
    }

    /// Hears what the edge says from now on.
    ///
    /// @param relay what edges know this server by, as soon as that is known
    void begin(CompletableFuture<String> relay) {
        sockets.publishing(socket, this::end, this::accessChanged);
        outlet.onDrained(this::drained);
        reader.listen(connection);
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
            close(e);
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
            close(OpenSockets.NOT_LOGGED_IN, OpenSockets.ENDED);
        } else if (holder.get().kind() != Kind.ANYBODY) {
            close(OpenSockets.NOT_ALLOWED, "an edge shows a publisher's key");
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
        if (!textRate.allows(Math.max(words.length(), LEAST_OF_A_TEXT), System.nanoTime())) {
            close(OpenSockets.TOO_MANY, "too much text, " + (MOST_TEXT_PER_SECOND >> 20) + " MiB a second are let through");
        } else if (link != null) {
            var to = link;
            to.textEnds();
            understood(() -> to.text(LiveMessages.text(words)));
        } else if (early.size() < MOST_EARLY) {
            early.add(words);
        }
        if (outlet.isClogged()) {
            close(OpenSockets.TOO_MANY, "asks for more answers than it reads");
        }
    }

    /// Something that a message makes happen.
    private interface Reaction {
        void react() throws ProtocolException, RefusedException;
    }

    private void understood(Reaction reaction) {
        attempt(() -> {
            try {
                reaction.react();
            } catch (ProtocolException e) {
                close(OpenSockets.NOT_UNDERSTOOD, String.valueOf(e.getMessage()));
            } catch (RefusedException e) {
                close(e);
            }
        });
    }

    @Override
    public void read() {
        if (link != null) {
            link.heard();
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

    // --- time

    @Override
    public void lookSoon() {
        if (!ended && !looksSoon) {
            look(SOON_MILLIS);
        }
    }

    private void look(long inMillis) {
        if (nextLook != null) {
            nextLook.cancel(false);
        }
        looksSoon = inMillis <= SOON_MILLIS;
        nextLook = connection.executor().schedule(() -> attempt(this::look), inMillis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (link == null) {
            return;
        }
        try {
            look(link.check());
        } catch (RefusedException e) {
            close(e);
        }
    }

    // --- the way back

    @Override
    public void acknowledge(int camera, long number, long dispersionMicros) {
        acknowledgements.add(camera, number, dispersionMicros);
    }

    @Override
    public void say(String text) {
        if (!ended) {
            acknowledgements.write();
            outlet.writeText(text);
        }
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
            sockets.attempt(socket, step);
        }
    }

    private void close(RefusedException why) {
        close(PublishRefusals.code(why), why.words());
    }

    private void close(short code, String words) {
        if (!ended) {
            acknowledgements.write();
            sockets.bye(socket, code, PublishRefusals.shortened(words));
        }
    }

    /// Frees everything; the connection is closed by its owner.
    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        reader.end();
        if (nextLook != null) {
            nextLook.cancel(false);
        }
        acknowledgements.end();
        if (link != null) {
            link.close();
        }
    }
}
