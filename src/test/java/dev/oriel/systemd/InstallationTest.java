package dev.oriel.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.oriel.files.OtherUser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an installation leaves below its root, and what is left when it is removed.
class InstallationTest {
    private static final Path TMPFILES = Path.of("/usr/bin/systemd-tmpfiles");
    private static final Path PROGRAM = Path.of("/opt/oriel/oriel");
    private static final Set<ServiceUnit> ALL = EnumSet.allOf(ServiceUnit.class);

    @TempDir
    Path folder;

    private Path root = Path.of("");
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final List<ServiceUnit> stopped = new ArrayList<>();
    private final PrintStream said = new PrintStream(heard, true, StandardCharsets.UTF_8);

    @BeforeEach
    void anImageOfASystem() throws IOException {
        root = folder.resolve("root");
        Files.createDirectories(root.resolve("etc/systemd/system/multi-user.target.wants"));
        Files.writeString(root.resolve("etc/systemd/system/other.service"), "[Service]\n");
    }

    /// Everything below the root with rights and content.
    private Map<String, String> tree() throws IOException {
        var tree = new TreeMap<String, String>();
        try (var files = Files.walk(root)) {
            for (var file : files.toList()) {
                var content = Files.isSymbolicLink(file)
                        ? "-> " + Files.readSymbolicLink(file)
                        : Files.isRegularFile(file) ? Files.readString(file) : "folder";
                tree.put(root.relativize(file).toString(),
                        Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS) + " " + content);
            }
        }
        return tree;
    }

    private void install(Set<ServiceUnit> units) throws IOException {
        install(units, PROGRAM);
    }

    private void install(Set<ServiceUnit> units, Path program) throws IOException {
        new Installation(root, said).make(units, program, stopped::add);
    }

    private void uninstall() throws IOException {
        new Installation(root, said).remove(_ -> false);
    }

    private Path file(String path) {
        return root.resolve(path);
    }

    @Test
    void installedAndRemovedLeavesAnEmptyDifference() throws IOException {
        var before = tree();
        install(ALL);
        assertThat(tree()).isNotEqualTo(before);
        uninstall();
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void anEmptyFolderIsEmptyAfterwards() throws IOException {
        root = Files.createDirectory(folder.resolve("empty"));
        install(ALL);
        uninstall();
        assertThat(tree()).containsOnlyKeys("");
    }

    @Test
    void unitsStartAtBoot() throws IOException {
        install(ALL);
        assertThat(Files.readSymbolicLink(file("etc/systemd/system/multi-user.target.wants/oriel.target")))
                .isEqualTo(Path.of("/etc/systemd/system/oriel.target"));
        for (var unit : ALL) {
            assertThat(Files.readSymbolicLink(file("etc/systemd/system/oriel.target.wants/" + unit.file())))
                    .isEqualTo(Path.of("/etc/systemd/system/" + unit.file()));
        }
    }

    @Test
    void settingsAreReadableByTheServicesAlone() throws IOException {
        install(ALL);
        assertThat(tree().get("etc/oriel/oriel.yaml")).startsWith("[OWNER_READ, OWNER_WRITE, GROUP_READ]".substring(0, 1))
                .doesNotContain("OTHERS");
        assertThat(tree().get("etc/oriel")).doesNotContain("OTHERS");
        assertThat(tree().get("var/lib/oriel")).doesNotContain("OTHERS");
    }

    private void rights(String path, String rights) throws IOException {
        Files.setPosixFilePermissions(file(path), PosixFilePermissions.fromString(rights));
    }

    private String rights(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file(path)));
    }

    /// What systemd does at each boot: a folder that the service may not enter has no certificate for it.
    @Test
    void atABootFilesBecomeReadableAndFoldersStayOpenToTheServices() throws Exception {
        OtherUser.needed();
        assumeTrue(Files.isExecutable(TMPFILES) || Boolean.getBoolean("oriel.tests.all"), "no systemd-tmpfiles here");
        install(ALL);
        Files.writeString(file("etc/passwd"),
                "root:x:0:0::/root:/bin/sh\noriel:x:" + OtherUser.ID + ":" + OtherUser.ID + "::/var/lib/oriel:/bin/false\n");
        Files.writeString(file("etc/group"), "root:x:0:\noriel:x:" + OtherUser.ID + ":\n");
        Files.createDirectory(file("etc/oriel/tls"));
        rights("etc/oriel/tls", "rwxr-xr-x");
        Files.writeString(file("etc/oriel/relay.key"), "a-key-of-the-relay\n");
        rights("etc/oriel/relay.key", "rw-------");
        var boot = new ProcessBuilder(TMPFILES.toString(), "--root=" + root, "--create").redirectErrorStream(true).start();
        var heardOfIt = new String(boot.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(boot.waitFor()).as(heardOfIt).isZero();
        assertThat(rights("etc/oriel/tls")).isEqualTo("rwxr-x---");
        assertThat(rights("etc/oriel/relay.key")).isEqualTo("rw-r-----");
        assertThat(rights("etc/oriel/oriel.yaml")).isEqualTo("rw-r-----");
        assertThat(Files.getAttribute(file("etc/oriel/tls"), "unix:gid")).isEqualTo(OtherUser.ID);
    }

    @Test
    void settingsThatAreThereAreNeverOverwrittenNorRemoved() throws IOException {
        Files.createDirectories(file("etc/oriel"));
        Files.writeString(file("etc/oriel/oriel.yaml"), "server:\n  port: 9000\n");
        var before = tree();
        install(ALL);
        assertThat(Files.readString(file("etc/oriel/oriel.yaml"))).isEqualTo("server:\n  port: 9000\n");
        uninstall();
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void whatPeopleChangedStaysAndIsSaid() throws IOException {
        install(ALL);
        Files.writeString(file("etc/oriel/oriel.yaml"), "server:\n  port: 9000\n");
        Files.createDirectories(file("var/lib/oriel/oriel-data"));
        uninstall();
        assertThat(file("etc/oriel/oriel.yaml")).hasContent("server:\n  port: 9000\n");
        assertThat(file("var/lib/oriel/oriel-data")).isDirectory();
        assertThat(file("etc/systemd/system/oriel-serve.service")).doesNotExist();
        assertThat(heard.toString(StandardCharsets.UTF_8)).contains(
                "stays: " + file("etc/oriel/oriel.yaml") + ", which was changed",
                "stays: " + file("var/lib/oriel") + ", which is not");
    }

    /// Such as settings in a folder under version control.
    @Test
    void aLinkThatPeoplePutInPlaceOfAFileStays() throws IOException {
        install(ALL);
        var mine = Files.writeString(file("mine.yaml"), "server:\n  port: 9000\n");
        var other = Path.of("/usr/lib/systemd/system/other.service");
        var settings = file("etc/oriel/oriel.yaml");
        var wanted = file("etc/systemd/system/oriel.target.wants/oriel-serve.service");
        var masked = file("etc/systemd/system/oriel-record.service");
        Files.delete(settings);
        Files.createSymbolicLink(settings, mine);
        Files.delete(wanted);
        Files.createSymbolicLink(wanted, other);
        Files.delete(masked);
        Files.createSymbolicLink(masked, Path.of("/dev/null"));
        uninstall();
        assertThat(Files.readSymbolicLink(settings)).isEqualTo(mine);
        assertThat(Files.readSymbolicLink(wanted)).isEqualTo(other);
        assertThat(Files.readSymbolicLink(masked)).isEqualTo(Path.of("/dev/null"));
        assertThat(heard.toString(StandardCharsets.UTF_8)).contains("stays: " + settings + ", which was changed",
                "stays: " + wanted + ", which was changed", "stays: " + masked + ", which was changed");
        assertThat(file("etc/systemd/system/oriel-push.service")).doesNotExist();
    }

    @Test
    void aSecondInstallationChangesNothing() throws IOException {
        install(ALL);
        var once = tree();
        install(ALL);
        assertThat(tree()).isEqualTo(once);
    }

    @Test
    void anotherInstallationBringsUnitsUpToDateAndRemovesThoseNotAskedFor() throws IOException {
        var before = tree();
        install(ALL);
        install(Set.of(ServiceUnit.SERVE), Path.of("/srv/oriel/oriel"));
        assertThat(Files.readString(file("etc/systemd/system/oriel-serve.service"))).contains("ExecStart=/srv/oriel/oriel serve ")
                .doesNotContain("oriel-record.service");
        assertThat(file("etc/systemd/system/oriel-record.service")).doesNotExist();
        assertThat(Files.exists(file("etc/systemd/system/oriel.target.wants/oriel-push.service"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        uninstall();
        assertThat(tree()).isEqualTo(before);
    }

    /// Without its file nobody could stop it any more, and it would go on beside the others.
    @Test
    void aUnitThatIsNotAskedForAnyMoreIsStoppedWhileItsFileIsThere() throws IOException {
        install(Set.of(ServiceUnit.SERVE));
        assertThat(stopped).isEmpty();
        var serve = file("etc/systemd/system/oriel-serve.service");
        new Installation(root, said).make(Set.of(ServiceUnit.PUSH), PROGRAM, unit -> {
            assertThat(serve).exists();
            stopped.add(unit);
        });
        assertThat(stopped).containsExactly(ServiceUnit.SERVE);
        assertThat(serve).doesNotExist();
    }

    /// As the package of Oriel lays its files.
    private void layPackage() throws IOException {
        for (var unit : ServiceUnit.values()) {
            for (var text : UnitTexts.of(Set.of(unit), PROGRAM).entrySet()) {
                var file = root.resolve(UnitTexts.packaged(text.getKey()));
                Files.createDirectories(file.getParent());
                Files.writeString(file, UnitTexts.ofPackage(text.getValue()));
            }
        }
    }

    @Test
    void unitsOfThePackageAreUsedWhereTheyAre() throws IOException {
        layPackage();
        var before = tree();
        install(Set.of(ServiceUnit.PUSH));
        assertThat(file("etc/systemd/system/oriel-push.service")).doesNotExist();
        assertThat(file("etc/sysusers.d")).doesNotExist();
        assertThat(Files.readSymbolicLink(file("etc/systemd/system/oriel.target.wants/oriel-push.service")))
                .isEqualTo(Path.of("/usr/lib/systemd/system/oriel-push.service"));
        assertThat(Files.readSymbolicLink(file("etc/systemd/system/multi-user.target.wants/oriel.target")))
                .isEqualTo(Path.of("/usr/lib/systemd/system/oriel.target"));
        uninstall();
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void aUnitOfThePackageThatHasToDoMoreStandsInEtc() throws IOException {
        layPackage();
        install(EnumSet.of(ServiceUnit.SERVE, ServiceUnit.RECORD));
        assertThat(file("etc/systemd/system/oriel-serve.service")).content().contains(" serve --bus-only");
        assertThat(Files.readSymbolicLink(file("etc/systemd/system/oriel.target.wants/oriel-serve.service")))
                .isEqualTo(Path.of("/etc/systemd/system/oriel-serve.service"));
        assertThat(file("etc/systemd/system/oriel-record.service")).doesNotExist();
    }

    /// The package's installation has it start at boot; beside the one that is asked for it would go on.
    @Test
    void aUnitOfThePackageThatIsNotAskedForIsStoppedAndStartsAtBootNoMore() throws IOException {
        layPackage();
        var link = file("etc/systemd/system/oriel.target.wants/oriel-serve.service");
        for (var target : List.of("/usr/lib/systemd/system/oriel-serve.service", "/lib/systemd/system/oriel-serve.service")) {
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, Path.of(target));
            stopped.clear();
            install(Set.of(ServiceUnit.PUSH));
            assertThat(stopped).containsExactly(ServiceUnit.SERVE);
            assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
        }
    }

    @Test
    void whereNothingIsInstalledNothingIsStopped() throws IOException {
        Files.writeString(file("etc/systemd/system/oriel-serve.service"), "[Service]\nExecStart=/bin/true\n");
        assertThatThrownBy(() -> install(ALL)).isInstanceOf(IOException.class);
        install(Set.of(ServiceUnit.PUSH));
        assertThat(stopped).isEmpty();
    }

    @Test
    void aUnitOfSomebodyElseIsNotOverwritten() throws IOException {
        Files.writeString(file("etc/systemd/system/oriel-serve.service"), "[Service]\nExecStart=/bin/true\n");
        var before = tree();
        assertThatThrownBy(() -> install(ALL)).isInstanceOf(IOException.class).hasMessageContaining("move it away");
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void aUnitThatWasChangedIsNotOverwritten() throws IOException {
        install(ALL);
        var unit = file("etc/systemd/system/oriel-serve.service");
        Files.writeString(unit, Files.readString(unit) + "# mine\n");
        assertThatThrownBy(() -> install(ALL)).isInstanceOf(IOException.class).hasMessageContaining("systemctl edit");
    }

    @Test
    void theSettingsSayWhichUnits() {
        var bus = Map.of("bus.url", "redis://127.0.0.1");
        assertThat(ServiceUnit.fitting(Map.of())).containsExactly(ServiceUnit.SERVE);
        assertThat(ServiceUnit.fitting(bus)).containsExactly(ServiceUnit.SERVE);
        assertThat(ServiceUnit.fitting(with(bus, "cameras.door.uri", "test:"))).containsExactly(ServiceUnit.SERVE,
                ServiceUnit.RECORD);
        assertThat(ServiceUnit.fitting(Map.of("push.to", "https://relay.example", "cameras.door.uri", "test:")))
                .containsExactly(ServiceUnit.PUSH);
    }

    /// A server pushes by itself; both with one data folder would be one edge twice.
    @Test
    void serveAndPushDoNotGoTogether() {
        assertThat(ServiceUnit.parse("serve, Record")).containsExactly(ServiceUnit.SERVE, ServiceUnit.RECORD);
        assertThat(ServiceUnit.parse("push")).containsExactly(ServiceUnit.PUSH);
        for (var words : List.of("serve,push", "push,record,serve", "", "all", "serve,,record")) {
            assertThatThrownBy(() -> ServiceUnit.parse(words)).as(words).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("serve");
        }
    }

    @Test
    void aCameraThatIsPublishedTakesNoRecorder() {
        var hall = Map.of("bus.url", "redis://127.0.0.1", "cameras.hall.uri", "publish:", "cameras.hall.locked", "filter");
        assertThat(ServiceUnit.fitting(hall)).containsExactly(ServiceUnit.SERVE);
        assertThat(ServiceUnit.fitting(with(hall, "cameras.door.uri", "test:"))).containsExactly(ServiceUnit.SERVE,
                ServiceUnit.RECORD);
    }

    private static Map<String, String> with(Map<String, String> settings, String key, String value) {
        var more = new TreeMap<>(settings);
        more.put(key, value);
        return more;
    }
}
