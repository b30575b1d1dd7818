package dev.oriel.cli;

import java.io.Console;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Questions to a person at a terminal, each asked until its answer can be used; without a person the usual answers hold.
///
/// Threads: one. Blocking: waits for the person. Errors: a [UsageException] when there are no more answers (Ctrl+D), or when the usual
/// answer cannot be used and nobody can be asked.
final class Questions {
    private final @Nullable Console console;

    private Questions(@Nullable Console console) {
        this.console = console;
    }

    /// @param usual true to ask nothing
    /// @throws UsageException when there is nobody to ask
    static Questions of(boolean usual) throws UsageException {
        var console = System.console();
        if (usual) {
            return new Questions(null);
        } else if (console == null || !console.isTerminal()) {
            throw new UsageException(
                    "there is no terminal to ask at: allowed: --yes, which takes the usual answer where no option gives another");
        }
        return new Questions(console);
    }

    /// True when a person answers.
    boolean isAsking() {
        return console != null;
    }

    /// Judges an answer, and makes of it what it means.
    @FunctionalInterface
    interface Meaning<T> {
        /// @throws UsageException saying what is allowed
        T of(String answer) throws UsageException;
    }

    /// @param usual the answer of who presses Enter
    <T> T ask(String question, String usual, Meaning<T> meaning) throws UsageException {
        if (console == null) {
            return meaning.of(usual);
        }
        while (true) {
            var answer = console.readLine("%s%s: ", question, usual.isEmpty() ? "" : " [" + usual + "]");
            if (answer == null) {
                throw ended();
            }
            try {
                return meaning.of(answer.isBlank() ? usual : answer.strip());
            } catch (UsageException e) {
                told(console, e);
            }
        }
    }

    boolean agrees(String question, boolean usual) throws UsageException {
        return ask(question + " (yes or no)", usual ? "yes" : "no", answer -> switch (answer.toLowerCase(Locale.ROOT)) {
            case "y", "yes" -> true;
            case "n", "no" -> false;
            default -> throw new UsageException("\"" + answer + "\": allowed: yes or no");
        });
    }

    /// A secret, typed without echo.
    <T> T secret(String question, Meaning<T> meaning) throws UsageException {
        if (console == null) {
            return meaning.of("");
        }
        while (true) {
            try {
                return meaning.of(hidden(console, question));
            } catch (UsageException e) {
                told(console, e);
            }
        }
    }

    /// What is wrong with an answer, before the question comes again.
    private static void told(Console console, UsageException wrong) throws UsageException {
        if (wrong instanceof EndedException) {
            throw wrong;
        }
        console.printf("  %s%n", wrong.getMessage());
    }

    /// A new password, typed twice without echo; asked for again where the two differ.
    ///
    /// @param meaning judges it
    <T> T newPassword(String name, Meaning<T> meaning) throws UsageException {
        if (console == null) {
            throw new UsageException("a password is needed for " + name + ": allowed: --password-stdin, or a terminal");
        }
        return secret("Password for " + name, first -> {
            if (!first.equals(hidden(console, "Password again"))) {
                throw new UsageException("the two passwords differ; both again");
            }
            return meaning.of(first);
        });
    }

    private static String hidden(Console console, String question) throws UsageException {
        var typed = console.readPassword("%s: ", question);
        if (typed == null) {
            throw ended();
        }
        try {
            return new String(typed);
        } finally {
            Arrays.fill(typed, ' ');
        }
    }

    private static UsageException ended() {
        return new EndedException();
    }

    /// Nobody answers any more.
    private static final class EndedException extends UsageException {
        EndedException() {
            super("no more answers; nothing was changed");
        }
    }
}
