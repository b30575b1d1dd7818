package dev.oriel.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Oriel in a process of its own, started as the launcher does from what the build has made.
///
/// Threads: the test's.
public final class OrielProcess implements AutoCloseable {
    /// Of a server, of the relay that an edge pushes to, or of the Redis that a recorder records for.
    private static final Pattern ADDRESS = Pattern
            .compile("(?:https?://127\\.0\\.0\\.1:(?=\\d+/)|Recording for servers at redis://127\\.0\\.0\\.1:)(\\d+)");
    private static final Duration ENDS_BY_ITSELF_WITHIN = Duration.ofSeconds(60);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

    private final Process process;
    private final int port;
    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    /// Starts it in that folder and waits for the address that it prints.
    ///
    /// @param options of the Java machine
    public OrielProcess(Path folder, Map<String, String> environment, List<String> options, String... words) throws IOException {
        this(folder, environment, command(List.of(), options, words));
    }

    /// The same with the rights of another user, who has to be able to use the folder. Only for root.
    static OrielProcess asUser(int id, Path folder, String... words) throws IOException {
        var user = Integer.toString(id);
        return behind(List.of("setpriv", "--reuid", user, "--regid", user, "--clear-groups"), folder, words);
    }

    /// The same with words before the command, such as those of a program that runs it elsewhere.
    static OrielProcess behind(List<String> before, Path folder, String... words) throws IOException {
        return new OrielProcess(folder, Map.of(), command(before, List.of(), words));
    }

    /// The same with at most so many open files.
    static OrielProcess withOpenFiles(int files, Path folder, String... words) throws IOException {
        return behind(List.of("/bin/sh", "-c", "ulimit -n " + files + "; exec \"$@\"", "sh"), folder, words);
    }

    /// The same where Java may call no native code and Netty has none: what is left on a system that is not Linux.
    static OrielProcess withoutNativeCode(Path folder, String... words) throws IOException {
        var command = new ArrayList<>(command(List.of(), List.of("-Dio.netty.transport.noNative=true"), words));
        command.replaceAll(word -> word.startsWith("--enable-native-access") ? "--illegal-native-access=deny" : word);
        return new OrielProcess(folder, Map.of(), command);
    }

    /// A launcher of Oriel's, run with nothing of this process's environment but these variables.
    static OrielProcess ofLauncher(Path launcher, Path folder, Map<String, String> environment, String... words)
            throws IOException {
        var command = new ArrayList<>(List.of("env", "-i"));
        environment.forEach((name, value) -> command.add(name + "=" + value));
        command.add(launcher.toString());
        command.addAll(List.of(words));
        return new OrielProcess(folder, Map.of(), command);
    }

    /// The same with classes of somebody else behind Oriel's own.
    static OrielProcess withClasses(Path classes, Path folder, String... words) throws IOException {
        var command = new ArrayList<>(command(List.of(), List.of(), words));
        command.replaceAll(word -> word.equals(classPath()) ? word + ":" + classes : word);
        return new OrielProcess(folder, Map.of(), command);
    }

    private static String classPath() {
        return Path.of("target/classes").toAbsolutePath() + ":" + Path.of("target/lib").toAbsolutePath() + "/*";
    }

    /// The end of a command that ends by itself.
    ///
    /// @param said standard output and error
    record Ended(int code, String said) {}

    /// Runs a command to its end.
    static Ended run(Path folder, Map<String, String> environment, String... words) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command(List.of(), List.of(), words)).directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        CompletableFuture.delayedExecutor(ENDS_BY_ITSELF_WITHIN.toSeconds(), TimeUnit.SECONDS).execute(process::destroyForcibly);
        try (var output = process.inputReader()) {
            var said = String.join("\n", output.lines().toList());
            return new Ended(process.waitFor(), said);
        } finally {
            process.destroyForcibly();
        }
    }

    /// @param before words in front of the command
    private static List<String> command(List<String> before, List<String> options, String... words) {
        var command = new ArrayList<>(before);
        command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-Xmx256m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), "dev.oriel.Main"));
        command.addAll(List.of(words));
        return command;
    }

    private OrielProcess(Path folder, Map<String, String> environment, List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        process = builder.start();
        port = readPort(process.inputReader());
    }

    private int readPort(BufferedReader output) throws IOException {
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            said.add(line);
            var address = ADDRESS.matcher(line);
            if (address.find()) {
                Thread.ofVirtual().start(() -> readOn(output));
                return Integer.parseInt(address.group(1));
            }
        }
        throw new AssertionError("no address in:\n" + said());
    }

    private void readOn(BufferedReader output) {
        try {
            for (var more = output.readLine(); more != null; more = output.readLine()) {
                said.add(more);
            }
        } catch (IOException e) {
            // Closed with the process.
        }
    }

    public int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /// Everything printed so far.
    public String said() {
        return String.join("\n", said);
    }

    /// File descriptors that are open.
    long descriptors() throws IOException {
        try (var all = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return all.count();
        }
    }

    /// Threads that run.
    public long threads() throws IOException {
        try (var all = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            return all.count();
        }
    }

    /// The most memory that was resident at any time.
    public long residentKilobytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst().orElseThrow();
        }
    }

    /// Sends SIGTERM and returns how long the process took to end.
    Duration terminate() throws InterruptedException {
        long from = System.nanoTime();
        process.destroy();
        if (!process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still runs after " + ENDS_WITHIN + ":\n" + said());
        }
        return Duration.ofNanos(System.nanoTime() - from);
    }

    /// Ends it without a farewell.
    void kill() {
        close();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
