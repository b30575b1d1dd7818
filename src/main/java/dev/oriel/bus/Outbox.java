package dev.oriel.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;

/// Messages to be published that are neither demand nor description: commands and their answers. It has an end.
///
/// Threads: any.
final class Outbox {
    private static final int MOST = 256;

    private final ArrayBlockingQueue<Message> messages = new ArrayBlockingQueue<>(MOST);

    /// One message.
    record Message(String channel, String text) {}

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
