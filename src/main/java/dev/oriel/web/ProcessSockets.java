package dev.oriel.web;

import dev.oriel.auth.KeyKind;
import dev.oriel.auth.Principal.Kind;
import dev.oriel.frame.Jpeg;
import dev.oriel.frame.ProtocolException;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import dev.oriel.transcode.CodecShare;
import dev.oriel.transcode.JpegProcessor;
import dev.oriel.transcode.Processing;
import dev.oriel.view.LiveMessages;
import dev.oriel.view.Outlet;
import dev.oriel.view.Patience;
import io.netty.buffer.ByteBuf;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The WebSocket addresses at which pictures are processed and sent back.
///
/// Threads: a connection's event loop.
final class ProcessSockets {
    /// Connections of one account or key, or of one address without either.
    private static final int MOST_OF_ONE = 4;
    /// The same on the port of old programs, whose users may share an address.
    private static final int MOST_OF_ONE_OLD = 16;
    /// Messages a second, each KiB of a longer one counted as one: 200 MB. Of what comes faster TCP holds back what is not read.
    private static final int MOST_MESSAGES_PER_SECOND = 200_000;

    private final Parts parts;
    private final OpenSockets sockets;
    private final Map<String, Integer> connections = new ConcurrentHashMap<>();

    /// What processing needs.
    ///
    /// @param codecs runs one picture of each connection at a time
    /// @param limits what a picture may cost
    /// @param memory that waiting pictures are taken from
    /// @param client who asks, see [Gate#client]
    record Parts(CodecShare codecs, PictureLimits limits, MemoryBudget memory, LongSupplier epochMicros, KeyAttempts keys,
            Supplier<Patience> patience, Function<HttpServerRequest, String> client) {}

    /// Who asks, and how many connections he may have.
    private record Asker(String name, int mostConnections) {}

    ProcessSockets(Parts parts, OpenSockets sockets) {
        this.parts = parts;
        this.sockets = sockets;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/api/process", Permission.PROCESS, (request, context) -> process(request, context.access()));
    }

    private void process(HttpServerRequest request, Access access) {
        var first = ProcessingWords.of(request);
        var asker = new Asker(name(request, access), MOST_OF_ONE);
        sockets.upgradeOld(request, access, socket -> {
            var client = new Client(first);
            open(socket, asker, client, client::text);
        });
    }

    /// Makes a request one of an old client, which sends pictures and no words.
    ///
    /// @param access     what its credential opens
    /// @param processing as it stands
    void processOld(HttpServerRequest request, Access access, Supplier<Processing> processing) {
        var asker = new Asker("old " + parts.client.apply(request), MOST_OF_ONE_OLD);
        sockets.upgradeOld(request, access, socket -> open(socket, asker, processing, text -> ProcessSession
                .problem("not-understood", "this port takes JPEGs in binary messages").encode()));
    }

    private String name(HttpServerRequest request, Access access) {
        var holder = access.principal().filter(shown -> shown.kind() != Kind.ANYBODY);
        if (holder.isPresent()) {
            return holder.get().toString();
        }
        var secret = PublishPermits.bearer(request);
        if (secret == null || secret.isEmpty()) { // a proxy's own login is nothing to this server
            return "address " + address(request);
        }
        var key = parts.keys.find(request, secret).filter(found -> found.kind() == KeyKind.PUBLISH)
                .orElseThrow(PublishPermits::wrongKey);
        return "publish key " + key.name(); // as its holder would be called
    }

    /// Programs of this machine that come from different addresses of it are told apart.
    private String address(HttpServerRequest request) {
        var peer = Connections.peer(request);
        return peer != null && PublishPermits.isThisMachine(request) ? peer.getHostAddress() : parts.client.apply(request);
    }

    // --- a connection

    /// The answer to a text message, or null for none.
    private interface Words {
        @Nullable
        String answer(String text);
    }

    /// What a client has said last.
    private static final class Client implements Supplier<Processing> {
        private Processing processing;

        Client(Processing first) {
            processing = first;
        }

        @Override
        public Processing get() {
            return processing;
        }

        @Nullable
        String text(String text) {
            try {
                processing = ProcessingWords.changed(processing, LiveMessages.text(text));
                return null;
            } catch (ProtocolException e) {
                return ProcessSession.problem("not-understood", String.valueOf(e.getMessage())).encode();
            } catch (IllegalArgumentException e) {
                return ProcessSession.problem("bad-request", String.valueOf(e.getMessage())).encode();
            }
        }
    }

    private void open(ServerWebSocket socket, Asker asker, Supplier<Processing> processing, Words words) {
        if (connections.merge(asker.name, 1, Integer::sum) > asker.mostConnections) {
            leave(asker);
            sockets.refuse(socket, OpenSockets.TOO_MANY,
                    "at most " + asker.mostConnections + " connections at a time process pictures for one client");
            return;
        }
        var connection = Connections.context(socket);
        var outlet = new Outlet(connection);
        var session = new ProcessSession(outlet, new ProcessSession.Parts(new JpegProcessor(parts.limits, parts.epochMicros),
                parts.codecs, parts.memory, reads -> connection.channel().config().setAutoRead(reads), parts.patience.get(),
                () -> sockets.refuse(socket, OpenSockets.GOING_AWAY, "no sign of life")));
        session.start();
        OpenSockets.frames(socket).allow(MOST_MESSAGES_PER_SECOND);
        OpenSockets.frames(socket).allowBytes(Jpeg.MOST_BYTES);
        sockets.watching(socket, () -> {
            session.close();
            leave(asker);
        }, () -> {});
        PictureMessages.take(connection, new PictureMessages.Listener() {
            @Override
            public void picture(ByteBuf bytes) {
                sockets.attempt(socket, () -> session.picture(bytes, processing.get()));
            }

            @Override
            public void text(String message) {
                sockets.attempt(socket, () -> say(socket, outlet, words.answer(message)));
            }

            @Override
            public void tooLong() {
                sockets.refuse(socket, OpenSockets.TOO_LARGE, "the message is too large");
            }
        });
    }

    private void say(ServerWebSocket socket, Outlet outlet, @Nullable String answer) {
        if (answer != null) {
            outlet.writeText(answer);
        }
        if (outlet.isClogged()) {
            sockets.refuse(socket, OpenSockets.TOO_MANY, "asks for more answers than it reads");
        }
    }

    private void leave(Asker asker) {
        connections.computeIfPresent(asker.name, (name, count) -> count == 1 ? null : count - 1);
    }
}
