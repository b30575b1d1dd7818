package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// An edge that speaks `oriel.edge.v1` by hand, over a bare connection, and keeps what it hears. It answers pings by itself, with its own
/// clock, as long as it is told to.
///
/// Threads: the test's; what comes is read by one of its own.
final class EdgeClient implements AutoCloseable {
    static final String ID = "00112233445566778899aabbccddeeff";
    static final String OTHER_ID = "ffeeddccbbaa99887766554433221100";
    private static final int PATIENCE_SECONDS = 20;
    private static final int PING = 9;
    private static final int PONG = 10;

    /// What the relay says of a picture.
    ///
    /// @param dispersionMicros -1 where it did not say
    record Acknowledgement(int camera, long number, long dispersionMicros) {}

    private final RawConnection connection;
    private final BlockingQueue<JsonObject> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<Acknowledgement> acknowledged = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private volatile boolean answersPings = true;
    private volatile long clockAheadMicros;

    private EdgeClient(RawConnection connection) {
        this.connection = connection;
    }

    static EdgeClient open(int port, String... headers) throws IOException {
        var connection = RawConnection.to(port);
        var all = new ArrayList<>(List.of(headers));
        all.add("Sec-WebSocket-Protocol: oriel.edge.v2, oriel.edge.v1");
        var answer = connection.upgrade("/api/edge", all.toArray(String[]::new));
        assertThat(answer.status()).as(answer.body()).isEqualTo(101);
        assertThat(answer.header("Sec-WebSocket-Protocol")).isEqualTo("oriel.edge.v1");
        var client = new EdgeClient(connection);
        Thread.ofVirtual().start(client::listen);
        return client;
    }

    /// One that has offered cameras of those names, all of which were accepted.
    static EdgeClient offering(int port, List<String> names, String... headers) throws Exception {
        var client = open(port, headers);
        client.say(offer(ID, names));
        assertThat(client.text("accepted").getJsonArray("cameras")).isEqualTo(new JsonArray(names));
        return client;
    }

    private void listen() {
        try {
            connection.waitForever();
            while (true) {
                var frame = connection.nextFrame();
                switch (frame.opcode) {
                    case RawConnection.TEXT -> heard(new JsonObject(new String(frame.payload, StandardCharsets.UTF_8)));
                    case RawConnection.BINARY -> acknowledged.add(acknowledgement(ByteBuffer.wrap(frame.payload)));
                    case PING -> frame(PONG, frame.payload);
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

    private static Acknowledgement acknowledgement(ByteBuffer bytes) {
        assertThat(bytes.remaining()).isIn(5, 9);
        boolean isLong = bytes.remaining() == 9;
        return new Acknowledgement(bytes.get() & 0xff, bytes.getInt() & 0xffff_ffffL,
                isLong ? bytes.getInt() & 0xffff_ffffL : -1);
    }

    private void heard(JsonObject text) throws IOException {
        if (!text.getString("type").equals("ping")) {
            texts.add(text);
            return;
        }
        if (answersPings) {
            say(new JsonObject().put("type", "pong").put("t", text.getValue("t")).put("serverTimeMicros", nowMicros()));
        }
    }

    // --- what it is

    /// Its clock is so far ahead of the machine's.
    void clockAhead(long micros) {
        clockAheadMicros = micros;
    }

    long nowMicros() {
        return System.currentTimeMillis() * 1000 + clockAheadMicros;
    }

    /// It answers nothing any more.
    void fallSilent() {
        answersPings = false;
    }

    // --- what it says

    static JsonObject settings(String title) {
        return new JsonObject().put("title", title).putNull("fps").putNull("size").put("quality", 80).put("rotate", 0)
                .put("flip", "none").put("filter", "");
    }

    static JsonObject camera(String name) {
        return new JsonObject().put("name", name).put("state", "idle").putNull("cause").put("size", "640x480").put("fps", 25)
                .put("capabilities", new JsonArray().add("settings").add("something later"))
                .put("settings", settings("The " + name))
                .put("modes", new JsonArray().add(new JsonObject().put("size", "640x480").put("fps", new JsonArray().add(25))))
                .put("path", new JsonArray());
    }

    static JsonObject offer(String id, List<String> names) {
        var cameras = new JsonArray();
        names.forEach(name -> cameras.add(camera(name)));
        return offer(id, cameras);
    }

    static JsonObject offer(String id, JsonArray cameras) {
        return new JsonObject().put("type", "offer").put("edge", id).put("version", "test").put("cameras", cameras);
    }

    void say(JsonObject message) throws IOException {
        frame(RawConnection.TEXT, message.encode().getBytes(StandardCharsets.UTF_8));
    }

    /// Names the cameras that it sends, the first number 0.
    void numbers(String... names) throws IOException {
        var cameras = new JsonArray();
        for (var name : names) {
            cameras.add(new JsonObject().put("index", cameras.size()).put("name", name).put("title", "The " + name));
        }
        say(new JsonObject().put("type", "cameras").put("cameras", cameras));
    }

    void state(int camera, String state, String cause) throws IOException {
        say(new JsonObject().put("type", "state").put("camera", camera).put("state", state).put("cause", cause));
    }

    /// An announcement and its picture.
    void picture(int camera, long number, byte[] jpeg) throws IOException {
        frame(RawConnection.BINARY, message(0, camera, number, new byte[0]));
        frame(RawConnection.BINARY, message(1, camera, number, jpeg));
    }

    byte[] message(int kind, int camera, long number, byte[] jpeg) {
        return ByteBuffer.allocate(24 + jpeg.length).put((byte) kind).put((byte) camera).putShort((short) 24)
                .putInt((int) number).putLong(nowMicros()).putShort((short) 640).putShort((short) 480).putInt(0).put(jpeg)
                .array();
    }

    /// The test and the answers to pings take turns.
    synchronized void frame(int opcode, byte[] payload) throws IOException {
        connection.frame(opcode, payload);
    }

    /// The same in two parts with a pause between them, into which no answer to a ping falls.
    ///
    /// @param at how many bytes come before the pause
    synchronized void frameInParts(int opcode, byte[] payload, int at, Duration pause) throws IOException, InterruptedException {
        var frame = RawConnection.frame(0x80 | opcode, 0x80, payload);
        connection.say(Arrays.copyOf(frame, at));
        Thread.sleep(pause);
        connection.say(Arrays.copyOfRange(frame, at, frame.length));
    }

    RawConnection connection() {
        return connection;
    }

    // --- what it hears

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

    /// Texts that were not looked at.
    List<JsonObject> waiting() {
        return List.copyOf(texts);
    }

    /// Waits until somebody watches that camera, or nobody does any more; what the relay asks for then.
    JsonObject watch(String camera, boolean watched) throws InterruptedException {
        while (true) {
            var wish = text("watch").getJsonArray("cameras").getJsonObject(0);
            if (wish.getString("name").equals(camera) && wish.getString("priority").equals("off") != watched) {
                return wish;
            }
        }
    }

    Acknowledgement acknowledged() throws InterruptedException {
        var one = acknowledged.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (one == null) {
            throw new AssertionError("no acknowledgement; texts: " + texts + ", closed: " + closed);
        }
        return one;
    }

    /// The code that the relay closes with.
    int closeCode() throws Exception {
        return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    /// Leaves without ceremony.
    @Override
    public void close() throws IOException {
        connection.close();
    }
}
