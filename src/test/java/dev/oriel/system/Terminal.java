package dev.oriel.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program at a terminal of its own, and a person who types.
///
/// Threads: the test's.
final class Terminal implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PSEUDO_TERMINAL = """
            import os, pty, select, signal, sys
            child, screen = pty.fork()
            if child == 0:
                signal.signal(signal.SIGINT, signal.SIG_DFL) # what runs in the background of a script ignores it
                os.execvp(sys.argv[1], sys.argv[1:])
            while True:
                ready = select.select([screen, 0], [], [])[0]
                if 0 in ready:
                    os.write(screen, os.read(0, 4096))
                if screen in ready:
                    try:
                        shown = os.read(screen, 4096)
                    except OSError:
                        break
                    if not shown:
                        break
                    os.write(1, shown)
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255)
            """;

    private final Process process;
    private final OutputStream keys;
    private final Thread reader;
    private final StringBuilder screen = new StringBuilder();
    private int read;

    Terminal(Path folder, Map<String, String> environment, List<String> command) throws IOException {
        var all = new ArrayList<>(List.of("python3", "-c", PSEUDO_TERMINAL));
        all.addAll(command);
        var builder = new ProcessBuilder(all).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        process = builder.start();
        keys = process.getOutputStream();
        reader = Thread.ofVirtual().start(() -> {
            try (var output = process.inputReader(StandardCharsets.UTF_8)) {
                for (int next = output.read(); next >= 0; next = output.read()) {
                    append((char) next);
                }
            } catch (IOException e) {
                // Closed with the process.
            }
        });
    }

    /// Waits for a question and types an answer.
    void answer(String question, String answer) throws IOException {
        awaitText(question);
        type(answer + "\n");
    }

    /// Waits for a text behind those that were waited for before.
    void awaitText(String text) {
        await().atMost(PATIENCE).until(() -> shown().indexOf(text, read) >= 0 || !process.isAlive());
        int at = shown().indexOf(text, read);
        if (at < 0) {
            throw new AssertionError("never shown: " + text + "\n" + shown());
        }
        read = at + text.length();
    }

    void type(String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    /// Ctrl+C.
    void interrupt() throws IOException {
        type("\003");
    }

    /// Waits for the end of the program.
    ///
    /// @return its exit code
    int ended() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            for (var program : process.descendants().toList()) {
                new ProcessBuilder("kill", "-QUIT", Long.toString(program.pid())).start().waitFor(); // its threads on the screen
            }
            process.waitFor(2, TimeUnit.SECONDS);
            throw new AssertionError("still runs:\n" + shown());
        }
        reader.join();
        return process.exitValue();
    }

    /// Everything on the screen so far.
    String shown() {
        synchronized (screen) {
            return screen.toString();
        }
    }

    private void append(char letter) {
        synchronized (screen) {
            screen.append(letter);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
