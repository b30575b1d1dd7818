package dev.oriel.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/// The log as JSON, in a real file.
class JsonLogTest {
    private static final int SIZE = 4096;

    @TempDir
    Path folder;

    private final LoggerContext context = new LoggerContext();
    private Path path = Path.of("");

    @BeforeEach
    void setUp() {
        path = folder.resolve("oriel.log");
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    private Logger logger(String name) {
        var log = new LogFile(path, SIZE, 2, LogFormat.JSON);
        log.setContext(context);
        log.setEncoder(LogFormat.JSON.encoder(context, ""));
        log.start();
        var logger = context.getLogger(name);
        logger.addAppender(log);
        return logger;
    }

    private List<JsonObject> lines() throws IOException {
        return Files.readAllLines(path).stream().map(JsonObject::new).toList();
    }

    @Test
    void eachEventIsOneObjectWithTimeLevelLoggerThreadAndMessage() throws IOException {
        var logger = logger("dev.oriel.hub");
        logger.warn("{}: \"quoted\"\nand on", "Tür");
        logger.info("second");
        assertThat(lines()).hasSize(2);
        var first = lines().getFirst();
        assertThat(first.getString("message")).isEqualTo("Tür: \"quoted\"\nand on");
        assertThat(first.getString("level")).isEqualTo("WARN");
        assertThat(first.getString("logger")).isEqualTo("dev.oriel.hub");
        assertThat(first.getString("thread")).isEqualTo(Thread.currentThread().getName());
        assertThat(first.getString("time")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(Duration.between(Instant.parse(first.getString("time")), Instant.now())).isLessThan(Duration.ofMinutes(1));
        assertThat(first.fieldNames()).doesNotContain("exception", "audit", "fields");
    }

    @Test
    void passwordsAreMaskedInMessagesFieldsAndTraces() throws IOException {
        logger("dev.oriel.source").atWarn().addKeyValue("uri", "rtsp://me:secret1@cam/")
                .setCause(new IOException("rtsp://me:secret1@cam/ is gone")).log("lost rtsp://me:secret1@cam/");
        assertThat(Files.readString(path)).doesNotContain("secret1");
        var line = lines().getFirst();
        assertThat(line.getString("message")).isEqualTo("lost rtsp://me:***@cam/");
        assertThat(line.getJsonObject("fields").getString("uri")).isEqualTo("rtsp://me:***@cam/");
        assertThat(line.getString("exception")).startsWith("java.io.IOException: rtsp://me:***@cam/ is gone").contains("\tat ");
    }

    @Test
    void whatIsMissingAfterAFullDiskIsSaidInJson() throws IOException {
        Files.createSymbolicLink(path, Path.of("/dev/full"));
        var logger = logger("dev.oriel");
        logger.info("one");
        Files.delete(path);
        logger.info("two");
        assertThat(lines()).extracting(line -> line.getString("message"))
                .containsExactly("1 lines of the log are missing here: they could not be written", "two");
    }

    @Test
    void fullFilesAreRenamedAndEachHoldsWholeObjects() throws IOException {
        var logger = logger("dev.oriel");
        for (int i = 0; i < 200; i++) {
            logger.info("line {} of many, none of which is very long", i);
        }
        assertThat(Files.readAllLines(folder.resolve("oriel.log.1"))).isNotEmpty().allSatisfy(line -> assertThat(new JsonObject(
                line).getString("message")).startsWith("line "));
    }
}
