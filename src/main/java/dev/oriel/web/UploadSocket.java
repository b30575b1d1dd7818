package dev.oriel.web;

import dev.oriel.edge.RefusedException;
import dev.oriel.edge.Uplink;
import dev.oriel.view.Outlet;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The WebSocket of a sender of pictures: the way back to it, and its end.
///
/// Acknowledgements of what was read together go out together, at once. While the sender does not take what it is told, nothing more is
/// read from it, so what it can make wait here is bounded.
///
/// Threads: the connection's event loop, but for [#execute] and [#cut]. Ownership: the connection is closed by [OpenSockets].
final class UploadSocket implements Uplink.Connection {
    private final OpenSockets sockets;
    private final ServerWebSocket socket;
    private final ChannelHandlerContext connection;
    private final Outlet outlet;
    private final Acknowledgements acknowledgements;
    private @Nullable MessageReader reader;
    private boolean ended;

    UploadSocket(OpenSockets sockets, ServerWebSocket socket) {
        this.sockets = sockets;
        this.socket = socket;
        connection = Connections.context(socket);
        outlet = new Outlet(connection);
        acknowledgements = new Acknowledgements(connection.alloc(), outlet);
    }

    /// The clock of the connection, as [System#nanoTime].
    LongSupplier nanoTime() {
        return sockets.nanoTime();
    }

    /// Hears what the sender says from now on.
    ///
    /// @param messages      reads it, and is ended with the connection
    /// @param end           called once at the connection's end
    /// @param accessChanged called when the sender's credential opens something else
    void listen(MessageReader messages, Runnable end, Runnable accessChanged) {
        reader = messages;
        sockets.publishing(socket, () -> end(end), accessChanged);
        outlet.onDrained(() -> readOn(true));
        messages.listen(connection);
    }

    /// The connection's event loop.
    EventExecutor executor() {
        return connection.executor();
    }

    /// Those that are to go out with the next [#acknowledged] or [#say].
    Acknowledgements acknowledgements() {
        return acknowledgements;
    }

    @Override
    public void acknowledge(long number) {
        acknowledgements.add(number);
    }

    boolean hasEnded() {
        return ended;
    }

    /// Sends the acknowledgements of what was read, and reads on once they are taken.
    void acknowledged() {
        acknowledgements.write();
        if (!outlet.isDrained()) {
            readOn(false);
        }
    }

    private void readOn(boolean reads) {
        if (!ended) {
            connection.channel().config().setAutoRead(reads);
        }
    }

    /// Says something, after the acknowledgements.
    @Override
    public void say(String text) {
        if (!ended) {
            acknowledgements.write();
            outlet.writeText(text);
        }
    }

    /// Asks for a sign of life.
    @Override
    public void ping() {
        outlet.write(new PingWebSocketFrame());
    }

    /// Runs something on the connection's event loop, if that is still there.
    @Override
    public void execute(Runnable task) {
        try {
            connection.executor().execute(() -> attempt(task));
        } catch (RejectedExecutionException e) {
            // its loop has ended, and it has with it
        }
    }

    /// Runs what a message makes happen, see [OpenSockets#attempt].
    void attempt(Runnable step) {
        if (!ended) {
            sockets.attempt(socket, step);
        }
    }

    /// Closes from any thread.
    @Override
    public void cut(RefusedException why) {
        execute(() -> close(why));
    }

    void close(RefusedException why) {
        close(PublishRefusals.code(why), why.words());
    }

    void close(short code, String words) {
        if (!ended) {
            acknowledgements.write();
            sockets.bye(socket, code, PublishRefusals.shortened(words));
        }
    }

    /// Closes a connection whose sender asks for answers and does not read them.
    void closeIfClogged() {
        if (outlet.isClogged()) {
            close(OpenSockets.TOO_MANY, "asks for more answers than it reads");
        }
    }

    private void end(Runnable end) {
        if (ended) {
            return;
        }
        ended = true;
        if (reader != null) {
            reader.end();
        }
        acknowledgements.end();
        end.run();
    }
}
