package dev.oriel.system;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A WebSocket client that keeps every message it gets.
///
/// It is not the JDK's: that one loses bytes that come while it makes a WebSocket of a request, which is when a stream begins.
///
/// Threads: the test's; messages come on one of its own, which reads nothing while it tells of one.
final class Viewer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int NO_CODE = 1005;
    private static final int NO_CLOSE = 1006;

    /// The server's answer was no WebSocket.
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int status;

        Refused(int status, String body) {
            super(status + " " + body);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /// One whole message, and when its last byte came.
    static final class Message {
        private final @Nullable String text;
        private final byte[] bytes;
        private final long atNanos;

        Message(@Nullable String text, byte[] bytes) {
            this.text = text;
            this.bytes = bytes;
            atNanos = System.nanoTime();
        }

        /// Null for a binary one.
        @Nullable
        String text() {
            return text;
        }

        /// Empty for a text.
        byte[] bytes() {
            return bytes;
        }

        long atNanos() {
            return atNanos;
        }

        String words() {
            if (text == null) {
                throw new AssertionError("a binary message of " + bytes.length + " bytes in place of a text");
            }
            return text;
        }

        byte[] picture() {
            if (text != null) {
                throw new AssertionError("in place of a binary message: " + text);
            }
            return bytes;
        }
    }

    private final RawConnection connection;
    private final String subprotocol;
    private final BiConsumer<Viewer, Message> onMessage;
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private volatile CompletableFuture<@Nullable Void> pong = new CompletableFuture<>();
    private volatile boolean left;

    private Viewer(RawConnection connection, String subprotocol, BiConsumer<Viewer, Message> onMessage) {
        this.connection = connection;
        this.subprotocol = subprotocol;
        this.onMessage = onMessage;
    }

    static Viewer connect(URI address, String... subprotocols) {
        return connect(address, (viewer, message) -> viewer.messages.add(message), subprotocols);
    }

    /// @param onMessage gets every message in place of the queue
    /// @throws Refused where the server answers something else
    static Viewer connect(URI address, BiConsumer<Viewer, Message> onMessage, String... subprotocols) {
        try {
            var connection = RawConnection.to(address.getPort());
            var viewer = upgraded(connection, address, onMessage, subprotocols);
            Thread.ofVirtual().name("viewer").start(viewer::listen);
            return viewer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Viewer upgraded(RawConnection connection, URI address, BiConsumer<Viewer, Message> onMessage,
            String... subprotocols) throws IOException {
        try {
            connection.waitForever();
            var path = address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery());
            var answer = subprotocols.length == 0
                    ? connection.upgrade(path)
                    : connection.upgrade(path, "Sec-WebSocket-Protocol: " + String.join(", ", subprotocols));
            if (answer.status() != SWITCHING_PROTOCOLS) {
                throw new Refused(answer.status(), answer.body());
            }
            return new Viewer(connection, answer.header("Sec-WebSocket-Protocol"), onMessage);
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void listen() {
        try {
            int kind = RawConnection.CONTINUATION; // of the message that is under way, if one is
            while (true) {
                var frame = connection.nextFrame();
                switch (frame.opcode) {
                    case RawConnection.CLOSE -> {
                        end(frame);
                        return;
                    }
                    case RawConnection.PING -> frame(RawConnection.PONG, frame.payload);
                    case RawConnection.PONG -> pong.complete(null);
                    default -> {
                        boolean isContinued = frame.opcode == RawConnection.CONTINUATION;
                        if (isContinued == (kind == RawConnection.CONTINUATION)) {
                            throw new AssertionError("opcode " + frame.opcode + " follows where " + kind + " is under way");
                        }
                        kind = isContinued ? kind : frame.opcode;
                        parts.writeBytes(frame.payload);
                        if (frame.last) {
                            onMessage.accept(this, message(kind));
                            kind = RawConnection.CONTINUATION;
                        }
                    }
                }
            }
        } catch (EOFException e) {
            closed.complete(NO_CLOSE);
        } catch (IOException | RuntimeException | AssertionError e) {
            if (!left) {
                closed.completeExceptionally(e);
                close();
            }
        }
    }

    private Message message(int kind) {
        var bytes = parts.toByteArray();
        parts.reset();
        return kind == RawConnection.TEXT
                ? new Message(new String(bytes, StandardCharsets.UTF_8), new byte[0])
                : new Message(null, bytes);
    }

    private void end(RawConnection.WebSocketFrame close) throws IOException {
        frame(RawConnection.CLOSE, close.payload);
        closed.complete(close.payload.length == 0 ? NO_CODE : close.closeCode());
        connection.close();
    }

    /// The subprotocol that the server chose; empty for none.
    String subprotocol() {
        return subprotocol;
    }

    /// How it was closed: with which code, or by which failure; empty while it is open.
    String end() {
        return switch (closed.state()) {
            case RUNNING, CANCELLED -> "";
            case SUCCESS -> closed.resultNow().toString();
            case FAILED -> closed.exceptionNow().toString();
        };
    }

    void say(String words) {
        frame(RawConnection.TEXT, words.getBytes(StandardCharsets.UTF_8));
    }

    void say(byte[] bytes) {
        frame(RawConnection.BINARY, bytes);
    }

    private synchronized void frame(int opcode, byte[] payload) {
        try {
            connection.frame(opcode, payload);
        } catch (IOException e) {
            // It has ended, as whoever waits for an answer sees.
        }
    }

    /// The next message.
    Message next() throws InterruptedException {
        var message = messages.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (message == null) {
            throw new AssertionError("no message within " + PATIENCE + (closed.isDone() ? "; closed " + end() : ""));
        }
        return message;
    }

    /// The next message, or null where none comes in that time.
    @Nullable
    Message nextWithin(Duration time) throws InterruptedException {
        return messages.poll(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Messages that wait to be looked at.
    int waiting() {
        return messages.size();
    }

    /// Waits until the server has read everything that was said so far.
    void settle() throws InterruptedException, ExecutionException, TimeoutException {
        var answered = new CompletableFuture<@Nullable Void>();
        pong = answered;
        frame(RawConnection.PING, new byte[0]);
        answered.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// The code that the server closed with.
    int closeCode() throws InterruptedException, ExecutionException, TimeoutException {
        return closed.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Leaves without ceremony.
    @Override
    public void close() {
        left = true;
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
