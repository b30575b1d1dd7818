package dev.oriel.system;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A WebSocket client of the JDK's that keeps every message it gets.
///
/// Threads: the test's; messages come on the HTTP client's.
final class Viewer implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

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

    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final BiConsumer<Viewer, Message> onMessage;
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
    private volatile CompletableFuture<@Nullable Void> pong = new CompletableFuture<>();
    private volatile @Nullable WebSocket socket;

    private Viewer(BiConsumer<Viewer, Message> onMessage) {
        this.onMessage = onMessage;
    }

    static Viewer connect(URI address, String... subprotocols) {
        return connect(address, (viewer, message) -> viewer.messages.add(message), subprotocols);
    }

    /// @param onMessage gets every message in place of the queue
    static Viewer connect(URI address, BiConsumer<Viewer, Message> onMessage, String... subprotocols) {
        var viewer = new Viewer(onMessage);
        var builder = HTTP.newWebSocketBuilder();
        if (subprotocols.length > 0) {
            builder.subprotocols(subprotocols[0], java.util.Arrays.copyOfRange(subprotocols, 1, subprotocols.length));
        }
        builder.buildAsync(address, viewer).join();
        return viewer;
    }

    /// Comes before any message, so that what is said in answer to one finds the socket.
    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        opened.request(1);
    }

    private WebSocket socket() {
        return java.util.Objects.requireNonNull(socket);
    }

    /// The subprotocol that the server chose; empty for none.
    String subprotocol() {
        return socket().getSubprotocol();
    }

    /// How it was closed: with which code, or by which failure; empty while it is open.
    String end() {
        return switch (closed.state()) {
            case RUNNING, CANCELLED -> "";
            case SUCCESS -> closed.resultNow().toString();
            case FAILED -> closed.exceptionNow() + " because of " + closed.exceptionNow().getCause();
        };
    }

    synchronized void say(String words) {
        sending = sending.thenCompose(before -> socket().sendText(words, true));
    }

    synchronized void say(byte[] bytes) {
        sending = sending.thenCompose(before -> socket().sendBinary(ByteBuffer.wrap(bytes), true));
    }

    /// The next message.
    Message next() throws InterruptedException {
        var message = messages.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (message == null) {
            throw new AssertionError("no message within " + PATIENCE + (closed.isDone() ? "; closed " + closed.join() : ""));
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
        synchronized (this) {
            sending = sending.thenCompose(before -> socket().sendPing(ByteBuffer.allocate(0)));
        }
        answered.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer payload) {
        pong.complete(null);
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    /// The code that the server closed with.
    int closeCode() throws InterruptedException, ExecutionException, TimeoutException {
        return closed.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            onMessage.accept(this, new Message(text.toString(), new byte[0]));
            text.setLength(0);
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
        var bytes = new byte[part.remaining()];
        part.get(bytes);
        binary.writeBytes(bytes);
        if (last) {
            onMessage.accept(this, new Message(null, binary.toByteArray()));
            binary.reset();
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closed.completeExceptionally(failure);
    }

    /// Leaves without ceremony.
    @Override
    public void close() {
        socket().abort();
    }
}
