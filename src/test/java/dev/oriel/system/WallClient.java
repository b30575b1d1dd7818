package dev.oriel.system;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A viewer of `oriel.v1` that is not the product's own: acknowledges with what it measures, and remembers what came.
final class WallClient implements AutoCloseable {

    /// One picture.
    ///
    /// @param said the last `rendition` before it
    record Picture(int camera, long sequence, int width, int height, int bytes, double ageMillis, long atNanos,
            @Nullable JsonObject said) {}

    private final List<Picture> pictures = new ArrayList<>();
    private final List<JsonObject> texts = new ArrayList<>();
    private final Map<Integer, JsonObject> renditions = new TreeMap<>();
    private long announcedAtNanos;
    private volatile boolean acknowledges = true;
    private final Viewer viewer;

    WallClient(String address) {
        viewer = Viewer.connect(URI.create(address), this::took, "oriel.v1");
    }

    void send(JsonObject json) {
        viewer.say(json.encode());
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

    private void took(Viewer from, Viewer.Message message) {
        if (message.text() == null) {
            read(from, ByteBuffer.wrap(message.bytes()));
            return;
        }
        var json = new JsonObject(message.words());
        synchronized (this) {
            texts.add(json);
            if ("rendition".equals(json.getString("type"))) {
                renditions.put(json.getInteger("camera"), json);
            }
        }
    }

    private void read(Viewer from, ByteBuffer header) {
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
            from.say(ByteBuffer.allocate(9).put((byte) camera).putInt(header.getInt(4))
                    .putInt((int) ((nowNanos - announcedAtNanos) / 1000)).array());
        }
    }

    @Override
    public void close() {
        viewer.close();
    }
}
