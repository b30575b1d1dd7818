package dev.oriel.orient;

import dev.oriel.observe.Printable;
import dev.oriel.observe.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// A command that turns the camera: it is run for each step of a movement, with the angles in place of `{pan}`, `{tilt}` and `{zoom}`.
///
/// Threads: one call at a time. Blocking: until the command has ended, for at most five seconds.
///
/// @param command of the shell; only numbers are put into it
record ExecPanTilt(String command) implements PanTilt {
    private static final long ENDS_WITHIN_SECONDS = 5;
    private static final int MOST_WORDS_BYTES = 300;

    @Override
    public Duration step() {
        return Duration.ofMillis(100); // each is a process
    }

    @Override
    public void move(Pose pose) throws IOException {
        var words = command;
        for (var axis : Axis.values()) {
            words = words.replace("{" + axis.word() + "}", String.format(Locale.ROOT, "%.2f", pose.at(axis)));
        }
        var process = new ProcessBuilder("sh", "-c", words).redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null"))).start();
        try {
            if (!process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(
                        "the command that turns this camera did not end within " + ENDS_WITHIN_SECONDS + " seconds");
            }
            if (process.exitValue() != 0) {
                throw new IOException(
                        "the command that turns this camera ended with status " + process.exitValue() + said(process));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String said(Process process) throws IOException {
        int waiting = Math.min(MOST_WORDS_BYTES, process.getInputStream().available());
        var text = new String(process.getInputStream().readNBytes(waiting), StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "" : ": " + Secrets.mask(Printable.of(text, MOST_WORDS_BYTES));
    }

    @Override
    public void close() {
        // Nothing is left of a command that has ended.
    }
}
