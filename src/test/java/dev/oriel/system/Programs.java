package dev.oriel.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Programs of the system that a test needs.
final class Programs {
    private Programs() {
    }

    /// Skips the test where one is missing, or fails it later when all are to run.
    static void needed(String... names) {
        for (var name : names) {
            boolean there = Stream.of(String.valueOf(System.getenv("PATH")).split(":")).map(folder -> Path.of(folder, name))
                    .anyMatch(Files::isExecutable);
            assumeTrue(there || Boolean.getBoolean("oriel.tests.all"), "this machine lacks " + name);
        }
    }
}
