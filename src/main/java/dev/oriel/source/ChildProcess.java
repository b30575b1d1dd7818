package dev.oriel.source;

import dev.oriel.observe.Secrets;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A program that runs for us, with everything that it starts itself, in a session of its own.
///
/// Ownership: [#close] ends all processes of that session, politely first, within two seconds. Threads: any may close; one that
/// waits in a read of [#output] then finds its end.
final class ChildProcess implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ChildProcess.class);
    private static final long POLITE_MILLIS = 500;
    private static final long FORCED_MILLIS = 1000;
    private static final int LONGEST_LINE = 200;

    private static final Set<String> SECRET_VARIABLES = System.getenv().entrySet().stream()
            .filter(variable -> Secrets.isSecretName(variable.getKey()) && !variable.getValue().isBlank())
            .map(Map.Entry::getValue)
            .collect(Collectors.toUnmodifiableSet());

    private final Process process;
    private final Set<String> secrets;
    private final Thread errorReader;
    private volatile String lastErrorLine = "";

    /// @throws IOException when the program cannot be started
    ChildProcess(List<String> command) throws IOException {
        var inSession = new ArrayList<>(List.of("setsid"));
        inSession.addAll(command);
        secrets = new HashSet<>(SECRET_VARIABLES);
        command.forEach(word -> secrets.addAll(Secrets.in(word)));
        secrets.addAll(Secrets.in(String.join(" ", command)));
        process = new ProcessBuilder(inSession).redirectInput(new File("/dev/null")).start();
        errorReader = Thread.ofPlatform().daemon().name("child-" + process.pid()).start(this::readErrors);
    }

    /// What the program writes to its standard output.
    InputStream output() {
        return process.getInputStream();
    }

    private void readErrors() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    String text = Secrets.mask(line.strip(), secrets);
                    lastErrorLine = text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + "…" : text;
                    log.debug("{}: {}", process.pid(), lastErrorLine);
                }
            }
        } catch (IOException e) {
            log.debug("standard error of {}", process.pid(), e);
        }
    }

    /// How the program ended, once its output has: `ended with status 1: …` with the last line of its standard error, in which
    /// everything is masked that looks like a secret, or that stands as one in the command or in this process's environment.
    String outcome() throws InterruptedException {
        if (!process.waitFor(FORCED_MILLIS, TimeUnit.MILLISECONDS)) {
            return "closed its output";
        }
        errorReader.join(FORCED_MILLIS);
        int status = process.exitValue();
        String how = status > 128 ? "ended by signal " + (status - 128) : "ended with status " + status;
        return lastErrorLine.isEmpty() ? how : how + ": " + lastErrorLine;
    }

    @Override
    public void close() {
        family().forEach(ProcessHandle::destroy);
        awaitEnd(POLITE_MILLIS);
        family().forEach(ProcessHandle::destroyForcibly);
        awaitEnd(FORCED_MILLIS);
    }

    private void awaitEnd(long millis) {
        boolean interrupted = Thread.interrupted();
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!family().isEmpty() && System.nanoTime() < until) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// All processes of the session, also those whose parents are gone.
    private List<ProcessHandle> family() {
        return ProcessHandle.allProcesses().filter(one -> isOfSession(one.pid())).toList();
    }

    /// Source: proc_pid_stat(5), fields 3 (state) and 6 (session).
    private boolean isOfSession(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return !fields[0].equals("Z") && Long.parseLong(fields[3]) == process.pid();
        } catch (IOException _) {
            return false; // It has ended meanwhile.
        }
    }
}
