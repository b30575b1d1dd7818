package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.systemd.ServiceUnit;
import dev.oriel.systemd.UnitTexts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes.Name;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Debian package that `deploy/package` makes of this build: what lies in it, and that it runs from where it was unpacked.
class PackageTest {
    private static final Path PROGRAM = Path.of("usr/lib/oriel");

    @TempDir
    static Path folder = Path.of("");
    private static Path tree = Path.of("");
    private static Path file = Path.of("");

    @BeforeAll
    static void makeAndUnpackIt() throws Exception {
        Programs.needed("dpkg-deb", "strip", "readelf", "unzip", "man");
        var program = Files.createDirectory(folder.resolve("program"));
        Files.createSymbolicLink(program.resolve("lib"), Path.of("target/lib").toAbsolutePath());
        jar(program.resolve("oriel.jar"));
        run("deploy/package", "deb", "--program", program.toString(), "--out", folder.toString(), "--compress", "none");
        try (var made = Files.list(folder)) {
            file = made.filter(each -> each.toString().endsWith(".deb")).findFirst().orElseThrow();
        }
        tree = folder.resolve("tree");
        run("dpkg-deb", "-x", file.toString(), tree.toString());
    }

    /// As the build makes it after the tests.
    private static void jar(Path jar) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
        try (var libraries = Files.list(Path.of("target/lib"))) {
            manifest.getMainAttributes().put(Name.CLASS_PATH,
                    String.join(" ", libraries.map(each -> "lib/" + each.getFileName()).sorted().toList()));
        }
        var classes = Path.of("target/classes");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest); var all = Files.walk(classes)) {
            for (var each : all.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(each).toString()));
                Files.copy(each, out);
            }
        }
    }

    private static String run(String... words) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("MANWIDTH", "200");
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", words) + ":\n" + said).isZero();
        return said;
    }

    @Test
    void itsFilesLieWhereDebianHasThem() throws Exception {
        for (var name : List.of("usr/bin/oriel", "usr/share/doc/oriel/copyright", "usr/share/doc/oriel/changelog.gz",
                "usr/share/zsh/vendor-completions/_oriel", "usr/lib/sysusers.d/oriel.conf", "usr/lib/tmpfiles.d/oriel.conf",
                "usr/lib/systemd/system/oriel.target", "usr/share/man/man1/oriel-serve.1.gz")) {
            assertThat(tree.resolve(name)).exists();
        }
        assertThat(tree.resolve("etc/oriel/oriel.yaml")).hasSameTextualContentAs(Path.of("oriel.example.yaml"));
        assertThat(run("dpkg-deb", "-I", file.toString(), "conffiles")).isEqualTo("/etc/oriel/oriel.yaml\n");
        assertThat(run("dpkg-deb", "-c", file.toString()).lines()).allMatch(line -> line.contains(" root/root "));
        assertThat(run("dpkg-deb", "-f", file.toString(), "Package", "Depends")).contains("Package: oriel", "adduser",
                "libc6 (>= 2.");
    }

    @Test
    void itsUnitsAreThoseOfOrielService() throws Exception {
        for (var unit : ServiceUnit.values()) {
            var texts = UnitTexts.of(EnumSet.of(unit), Path.of("/").resolve(PROGRAM).resolve("oriel"));
            assertThat(tree.resolve("usr/lib/systemd/system").resolve(unit.file())).content()
                    .isEqualTo(UnitTexts
                            .ofPackage(Objects.requireNonNull(texts.get(Path.of("etc/systemd/system").resolve(unit.file())))));
        }
    }

    @Test
    void nothingThatIsNeverLoadedIsInIt() throws IOException {
        try (var all = Files.walk(tree.resolve(PROGRAM))) {
            assertThat(all.map(each -> each.getFileName().toString())).noneMatch(
                    name -> name.matches(
                            "ffmpeg|ffprobe|.*avdevice.*|.*quic.*|.*http3.*|.*-linux-.*\\.jar|libawt.*|.*jasperreports.*"));
        }
    }

    @Test
    void itsManualRenders() throws Exception {
        try (var pages = Files.list(tree.resolve("usr/share/man/man1"))) {
            for (var page : pages.toList()) {
                assertThat(run("man", "--warnings", "-l", page.toString())).contains("NAME").doesNotContain("warning");
            }
        }
        assertThat(run("man", "-l", tree.resolve("usr/share/man/man1/oriel.1.gz").toString())).contains("--camera NAME=URI",
                "oriel-serve", "/etc/oriel/oriel.yaml").doesNotContain("warm-up");
    }

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        var script = "source '" + tree.resolve("usr/share/bash-completion/completions/oriel") + "'; "
                + "complete() { COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _complete_oriel; echo \"${COMPREPLY[@]}\"; }; "
                + "complete oriel ser; complete oriel serve --tls";
        assertThat(run("bash", "-c", script)).contains("serve", "service", "--tls-cert", "--tls-self-signed");
    }

    @Test
    void itRunsWithoutAJavaOfTheMachineAndUnpacksNothing() throws Exception {
        var program = tree.resolve(PROGRAM);
        Files.delete(program.resolve("cache")); // leads to where the system keeps such things
        Files.createFile(Files.createDirectory(program.resolve("cache")).resolve("oriel.aot.failed"));
        var home = Files.createDirectory(folder.resolve("home"));
        try (var oriel = OrielProcess.ofLauncher(program.resolve("oriel"), home,
                Map.of("PATH", "/usr/bin:/bin", "HOME", home.toString()), "serve", "--port", "0", "--camera",
                "test=test:?size=320x240&filter=text='hello'")) {
            var snapshot = HttpRequest
                    .newBuilder(URI.create("http://127.0.0.1:" + oriel.port() + "/api/cameras/test/snapshot.jpg")).build();
            var client = HttpClient.newHttpClient();
            var answer = await().until(() -> client.send(snapshot, BodyHandlers.ofByteArray()), it -> it.statusCode() == 200);
            assertThat(answer.body()).startsWith(0xFF, 0xD8);
            assertThat(Files.readString(Path.of("/proc/" + oriel.pid() + "/maps"))).contains(program + "/lib/libavcodec.so",
                    program + "/lib/libnetty_transport_native_epoll", program + "/runtime/lib/server/libjvm.so")
                    .doesNotContain(".javacpp");
        }
        try (var left = Files.list(home)) {
            assertThat(left.map(each -> each.getFileName().toString())).isSubsetOf("oriel-data");
        }
    }
}
