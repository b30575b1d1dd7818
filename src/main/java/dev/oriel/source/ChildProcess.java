package dev.oriel.source;

import dev.oriel.observe.Secrets;
import dev.oriel.v4l2.Posix;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A program that runs for us, with everything that it starts itself, in a session of its own.
///
/// Its output ends when the last process that could write to it has closed it, not when the program ends.
///
/// Ownership: [#close] ends the whole [ProcessFamily], politely first, within two seconds. Threads: any may close; one that waits
/// in a read of [#output] then finds its end.
final class ChildProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);
    private static final Posix POSIX = Posix.cLibrary();
    private static final String MARK = "ORIEL_SOURCE";
    private static final long POLITE_MILLIS = 500;
    private static final long FORCED_MILLIS = 1000;
    private static final long LOOK_EVERY_MILLIS = 20;
    private static final int LONGEST_LINE = 200;

    private static final Set<String> SECRET_VARIABLES = System.getenv().entrySet().stream()
            .filter(variable -> Secrets.isSecretName(variable.getKey()) && !variable.getValue().isBlank())
            .map(Map.Entry::getValue)
            .collect(Collectors.toUnmodifiableSet());

    private final Set<String> secrets = new HashSet<>(SECRET_VARIABLES);
    private final ChildPipe output;
    private final ChildPipe errors;
    private final Process process;
    private final ProcessFamily family;
    private final Thread errorReader;
    private volatile String lastErrorLine = "";
    private final LongSupplier nanoTime;
    private boolean closed;

    private ChildProcess(List<String> command, LongSupplier nanoTime, ChildPipe output, ChildPipe errors, Process process,
            String mark) {
        this.nanoTime = nanoTime;
        this.output = output;
        this.errors = errors;
        this.process = process;
        command.forEach(word -> secrets.addAll(Secrets.in(word)));
        secrets.addAll(Secrets.in(String.join(" ", command)));
        family = new ProcessFamily(process.pid(), MARK + "=" + mark);
        errorReader = Thread.ofPlatform().daemon().name("child-" + process.pid()).unstarted(this::readErrors);
    }

    /// Starts a program, and reads what it writes to its standard error.
    ///
    /// @param nanoTime a clock as [System#nanoTime]
    /// @throws IOException when the program cannot be started
    static ChildProcess start(List<String> command, LongSupplier nanoTime) throws IOException {
        var mark = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        var output = new ChildPipe();
        ChildPipe errors;
        try {
            errors = new ChildPipe();
        } catch (IOException e) {
            output.close();
            throw e;
        }
        var child = new ChildProcess(command, nanoTime, output, errors, start(command, mark, output, errors), mark);
        try {
            child.errorReader.start();
        } catch (Error e) {
            child.close();
            throw e;
        }
        return child;
    }

    private static Process start(List<String> command, String mark, ChildPipe output, ChildPipe errors) throws IOException {
        var inSession = new ArrayList<>(List.of("setsid"));
        inSession.addAll(command);
        var builder = new ProcessBuilder(inSession).redirectInput(new File("/dev/null")).redirectOutput(output.writeEnd())
                .redirectError(errors.writeEnd());
        builder.environment().put(MARK, mark);
        try {
            var started = builder.start();
            output.closeWriteEnd();
            errors.closeWriteEnd();
            return started;
        } catch (IOException | RuntimeException | Error e) {
            output.close();
            errors.close();
            throw e;
        }
    }

    /// What the program and all that it starts write to their standard output.
    InputStream output() {
        return output;
    }

    /// Reads to the end, so that nobody is held up by a full pipe, and keeps the beginning of each line.
    private void readErrors() {
        var chunk = new byte[4096];
        var line = new ByteArrayOutputStream();
        try {
            for (int count = errors.read(chunk, 0, chunk.length); count >= 0; count = errors.read(chunk, 0, chunk.length)) {
                for (int i = 0; i < count; i++) {
                    if (chunk[i] == '\n' || chunk[i] == '\r') {
                        said(line);
                    } else if (line.size() < 4 * LONGEST_LINE) {
                        line.write(chunk[i]);
                    }
                }
            }
        } catch (IOException e) {
            LOG.debug("standard error of {}: {}", process.pid(), e.toString());
        }
        said(line);
    }

    private void said(ByteArrayOutputStream line) {
        var text = masked(line.toString(StandardCharsets.UTF_8).strip());
        line.reset();
        if (!text.isEmpty()) {
            lastErrorLine = text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + "…" : text;
            LOG.debug("{}: {}", process.pid(), lastErrorLine);
        }
    }

    /// A line that cannot be masked is not shown, and costs only itself: somebody has to go on reading.
    private String masked(String line) {
        try {
            return Secrets.mask(line, secrets);
        } catch (RuntimeException | StackOverflowError e) {
            return "";
        }
    }

    /// How the program ended, once its output has: `ended with status 1: …` with the last line of its standard error, in which
    /// everything is masked that looks like a secret, or that stands as one in the command or in this process's environment.
    String outcome() throws InterruptedException {
        if (!process.waitFor(FORCED_MILLIS, TimeUnit.MILLISECONDS)) {
            return "closed its output";
        }
        errorReader.join(FORCED_MILLIS);
        return ended();
    }

    /// Tells how the program ended, while others may still have its output.
    void onEnd(Consumer<String> told) {
        process.onExit().thenRun(() -> told.accept(ended()));
    }

    private String ended() {
        int status = process.exitValue();
        String how = status > 128 ? "ended by signal " + (status - 128) : "ended with status " + status;
        return lastErrorLine.isEmpty() ? how : how + ": " + lastErrorLine;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        family.living(); // who loses its parent from here on has been seen
        if (process.isAlive()) { // else its number may be somebody else's
            POSIX.kill(-process.pid(), Posix.SIGTERM);
        }
        if (!ends(POLITE_MILLIS, ProcessHandle::destroy) && !ends(FORCED_MILLIS, ProcessHandle::destroyForcibly)) {
            LOG.warn("processes that a camera's program started do not end: {}",
                    family.living().stream().map(ProcessHandle::pid).toList());
        }
        output.close();
        errors.close();
    }

    /// Ends whoever lives, also those that are started meanwhile; true when nobody is left in time.
    private boolean ends(long millis, Consumer<ProcessHandle> end) {
        boolean interrupted = Thread.interrupted();
        long until = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
        var told = new HashSet<ProcessHandle>();
        var living = family.living();
        while (!living.isEmpty() && nanoTime.getAsLong() < until) {
            living.stream().filter(told::add).forEach(end);
            try {
                Thread.sleep(LOOK_EVERY_MILLIS);
            } catch (InterruptedException _) {
                interrupted = true;
            }
            living = family.living();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return living.isEmpty();
    }
}
