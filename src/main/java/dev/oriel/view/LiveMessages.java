package dev.oriel.view;

import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.hub.TrackState;
import dev.oriel.orient.OrientJson;
import dev.oriel.orient.OrientState;
import io.netty.buffer.ByteBuf;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// The messages of `oriel.v1` other than pictures: texts in both directions, and acknowledgements.
public final class LiveMessages {

    /// The subprotocol's name.
    public static final String PROTOCOL = "oriel.v1";

    private LiveMessages() {
    }

    /// A picture has arrived.
    ///
    /// @param dispersionMicros between the arrivals of its announcement and itself, or -1 where the client did not measure
    public record Acknowledgement(int camera, long sequence, long dispersionMicros) {}

    /// Reads an acknowledgement: 5 bytes, or 9 with the time that was measured.
    public static Acknowledgement acknowledgement(ByteBuf message) throws ProtocolException {
        int length = message.readableBytes();
        if (length != 5 && length != 9) {
            throw new ProtocolException("an acknowledgement has 5 or 9 bytes, not " + length);
        }
        int at = message.readerIndex();
        return new Acknowledgement(message.getUnsignedByte(at), message.getUnsignedInt(at + 1),
                length == 9 ? message.getUnsignedInt(at + 5) : -1);
    }

    /// Reads a text message: a JSON object with a `type`.
    public static JsonObject text(String message) throws ProtocolException {
        try {
            var json = new JsonObject(message);
            if (!(json.getValue("type") instanceof String)) {
                throw new ProtocolException("a message without a type");
            }
            return json;
        } catch (DecodeException e) {
            throw new ProtocolException("not a JSON object");
        }
    }

    static String hello(String version, long serverTimeMicros, Collection<Camera> cameras) {
        return new JsonObject().put("type", "hello").put("version", version).put("serverTimeMicros", serverTimeMicros)
                .put("cameras", list(cameras)).encode();
    }

    static String cameras(Collection<Camera> cameras) {
        return new JsonObject().put("type", "cameras").put("cameras", list(cameras)).encode();
    }

    private static JsonArray list(Collection<Camera> cameras) {
        var list = new JsonArray();
        for (var camera : cameras) {
            list.add(new JsonObject().put("index", camera.track().index()).put("name", camera.name())
                    .put("title", camera.settings().title()));
        }
        return list;
    }

    static String state(int camera, TrackState state) {
        return new JsonObject().put("type", "state").put("camera", camera).put("state", state.phase().word())
                .put("cause", state.cause()).encode();
    }

    /// What the pictures of a camera are like from the next one on.
    ///
    /// @param quality of Oriel's encoder, or null where the pictures are the camera's own
    record Rendition(int widthPixels, int heightPixels, @Nullable Integer quality, String reason) {
        String text(int camera) {
            return new JsonObject().put("type", "rendition").put("camera", camera).put("width", widthPixels)
                    .put("height", heightPixels).put("quality", quality).put("reason", reason).encode();
        }
    }

    /// Where a camera looks.
    static String orient(int camera, OrientState state) {
        return new JsonObject().put("type", "orient").put("camera", camera).mergeIn(OrientJson.write(state)).encode();
    }

    static String error(String code, String message, @Nullable String camera) {
        var json = new JsonObject().put("type", "error").put("code", code).put("message", message);
        if (camera != null) {
            json.put("camera", camera);
        }
        return json.encode();
    }

    /// Says that the connection is about to be closed, and whether to come back.
    public static String bye(int code, String reason, boolean reconnect) {
        return new JsonObject().put("type", "bye").put("code", code).put("reason", reason).put("reconnect", reconnect).encode();
    }

    static String pong(@Nullable Object time, long serverTimeMicros) {
        return new JsonObject().put("type", "pong").put("t", time).put("serverTimeMicros", serverTimeMicros).encode();
    }
}
