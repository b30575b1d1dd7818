package dev.oriel.system;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A viewer of `oriel.v1` that is not the product's own: acknowledges with what it measures, and remembers what came.
final class WallClient implements WebSocket.Listener, AutoCloseable {

    /// One picture.
    ///
    /// @param said the last `rendition` before it
    record Picture(int camera, long sequence, int width, int height, int bytes, double ageMillis, long atNanos,
            @Nullable JsonObject said) {}

    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final List<Picture> pictures = new ArrayList<>();
    private final List<JsonObject> texts = new ArrayList<>();
    private final Map<Integer, JsonObject> renditions = new TreeMap<>();
    private final StringBuilder text = new StringBuilder();
    private ByteBuffer message = ByteBuffer.allocate(1 << 20);
    private long announcedAtNanos;
    private final Object order = new Object();
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
    private volatile boolean acknowledges = true;

    WallClient(String address) {
        socket = http.newWebSocketBuilder().subprotocols("oriel.v1").buildAsync(URI.create(address), this).join();
    }

    void send(JsonObject json) {
        afterTheOneBefore(() -> socket.sendText(json.encode(), true)).join();
    }

    /// The JDK's WebSocket refuses a message while another is on its way.
    private CompletableFuture<?> afterTheOneBefore(Supplier<CompletableFuture<WebSocket>> message) {
        synchronized (order) {
            sending = sending.thenCompose(before -> message.get());
            return sending;
        }
    }

    /// Answers nothing from now on, or again.
    void acknowledges(boolean answers) {
        acknowledges = answers;
    }

    synchronized List<Picture> pictures() {
        return List.copyOf(pictures);
    }

    synchronized List<JsonObject> texts(String type) {
        return texts.stream().filter(one -> type.equals(one.getString("type"))).toList();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            var json = new JsonObject(text.toString());
            text.setLength(0);
            synchronized (this) {
                texts.add(json);
                if ("rendition".equals(json.getString("type"))) {
                    renditions.put(json.getInteger("camera"), json);
                }
            }
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
        if (message.remaining() < part.remaining()) {
            message = ByteBuffer.allocate(2 * (message.position() + part.remaining())).put(message.flip());
        }
        message.put(part);
        if (last) {
            read(from, message.flip().order(ByteOrder.BIG_ENDIAN));
            message.clear();
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    private void read(WebSocket from, ByteBuffer header) {
        long nowNanos = System.nanoTime();
        if (header.get(0) == 0) {
            announcedAtNanos = nowNanos;
            return;
        }
        int camera = header.get(1) & 255;
        double age = (TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()) - header.getLong(8)) / 1e3;
        synchronized (this) {
            pictures.add(new Picture(camera, header.getInt(4) & 0xffff_ffffL, header.getShort(16) & 0xffff,
                    header.getShort(18) & 0xffff, header.remaining() - header.getShort(2), age, nowNanos,
                    renditions.get(camera)));
        }
        if (acknowledges) {
            var answer = ByteBuffer.allocate(9).put((byte) camera).putInt(header.getInt(4))
                    .putInt((int) ((nowNanos - announcedAtNanos) / 1000)).flip();
            afterTheOneBefore(() -> from.sendBinary(answer, true));
        }
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
    }
}
