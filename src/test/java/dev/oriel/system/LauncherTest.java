package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.files.OtherUser;
import dev.oriel.files.Ownership;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `./oriel`, with a build that is there already and a java that only repeats its words.
class LauncherTest {
    private static final String JAVA = """
            #!/bin/sh
            case "$*" in *-XshowSettings*) echo "    java.specification.version = 25" >&2; exit 0 ;; esac
            echo "uid=$(id -u) arenas=$MALLOC_ARENA_MAX $*"
            """;

    @TempDir
    Path folder;
    private Path java;

    /// The launcher as it is, but for where it looks for the machine's memory.
    @BeforeEach
    void layOut() throws IOException {
        write("oriel", Files.readString(Path.of("oriel")).replace("/proc/meminfo", folder + "/meminfo")
                .replace("/proc/self/cgroup", folder + "/cgroup").replace("/sys/fs/cgroup", folder + "/groups"));
        java = write("bin/java", JAVA);
        for (var script : List.of(folder.resolve("oriel"), java)) {
            assertThat(script.toFile().setExecutable(true, false)).isTrue();
        }
        write("pom.xml", "");
        Files.createDirectories(folder.resolve("src/main"));
        for (var built : List.of("lock", "oriel.jar", "oriel.aot.failed", "built")) {
            write("target/program/one/" + built, "");
        }
        Files.createSymbolicLink(folder.resolve("target/program/current"), Path.of("one"));
        memory(8192);
        write("cgroup", "");
    }

