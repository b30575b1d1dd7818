package dev.oriel.bus;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.testing.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.commands.ProtocolCommand;

/// A real `redis-server` of its own, on a free port of the loopback, that keeps nothing.
///
/// Threads: the test's.
public final class RedisServer implements AutoCloseable {
    private final int port;
    private final List<String> options;
    private Process process;

    private RedisServer(int port, List<String> options) throws IOException {
        this.port = port;
        this.options = options;
        process = run();
    }

    /// Skips the test, loudly, where there is no `redis-server`.
    ///
    /// @param options further words of its command line
    public static RedisServer start(String... options) throws IOException {
        boolean installed = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "redis-server")));
        if (!installed) {
            assertThat(Boolean.getBoolean("oriel.tests.all")).as("redis-server is there").isFalse();
            Assumptions.abort("no redis-server on this machine: nothing of the bus is tested");
        }
        return new RedisServer(FreePorts.next(), List.of(options));
    }

    private Process run() throws IOException {
        var words = new ArrayList<>(List.of("redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", "",
                "--appendonly", "no"));
        words.addAll(options);
        var started = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        await().ignoreExceptions().until(() -> "PONG".equals(text(Command.PING)));
        return started;
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /// Ends it without a farewell.
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public void startAgain() throws IOException {
        process = run();
    }

    /// Lets it stand still, with its connections open.
    public void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    public void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor()).isZero();
    }

    /// One command and its reply.
    public @Nullable Object ask(ProtocolCommand command, String... words) throws IOException {
        try (var connection = BusConnection.open(BusUrl.parse(url()), System::nanoTime)) {
            connection.send(command, words);
            return connection.reply(new ReplyLimit(64 * 1024 * 1024, 100_000, 8));
        }
    }

    /// The reply as text.
    public String text(ProtocolCommand command, String... words) throws IOException {
        return BusConnection.text(requireNonNull(ask(command, words)));
    }

    /// How often that command was called since the server began.
    public long calls(String command) throws IOException {
        var found = Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(text(Command.INFO, "commandstats"));
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    /// The fields of a hash, as `field, value, …`.
    public List<String> hash(String key) throws IOException {
        return ((List<?>) requireNonNull(ask(Command.HGETALL, key))).stream().map(BusConnection::text).toList();
    }

    /// The bytes of a key, or null.
    public byte @Nullable [] bytes(String key) throws IOException {
        return (byte[]) ask(Command.GET, key);
    }

    /// Says something on a channel.
    public void publish(String channel, String message) throws IOException {
        ask(Command.PUBLISH, channel, message);
    }

    /// Leaves no room for anything new, whatever is freed meanwhile.
    public void fill() throws IOException {
        ask(Command.CONFIG, "SET", "maxmemory", "1");
    }

    public void unlimitMemory() throws IOException {
        ask(Command.CONFIG, "SET", "maxmemory", "0");
    }

    /// Letters and digits that can be sent as UTF-8.
    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
