package dev.oriel.bus;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Protocol.Command;

/// A recorder of another make: says of one camera what the test says, five times a second, and that there is a newer frame.
///
/// Threads: the test's, and one that speaks.
final class HandmadeRecorder implements BusRig.Part {
    private final RedisServer redis;
    private final String name;
    private final ScheduledExecutorService speaking = Executors.newSingleThreadScheduledExecutor();
    private volatile JsonObject description = new JsonObject();

    HandmadeRecorder(RedisServer redis, String name) {
        this.redis = redis;
        this.name = name;
        say(Map.of("state", "live"));
        speaking.scheduleWithFixedDelay(this::speak, 0, 200, TimeUnit.MILLISECONDS);
    }

    /// Says this of the camera from now on.
    void say(Map<String, ?> fields) {
        var next = new JsonObject().put("name", name).put("recorder", "by-hand").put("title", name);
        fields.forEach(next::put);
        description = next;
    }

    private void speak() {
        try {
            redis.publish("oriel:cameras", description.encode());
            redis.publish("oriel:frames:" + name, "1 1");
        } catch (IOException e) {
            // the test is over
        }
    }

    /// Puts what is no frame where its newest frame is looked for.
    void frame(byte[] value) throws IOException {
        try (var connection = BusConnection.open(BusUrl.parse(redis.url()), System::nanoTime)) {
            connection.send(Command.SET, RedisServer.utf8("oriel:frame:" + name), value);
            connection.reply(ReplyLimit.WORD);
        }
    }

    /// A frame as the protocol has it.
    ///
    /// @param width  what its header says
    /// @param height what its header says
    static byte[] frame(int width, int height, byte[] jpeg) {
        return ByteBuffer.allocate(24 + jpeg.length).put((byte) 1).put((byte) 255).putShort((short) 24).putInt(-1)
                .putLong(DemandedCamera.nowMicros()).putShort((short) width).putShort((short) height).putInt(-1).put(jpeg)
                .array();
    }

    @Override
    public void close() {
        speaking.shutdownNow();
    }
}
