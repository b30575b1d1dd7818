package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A publisher that speaks the protocol by hand, over a bare connection, and keeps what it hears.
///
/// Threads: the test's; what comes is read by one of its own.
final class Publisher implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final RawConnection connection;
    private final BlockingQueue<JsonObject> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> acknowledged = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    private Publisher(RawConnection connection) {
        this.connection = connection;
    }

    /// Pictures alone.
    static Publisher bare(int port, String camera, String... headers) throws IOException {
        return open(RawConnection.to(port), camera, headers);
    }

    /// With a header in front of each picture.
    static Publisher full(int port, String camera, String... headers) throws IOException {
        var all = new ArrayList<>(List.of(headers));
        all.add("Sec-WebSocket-Protocol: oriel.v1");
        return open(RawConnection.to(port), camera, all.toArray(String[]::new));
    }

    static Publisher open(RawConnection connection, String camera, String... headers) throws IOException {
        var answer = connection.upgrade("/api/cameras/" + camera + "/publish", headers);
        assertThat(answer.status()).as(answer.body()).isEqualTo(101);
        var publisher = new Publisher(connection);
        Thread.ofVirtual().start(publisher::listen);
        return publisher;
    }

    private void listen() {
        try {
            connection.waitForever();
            while (true) {
                var frame = connection.nextFrame();
                switch (frame.opcode) {
                    case RawConnection.TEXT -> texts.add(new JsonObject(new String(frame.payload, StandardCharsets.UTF_8)));
                    case RawConnection.BINARY -> {
                        assertThat(frame.payload).hasSize(5);
                        assertThat(frame.payload[0]).isZero();
                        acknowledged.add(ByteBuffer.wrap(frame.payload, 1, 4).getInt() & 0xffff_ffffL);
                    }
                    case RawConnection.PING -> connection.frame(RawConnection.PONG, frame.payload);
                    case RawConnection.CLOSE -> {
                        closed.complete(frame.closeCode());
                        return;
                    }
                    default -> throw new AssertionError("opcode " + frame.opcode);
                }
            }
        } catch (IOException | AssertionError e) {
            closed.completeExceptionally(e);
        }
    }

    RawConnection connection() {
        return connection;
    }

    void picture(byte[] jpeg) throws IOException {
        connection.frame(RawConnection.BINARY, jpeg);
    }

    void picture(long number, long capturedAtMicros, byte[] jpeg) throws IOException {
        connection.frame(RawConnection.BINARY, message(1, number, capturedAtMicros, jpeg));
    }

    static byte[] message(int kind, long number, long capturedAtMicros, byte[] jpeg) {
        return ByteBuffer.allocate(24 + jpeg.length).put((byte) kind).put((byte) 0).putShort((short) 24).putInt((int) number)
                .putLong(capturedAtMicros).putInt(0).putInt(0).put(jpeg).array();
    }

    void say(String text) throws IOException {
        connection.text(text);
    }

    /// The number of the next picture that the server says has arrived.
    long acknowledged() throws InterruptedException {
        var number = acknowledged.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (number == null) {
            throw new AssertionError("no acknowledgement; texts: " + texts + ", closed: " + closed);
        }
        return number;
    }

    /// Acknowledgements that were not looked at.
    int acknowledgementsWaiting() {
        return acknowledged.size();
    }

    /// The next text message.
    JsonObject text() throws InterruptedException {
        var text = texts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (text == null) {
            throw new AssertionError("no text; closed: " + closed);
        }
        return text;
    }

    /// The next text message of that type; others are passed over.
    JsonObject text(String type) throws InterruptedException {
        while (true) {
            var text = text();
            if (text.getString("type").equals(type)) {
                return text;
            }
        }
    }

    /// Waits until the server says that somebody watches, or that nobody does.
    JsonObject demand(boolean watched) throws InterruptedException {
        while (true) {
            var demand = text("demand");
            if (demand.getBoolean("watched") == watched) {
                return demand;
            }
        }
    }

    /// The code that the server closes with.
    int closeCode() throws Exception {
        return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /// True while the server has not closed.
    boolean isOpen() {
        return !closed.isDone();
    }

    /// Leaves without ceremony.
    @Override
    public void close() throws IOException {
        connection.close();
    }
}
