package dev.oriel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.oriel.files.Ownership;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The line that starts Oriel at boot without systemd.
class CrontabTest {
    private static final Path PROGRAM = Path.of("/opt/oriel/oriel");

    @TempDir
    Path folder;

    /// With a `crontab` that keeps its table in the folder: the machine's own is nothing for tests.
    private void put(String line, Path place) throws Exception {
        var table = folder.resolve("table");
        var tool = folder.resolve("crontab");
        if (!Files.exists(tool)) {
            Files.writeString(tool,
                    "#!/bin/sh\nif [ \"$1\" = -l ]; then [ -f " + table
                            + " ] || { echo 'no crontab for anna' >&2; exit 1; }; cat "
                            + table + "; else cat >" + table + "; fi\n");
            Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
        }
        Crontab.put(tool.toString(), line, place);
    }

    private List<String> table() throws Exception {
        return Files.readAllLines(folder.resolve("table"));
    }

    /// picam_livestream's setup appended its line again on each run.
    @Test
    void theLineIsThereOnceHoweverOftenItIsPut() throws Exception {
        var place = Path.of("/srv/cameras");
        put(Crontab.line(PROGRAM, "serve", place), place);
        put(Crontab.line(PROGRAM, "serve", place), place);
        put(Crontab.line(PROGRAM, "push", place), place);
        assertThat(table()).containsExactly("@reboot cd /srv/cameras && exec /opt/oriel/oriel push >/dev/null");
    }

    @Test
    void linesOfOthersStay() throws Exception {
        Files.writeString(folder.resolve("table"),
                "# mine\n0 4 * * * backup\n@reboot cd /srv/other && exec /opt/oriel/oriel serve >/dev/null\n");
        put(Crontab.line(PROGRAM, "serve", Path.of("/srv/cameras")), Path.of("/srv/cameras"));
        assertThat(table()).hasSize(4).startsWith("# mine", "0 4 * * * backup");
    }

    /// Its line had relative and fixed paths.
    @Test
    void theShellUnderstandsFoldersWithBlanksQuotesAndPercentSigns() throws Exception {
        var place = Files.createDirectory(folder.resolve("it's 100% mine"));
        var line = Crontab.line(Path.of("/bin/pwd"), "-P", place).replaceFirst("^@reboot ", "").replace(" >/dev/null", "");
        assertThat(line).doesNotContainPattern("(?<!\\\\)%");
        var process = new ProcessBuilder("/bin/sh", "-c", line.replace("\\%", "%")).start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                .isEqualTo(place.toRealPath().toString());
    }

    /// picam_livestream ran as root.
    @Test
    void rootIsOfferedNone() {
        assumeTrue(Ownership.isRoot(), "the tests do not run as root");
        assertThat(Crontab.isThere()).isFalse();
    }
}
