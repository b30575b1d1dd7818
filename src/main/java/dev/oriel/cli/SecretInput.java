package dev.oriel.cli;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads a password or another secret: typed at a terminal without echo, twice, or one line of standard input. Never from the command
/// line, which other users of the machine can see.
final class SecretInput {
    private static final int MOST_BYTES = 2048;

    private SecretInput() {
    }

    /// A new password: asked for at a terminal, else one line of standard input.
    ///
    /// @throws UsageException when there is none, or the two that were typed differ
    static String newPassword(String name) throws UsageException, IOException {
        var console = System.console();
        return console == null || !console.isTerminal() ? line("a password") : typedTwice(console, name);
    }

    private static String typedTwice(Console console, String name) throws UsageException {
        var first = console.readPassword("Password for %s: ", name);
        var second = first == null ? null : console.readPassword("Again: ");
        if (first == null || second == null) {
            throw new UsageException("no password was typed");
        }
        try {
            if (!Arrays.equals(first, second)) {
                throw new UsageException("the two passwords differ; nothing was changed");
            }
            return new String(first);
        } finally {
            Arrays.fill(first, ' ');
            Arrays.fill(second, ' ');
        }
    }

    /// One line of standard input, without its end.
    ///
    /// @param what it is, such as "a secret"
    static String line(String what) throws UsageException, IOException {
        return line(System.in, what);
    }

    static String line(InputStream in, String what) throws UsageException, IOException {
        var bytes = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            bytes.write(next);
            if (bytes.size() > MOST_BYTES) {
                throw new UsageException(what + " is too long: allowed: one line of at most " + MOST_BYTES + " bytes");
            }
        }
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
            var line = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            if (line.isEmpty()) {
                throw new UsageException(
                        "there is no " + what.replaceFirst("^an? ", "") + ": allowed: one line of standard input");
            }
            return line;
        } catch (CharacterCodingException e) {
            throw new UsageException(what + " has to be UTF-8");
        }
    }
}
