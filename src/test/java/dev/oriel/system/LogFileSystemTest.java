package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.systemd.NotifyListener;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a running program tells a log file and systemd.
class LogFileSystemTest {
    @TempDir
    Path folder;

    @Test
    void theLogGoesToTheFileAndNotToStandardError() throws Exception {
        try (var oriel = new OrielProcess(folder, Map.of(), List.of(), "--port", "0", "--camera", "door=test:", "--set",
                "log.file=oriel.log", "--set", "log.level=debug", "--bus", "redis://127.0.0.1:1")) {
            assertThat(oriel.said()).doesNotContain("WARN");
            assertThat(Files.readString(folder.resolve("oriel.log"))).containsPattern(
                    "(?m)^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  bus redis://127.0.0.1:1: no connection");
        }
    }

    @Test
    void theLogIsJsonLineByLineWhereTheSettingsSaySo() throws Exception {
        try (var oriel = new OrielProcess(folder, Map.of(), List.of(), "--port", "0", "--camera", "door=test:", "--set",
                "log.file=oriel.log", "--set", "log.format=json", "--bus", "redis://:secret1@127.0.0.1:1")) {
            oriel.terminate();
            assertThat(Files.readAllLines(folder.resolve("oriel.log"))).map(JsonObject::new)
                    .extracting(line -> line.getString("message"))
                    .anyMatch(message -> message.startsWith("bus redis://***@127.0.0.1:1: no connection"));
        }
    }

    @Test
    void aLogFileThatCannotBeWrittenEndsTheStartWithWords() throws Exception {
        var ended = OrielProcess.run(folder, Map.of(), "--port", "0", "--set", "log.file=no/such/oriel.log");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.said()).isEqualTo("oriel: log.file no/such/oriel.log: cannot be written: no such file");
    }

    @Test
    void whatEndsTheStartStandsInTheLogFileToo() throws Exception {
        var ended = OrielProcess.run(folder, Map.of(), "--port", "0", "--host", "192.0.2.1", "--set", "log.file=oriel.log");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("oriel.log"))).contains("ERROR cannot listen on 192.0.2.1");
    }

    @Test
    void systemdHearsOfTheStartTheWorkAndTheEnd() throws Exception {
        Programs.needed("python3");
        var socket = folder.resolve("notify").toString();
        try (var systemd = new NotifyListener(socket)) {
            try (var oriel = new OrielProcess(folder, Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "500000"), List.of(),
                    "--port",
                    "0", "--camera", "door=test:")) {
                systemd.awaitMessage("READY=1|STATUS=1 camera, port " + oriel.port());
                systemd.awaitMessage("WATCHDOG=1");
                oriel.terminate();
            }
            systemd.awaitMessage("STOPPING=1");
        }
    }
}
