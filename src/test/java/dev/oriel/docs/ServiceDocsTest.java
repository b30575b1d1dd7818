package dev.oriel.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `deploy/oriel.service` against systemd, and against the steps that lead to it.
class ServiceDocsTest {
    private static final String UNIT = "deploy/oriel.service";

    @TempDir
    Path folder;

    private static String value(String key) throws IOException {
        return Texts.found("(?m)^" + key + "=(.*)$", Texts.read(UNIT)).iterator().next();
    }

    @Test
    void systemdAcceptsTheUnit() throws Exception {
        var analyze = Path.of("/usr/bin/systemd-analyze");
        assumeTrue(Files.isExecutable(analyze) || Boolean.getBoolean("oriel.tests.all"), "no systemd-analyze on this machine");
        var unit = Files.writeString(folder.resolve("oriel.service"),
                Texts.read(UNIT).replace("/opt/oriel/oriel serve", "/bin/true"));
        var process = new ProcessBuilder(analyze.toString(), "verify", unit.toString()).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said.lines().filter(line -> line.contains("oriel.service"))).isEmpty();
        assertThat(process.exitValue()).as(said).isZero();
    }

    @Test
    void theStepsAndTheUnitSpeakOfTheSameUserAndFolders() throws IOException {
        var steps = Texts.read("docs/operations.md").replaceAll("(?s).*## As a service|## Behind nginx.*", "");
        var home = "/var/lib/" + value("StateDirectory");
        assertThat(value("WorkingDirectory")).isEqualTo(home);
        assertThat(steps).contains("useradd -r -m -d " + home + " ", " -G " + value("SupplementaryGroups") + " " + value("User"),
                "chown -R " + value("User") + ": " + value("ExecStart").replaceFirst("/oriel serve$", ""),
                value("ExecStart").replaceFirst(" serve$", " cameras"), UNIT, home + "/oriel.yaml");
    }
}
