package dev.oriel.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Messages to be published that are neither demand nor description: commands and their answers. It has an end.
///
/// Threads: any.
final class Outbox {
    private static final int MOST = 256;

    private final ArrayBlockingQueue<Message> messages = new ArrayBlockingQueue<>(MOST);

    /// One message.
    ///
    /// @param replied gets what Redis said to it: the number of those who heard it, or a refusal
    record Message(String channel, String text, Consumer<@Nullable Object> replied) {
        Message(String channel, String text) {
            this(channel, text, reply -> {});
        }
    }

    /// False when it is full.
    boolean add(Message message) {
        return messages.offer(message);
    }

    List<Message> takeAll() {
        var all = new ArrayList<Message>();
        messages.drainTo(all);
        return all;
    }
}