    private Path write(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void memory(int megabytes) throws IOException {
        write("meminfo", "MemTotal:       " + megabytes * 1024L + " kB\nMemFree:  1 kB\n");
    }

    private String run(Map<String, String> environment, String... before) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(before));
        command.addAll(List.of(folder.resolve("oriel").toString(), "serve", "--port", "0"));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.contains("JAVA") || name.startsWith("MALLOC"));
        builder.environment().put("ORIEL_JAVA", java.toString());
        builder.environment().putAll(environment);
        var process = builder.start();
        try (var output = process.inputReader()) {
            var said = String.join("\n", output.lines().toList());
            assertThat(process.waitFor()).as(said).isZero();
            return said;
        }
    }

    @ParameterizedTest
    @CsvSource({"256,128", "512,128", "1024,256", "1536,384", "2048,384", "8192,384", "65536,384"})
    void heapAndDirectMemoryAreAQuarterOfTheMachineWithinBounds(int machine, int share) throws Exception {
        memory(machine);
        assertThat(run(Map.of())).contains("-Xmx" + share + "m -XX:MaxDirectMemorySize=" + share + "m").contains("arenas=2 ")
                .endsWith("oriel.jar dev.oriel.Main serve --port 0");
    }

    @ParameterizedTest
    @CsvSource({"0::/a/b,a/b/memory.max,1073741824,256", "0::/a/b,a/memory.max,1073741824,256", "0::/,memory.max,1073741824,256",
        "0::/a,a/memory.max,max,384", "7:cpu:/x,memory.max,1073741824,384",
        "'4:memory:/docker/x',memory/docker/x/memory.limit_in_bytes,1073741824,256",
        "'4:cpu,memory:/docker/x',memory/memory.limit_in_bytes,1073741824,256",
        "4:memory:/,memory/memory.limit_in_bytes,9223372036854771712,384"})
    void aControlGroupThatAllowsLessIsTheMachine(String group, String file, String limit, int share) throws Exception {
        write("cgroup", "9:name=systemd:/\n" + group + "\n");
        write("groups/" + file, limit + "\n");
        assertThat(run(Map.of())).contains("-Xmx" + share + "m -XX:MaxDirectMemorySize=" + share + "m");
    }

    /// A java that makes a cache, says where and with what, and ends so.
    private void javaThatMakesACache(int code) throws IOException {
        write("bin/java", """
                #!/bin/sh
                case "$*" in
                *-XshowSettings*) echo "    java.specification.version = 25" >&2; exit 0 ;;
                *AOTCacheOutput=*) cache=${*##*AOTCacheOutput=}; { pwd; env; } >"${cache%% *}"; exit %d ;;
                esac
                echo "$*"
                """.replace("%d", Integer.toString(code)));
        Files.delete(folder.resolve("target/program/one/oriel.aot.failed"));
    }

    @Test
    void theRunThatMakesTheCacheMeetsNobodysSettings() throws Exception {
        javaThatMakesACache(0);
        assertThat(
                run(Map.of("ORIEL_SERVER_PORT", "1", "NOTIFY_SOCKET", "/x", "LC_ALL", "C.UTF-8", "JAVA_TOOL_OPTIONS", "-Da=b c")))
                .contains("-XX:AOTCache=" + folder.resolve("target/program/one/oriel.aot"));
        assertThat(folder.resolve("target/program/one/oriel.aot")).content()
                .startsWith(folder.resolve("target/program/one") + "\n")
                .contains("LC_ALL=C.UTF-8\n", "JAVA_TOOL_OPTIONS=-Da=b c\n", "PATH=", "HOME=").doesNotContain("ORIEL", "NOTIFY");
    }

    /// Java itself would refuse such a cache, with three lines of errors at each start.
    @Test
    void aCacheOfAnotherJavaOrAnotherJarIsMadeAnew() throws Exception {
        javaThatMakesACache(0);
        assertThat(run(Map.of())).contains("Preparing a fast start", "-XX:AOTCache=");
        var cache = folder.resolve("target/program/one/oriel.aot");
        Files.writeString(cache, "kept");
        assertThat(run(Map.of())).contains("-XX:AOTCache=").doesNotContain("Preparing");
        assertThat(cache).content().isEqualTo("kept");
        write("release", "JAVA_RUNTIME_VERSION=\"25.0.9\"\n");
        assertThat(run(Map.of())).contains("Preparing a fast start", "-XX:AOTCache=");
        assertThat(cache).content().isNotEqualTo("kept");
        for (long seconds : new long[]{-1, 1}) {
            var jar = folder.resolve("target/program/one/oriel.jar");
            var copied = Files.getLastModifiedTime(jar).toInstant().plusSeconds(seconds);
            Files.setLastModifiedTime(jar, FileTime.from(copied));
            assertThat(run(Map.of())).contains("Preparing a fast start", "-XX:AOTCache=");
            assertThat(run(Map.of())).doesNotContain("Preparing");
        }
    }

    /// Such as in an image, where it was made in another folder.
    @Test
    void aCacheIsGoodInAnyFolder() throws Exception {
        javaThatMakesACache(0);
        run(Map.of());
        var program = folder.resolve("target/program");
        Files.move(program.resolve("one"), program.resolve("two"));
        Files.delete(program.resolve("current"));
        Files.createSymbolicLink(program.resolve("current"), Path.of("two"));
        assertThat(run(Map.of())).contains("-XX:AOTCache=" + program.resolve("two/oriel.aot")).doesNotContain("Preparing");
    }

    @Test
    void aRunThatFailsLeavesNoCache() throws Exception {
        javaThatMakesACache(3);
        assertThat(run(Map.of())).doesNotContain("-XX:AOTCache=").endsWith("serve --port 0");
        assertThat(folder.resolve("target/program/one")).isDirectoryContaining("glob:**/oriel.aot.failed")
                .isDirectoryNotContaining("glob:**/oriel.aot").isDirectoryNotContaining("glob:**/oriel.aot.[0-9]*");
    }

    @Test
    void filtersOfOthersLieOnTheClassPathBehindOriel() throws Exception {
        assertThat(run(Map.of("ORIEL_CLASSPATH", "/own/filters.jar")))
                .contains("oriel.jar:/own/filters.jar dev.oriel.Main serve");
    }

    @Test
    void theUsersWordIsTheLast() throws Exception {
        assertThat(run(Map.of("ORIEL_JAVA_OPTS", "-Xmx300m", "MALLOC_ARENA_MAX", "8"))).contains("-Xmx300m", "arenas=8 ")
                .contains("-XX:MaxDirectMemorySize=384m").doesNotContain("-Xmx384m");
        assertThat(run(Map.of("ORIEL_JAVA_OPTS", "-XX:MaxRAMPercentage=50 -XX:MaxDirectMemorySize=64m"))).doesNotContain("-Xmx")
                .doesNotContain("MemorySize=384m");
        assertThat(run(Map.of("JAVA_TOOL_OPTIONS", "-Xmx300m"))).doesNotContain("-Xmx384m");
    }

    /// A java in somebody's home is found first by who has built it; services do not see it.
    @Test
    void rootLooksForAJavaOutsideOfHomes() throws Exception {
        var launcher = folder.resolve("oriel");
        Files.writeString(launcher, Files.readString(launcher).replace("^/(home|root)/", "^" + folder + "/(home|root)/"));
        var cached = write("home/anna/jdk/bin/java", JAVA.replace("uid=", "home uid="));
        var shared = write("shared/java", JAVA.replace("uid=", "shared uid="));
        for (var each : List.of(cached, shared)) {
            assertThat(each.toFile().setExecutable(true, false)).isTrue();
        }
        var known = write("target/java", cached + "\n");
        var environment = Map.of("ORIEL_JAVA", "", "PATH", shared.getParent() + ":" + System.getenv("PATH"));
        boolean isRoot = Ownership.isRoot();
        assertThat(run(environment)).contains(isRoot ? "shared uid=" : "home uid=");
        assertThat(known).hasContent((isRoot ? shared.toRealPath() : cached) + "\n");
    }

    @Test
    void whatRootRunsInAnotherUsersCheckoutIsMadeByThatUser() throws Exception {
        OtherUser.needed();
        Files.delete(folder.resolve("target/program/one/oriel.aot.failed"));
        try (var files = Files.walk(folder)) {
            for (var file : files.toList()) {
                OtherUser.owns(file);
            }
        }
        assertThat(run(Map.of())).endsWith("oriel.jar dev.oriel.Main serve --port 0").contains("uid=0 ",
                "runs with root's rights what");
        var made = folder.resolve("target/program/one/oriel.aot.failed");
        assertThat(made).exists();
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(file -> !isOthers(file)).toList()).isEmpty();
        }
    }

    /// As in a container that has the checkout of a user whom it does not know.
    @Test
    void anOwnerWithoutANameIsNoReasonToEnd() throws Exception {
        OtherUser.needed();
        try (var files = Files.walk(folder)) {
            for (var file : files.toList()) {
                Files.setAttribute(file, "unix:uid", 54_321, LinkOption.NOFOLLOW_LINKS);
            }
        }
        assertThat(run(Map.of())).endsWith("oriel.jar dev.oriel.Main serve --port 0").contains("uid=0 ");
    }

    /// As a service does whose checkout was brought up to date, and not built.
    @Test
    void whoCannotBuildRunsWhatWasBuilt() throws Exception {
        OtherUser.needed();
        Files.setLastModifiedTime(folder.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));
        try (var files = Files.walk(folder)) {
            for (var file : files.toList()) {
                assertThat(file.toFile().setReadable(true, false)).isTrue();
                assertThat(!Files.isDirectory(file) || file.toFile().setExecutable(true, false)).isTrue();
            }
        }
        var user = Integer.toString(OtherUser.ID);
        assertThat(run(Map.of(), "setpriv", "--reuid", user, "--regid", user, "--clear-groups")).contains("cannot build anew")
                .endsWith("oriel.jar dev.oriel.Main serve --port 0");
    }

    private static boolean isOthers(Path file) {
        try {
            return OtherUser.ownerOf(file) == OtherUser.ID;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
