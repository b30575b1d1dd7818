package dev.oriel.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/// The log in a file: renamed when full, and never a reason to end.
class LogFileTest {
    private static final int SIZE = 4096;

    @TempDir
    Path folder;

    private final LoggerContext context = new LoggerContext();

    private Logger logger(Path file, int kept) {
        context.setMDCAdapter(new LogbackMDCAdapter());
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%msg%n");
        encoder.start();
        var log = new LogFile(file, SIZE, kept, LogFormat.TEXT);
        log.setContext(context);
        log.setEncoder(encoder);
        log.start();
        var logger = context.getLogger("test");
        logger.addAppender(log);
        return logger;
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void fullFilesAreRenamedAndTheOldestIsRemoved() throws IOException {
        var logger = logger(folder.resolve("oriel.log"), 2);
        for (int i = 0; i < 1000; i++) {
            logger.info("line {} of many, none of which is very long", i);
        }
        assertThat(files()).extracting(file -> file.getFileName().toString()).containsExactlyInAnyOrder("oriel.log",
                "oriel.log.1", "oriel.log.2");
        assertThat(files()).allSatisfy(file -> assertThat(Files.size(file)).isLessThan(SIZE + 100));
        assertThat(Files.readString(folder.resolve("oriel.log"))).endsWith("line 999 of many, none of which is very long\n");
    }

    @Test
    void strangersCannotReadIt() throws IOException {
        logger(folder.resolve("oriel.log"), 2).info("a line");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("oriel.log")))).endsWith("---");
    }

    @Test
    void itGoesOnWhereTheLastProcessEnded() throws IOException {
        var file = Files.writeString(folder.resolve("oriel.log"), "before\n");
        logger(file, 2).info("after");
        assertThat(file).hasContent("before\nafter\n");
    }

    /// `/dev/full` is a disk without room.
    @Test
    void linesOnAFullDiskAreLostAndCountedAndSaidLater() throws IOException {
        var path = folder.resolve("oriel.log");
        Files.createSymbolicLink(path, Path.of("/dev/full"));
        var logger = logger(path, 2);
        long before = LogFileStream.lost();
        logger.info("one");
        logger.info("two");
        assertThat(LogFileStream.lost() - before).isEqualTo(2);
        Files.delete(path);
        logger.info("three");
        assertThat(path).hasContent("2 lines of the log are missing here: they could not be written\nthree\n");
    }

    /// As a thread does that is told to end, and says so.
    @Test
    void linesOfAnInterruptedThreadAreWritten() throws IOException {
        var path = folder.resolve("oriel.log");
        var logger = logger(path, 2);
        long before = LogFileStream.lost();
        boolean stays;
        Thread.currentThread().interrupt();
        try {
            logger.info("one");
            logger.info("two");
        } finally {
            stays = Thread.interrupted();
        }
        assertThat(stays).as("still interrupted").isTrue();
        assertThat(LogFileStream.lost() - before).isZero();
        assertThat(path).hasContent("one\ntwo\n");
    }

    @Test
    void aFileThatCannotBeRenamedStopsGrowing() throws IOException {
        var path = folder.resolve("oriel.log");
        Files.createDirectories(folder.resolve("oriel.log.1/full"));
        var logger = logger(path, 1);
        for (int i = 0; i < 1000; i++) {
            logger.info("line {} of many, none of which is very long", i);
        }
        assertThat(Files.size(path)).isLessThan(3 * SIZE);
    }

    @Test
    void aFileThatCannotBeWrittenIsAnErrorAtTheStart() {
        assertThatThrownBy(() -> Logging.toFile(folder.resolve("no/such/oriel.log"), SIZE, 1)).isInstanceOf(IOException.class);
    }

    @Test
    void textIsUtf8() throws IOException {
        logger(folder.resolve("oriel.log"), 2).info("Tür");
        assertThat(Files.readAllBytes(folder.resolve("oriel.log"))).isEqualTo("Tür\n".getBytes(StandardCharsets.UTF_8));
    }
}
