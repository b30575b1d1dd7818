package dev.oriel;

import dev.oriel.cli.CommandLines;

/// The program's entry.
public final class Main {
    private Main() {
    }

    /// Runs one command and ends the process with its exit code: 0 fine, 1 failed, 2 wrong usage.
    public static void main(String[] args) {
        System.exit(CommandLines.run(args));
    }
}
