package dev.oriel.systemd;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// What systemd is for a service: a datagram socket, here of another program, which prints what it hears.
///
/// Threads: any.
public final class NotifyListener implements AutoCloseable {
    private static final String PROGRAM = """
            import socket, sys
            heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            name = sys.argv[1]
            heard.bind("\\0" + name[1:] if name[0] == "@" else name)
            print("bound", flush=True)
            while True:
                print(heard.recv(4096).decode().replace("\\n", "|"), flush=True)
            """;

    private final Process process;
    private final List<String> messages = new CopyOnWriteArrayList<>();

    /// @param name a path, or `@` and a name
    public NotifyListener(String name) throws IOException {
        process = new ProcessBuilder("python3", "-c", PROGRAM, name).redirectErrorStream(true).start();
        Thread.ofVirtual().start(() -> {
            try (var lines = process.inputReader()) {
                lines.lines().forEach(messages::add);
            } catch (IOException e) {
                // Closed with the process.
            }
        });
        awaitMessage("bound");
    }

    /// Messages so far, lines of one apart by `|`.
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /// Waits for a message that begins so.
    public void awaitMessage(String beginning) {
        await().atMost(Duration.ofSeconds(60)).until(() -> first(beginning) != null);
    }

    @Nullable
    String first(String beginning) {
        return messages.stream().filter(message -> message.startsWith(beginning)).findFirst().orElse(null);
    }

    long count(String beginning) {
        return messages.stream().filter(message -> message.startsWith(beginning)).count();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
