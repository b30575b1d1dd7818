package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The installed `ffmpeg`, or another program, sending to a server until it is closed.
final class Ffmpeg implements AutoCloseable {
    private final Process process;
    private final Path said;

    private Ffmpeg(Process process, Path said) {
        this.process = process;
        this.said = said;
    }

    /// A moving picture of that size at 25 frames per second and in real time, written as the words say.
    static Ffmpeg picture(String size, String words) {
        return start("ffmpeg", "-v error -re -f lavfi -i testsrc2=size=" + size + ":rate=25 " + words);
    }

    static Ffmpeg start(String program, String words) {
        needs(program);
        var command = new ArrayList<>(List.of(program));
        command.addAll(Arrays.asList(words.split(" ")));
        try {
            var said = Files.createTempFile("said", ".txt");
            var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).start();
            return new Ffmpeg(process, said);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void needs(String program) {
        boolean there = Arrays.stream(System.getenv("PATH").split(":")).anyMatch(f -> Files.isExecutable(Path.of(f, program)));
        if (Boolean.getBoolean("oriel.tests.all")) {
            assertThat(there).as(program).isTrue();
        }
        assumeTrue(there, "SKIPPED, this machine lacks: " + program);
    }

    boolean runs() {
        return process.isAlive();
    }

    /// Waits for its end and returns its exit code.
    int ended() {
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("the program ends").isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return process.exitValue();
    }

    /// What it has printed.
    String said() {
        try {
            return new String(Files.readAllBytes(said), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Ends it at once, as a power failure would.
    @Override
    public void close() {
        process.destroyForcibly();
        ended();
        try {
            Files.deleteIfExists(said);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
