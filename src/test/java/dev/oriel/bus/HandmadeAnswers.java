package dev.oriel.bus;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import redis.clients.jedis.Protocol.Command;

/// Answers what one camera is asked with what the test says.
///
/// Threads: the test's, and one that listens.
final class HandmadeAnswers implements AutoCloseable {
    private final BusConnection connection;
    private final AtomicInteger asked = new AtomicInteger();

    /// @param answer makes one of a request's id
    HandmadeAnswers(RedisServer redis, String camera, UnaryOperator<String> answer) throws IOException {
        connection = BusConnection.open(BusUrl.parse(redis.url()), System::nanoTime);
        connection.send(Command.SUBSCRIBE, "oriel:command:" + camera);
        connection.reply(ReplyLimit.MESSAGE);
        Thread.ofVirtual().start(() -> {
            while (true) {
                try {
                    if (connection.next(ReplyLimit.MESSAGE) instanceof List<?> parts) {
                        var id = new JsonObject(BusConnection.text(parts.get(2))).getString("id");
                        redis.publish("oriel:answer:" + camera, answer.apply(id));
                        asked.incrementAndGet();
                    }
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    int asked() {
        return asked.get();
    }

    @Override
    public void close() {
        connection.close();
    }
}
