package dev.oriel.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The units as systemd understands them.
class UnitTextsTest {
    private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
    private static final Set<ServiceUnit> ALL = EnumSet.allOf(ServiceUnit.class);
    /// Ten times the greatest exposure that systemd calls "OK".
    private static final int OK = 49;

    @TempDir
    Path folder;

    /// Ends with whatever systemd-analyze says.
    private String analyze(String... words) throws Exception {
        assumeTrue(Files.isExecutable(ANALYZE) || Boolean.getBoolean("oriel.tests.all"), "no systemd-analyze on this machine");
        var command = new ArrayList<>(List.of(ANALYZE.toString()));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    /// The units in a folder, starting a program that is on every machine.
    private List<String> written(Set<ServiceUnit> units) throws IOException {
        var files = new ArrayList<String>();
        for (var text : UnitTexts.of(units, Path.of("/bin/true")).entrySet()) {
            if (text.getKey().startsWith(UnitTexts.FOLDER)) {
                files.add(Files.writeString(folder.resolve(text.getKey().getFileName()), text.getValue()).toString());
            }
        }
        return files;
    }

    @Test
    void systemdAcceptsTheUnits() throws Exception {
        for (var units : List.of(ALL, Set.of(ServiceUnit.SERVE), Set.of(ServiceUnit.PUSH))) {
            var words = new ArrayList<>(List.of("verify"));
            words.addAll(written(units));
            assertThat(analyze(words.toArray(String[]::new)).lines().filter(line -> line.contains("oriel"))).isEmpty();
        }
    }

    @Test
    void exposureIsAtMostOk() throws Exception {
        for (var unit : written(ALL)) {
            if (unit.endsWith(".service")) {
                var said = analyze("security", "--offline=true", "--threshold=" + OK, "--no-pager", unit);
                assertThat(said).containsPattern("Overall exposure level for \\S+: [0-4]\\.\\d (OK|SAFE)");
            }
        }
    }

    private static String text(ServiceUnit unit, Set<ServiceUnit> all, String program) {
        return UnitTexts.of(all, Path.of(program)).getOrDefault(UnitTexts.FOLDER.resolve(unit.file()), "");
    }

    @Test
    void theServerWantsTheRecorderAndComesAfterIt() {
        var beside = text(ServiceUnit.SERVE, ALL, "/opt/oriel/oriel");
        assertThat(beside).containsPattern("(?m)^Wants=.* oriel-record.service$")
                .containsPattern("(?m)^After=.* oriel-record.service$")
                .contains("\nExecStart=/opt/oriel/oriel serve --bus-only --config /etc/oriel/oriel.yaml\n");
        assertThat(text(ServiceUnit.SERVE, Set.of(ServiceUnit.SERVE), "/opt/oriel/oriel")).doesNotContain("oriel-record.service")
                .contains("\nExecStart=/opt/oriel/oriel serve --config /etc/oriel/oriel.yaml\n");
    }

    @Test
    void allArePartsOfTheTargetAndStartAtBoot() {
        for (var unit : ALL) {
            assertThat(text(unit, ALL, "/opt/oriel/oriel")).contains("\nPartOf=oriel.target\n", "\nWantedBy=oriel.target\n",
                    "\nUser=oriel\n", "\nWorkingDirectory=/var/lib/oriel\n", "\nType=notify\n");
        }
        assertThat(UnitTexts.of(ALL, Path.of("/opt/oriel/oriel")).get(UnitTexts.FOLDER.resolve(UnitTexts.TARGET)))
                .contains("\nWantedBy=multi-user.target\n");
    }

    /// Those of hello-websocket started a program with words that it had not taken for a while.
    @Test
    void unitsStartCommandsThatTheProgramHas() {
        var words = Pattern.compile("(?m)^ExecStart=/opt/oriel/oriel (.+)$");
        for (var unit : ALL) {
            var matcher = words.matcher(text(unit, ALL, "/opt/oriel/oriel"));
            assertThat(matcher.find()).isTrue();
            assertThat(matcher.group(1).split(" ")).startsWith(unit.word()).endsWith("--config", "/etc/oriel/oriel.yaml");
        }
    }

    @Test
    void aPathWithBlanksAndPercentSignsIsQuoted() throws Exception {
        assertThat(text(ServiceUnit.SERVE, ALL, "/srv/100% \"mine\"/oriel"))
                .contains("\nExecStart=\"/srv/100%% \\\"mine\\\"/oriel\" serve ");
    }
}
