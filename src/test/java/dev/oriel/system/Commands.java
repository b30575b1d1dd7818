package dev.oriel.system;

import dev.oriel.cli.CommandLines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Commands that end by themselves, with something on their standard input.
final class Commands {
    private static final long ENDS_WITHIN_SECONDS = 60;

    private final Path folder;
    private final Map<String, String> environment;

    Commands(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /// How a command ended.
    record Outcome(int code, String out, String err) {}

    Outcome run(String input, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(System.getProperty("java.home") + "/bin/java", "-Xmx128m", "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
                        Path.of("target/classes").toAbsolutePath() + ":" + Path.of("target/lib").toAbsolutePath() + "/*",
                        "dev.oriel.Main"));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        CompletableFuture.delayedExecutor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        var err = CompletableFuture.supplyAsync(() -> text(process.errorReader(StandardCharsets.UTF_8).lines().toList()));
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended without reading.
        }
        var out = text(process.inputReader(StandardCharsets.UTF_8).lines().toList());
        return new Outcome(process.waitFor(), out, err.join());
    }

    /// Runs a command in this process, with this process's environment and working folder.
    static Outcome runHere(String input, String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var realIn = System.in;
        var realOut = System.out;
        var realErr = System.err;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int code = CommandLines.run(words);
            return new Outcome(code, text(out.toString(StandardCharsets.UTF_8).lines().toList()),
                    text(err.toString(StandardCharsets.UTF_8).lines().toList()));
        } finally {
            System.setIn(realIn);
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines);
    }
}
