package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.config.Keys;
import dev.oriel.testing.FreePorts;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `deploy/Dockerfile` against the sources, the settings and the page that says how to use it; and its check of health, as it stands,
/// against servers. No image is built here: that takes a container engine.
class ContainerTest {
    private static final Path FILE = Path.of("deploy/Dockerfile");
    private static final Pattern CHECK = Pattern.compile("(?m)^HEALTHCHECK .* CMD (\\[.*])$");
    private static final Pattern COPIED = Pattern.compile("(?m)^COPY (?!--from)(.*) \\S+$");

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).toList();
    }

    private static String file() throws IOException {
        return Files.readString(FILE);
    }

    @Test
    void whatItCopiesIsThere() throws IOException {
        var copied = COPIED.matcher(file()).results().flatMap(match -> List.of(match.group(1).split(" ")).stream()).toList();
        assertThat(copied).contains("pom.xml", "oriel", "src/main").allMatch(name -> Files.exists(Path.of(name)));
    }

    @Test
    void itTakesTheJavaThatTheProgramIsCompiledFor() throws IOException {
        var release = found("<maven.compiler.release>(\\d+)<", Files.readString(Path.of("pom.xml"))).getFirst();
        assertThat(file()).contains("eclipse-temurin:" + release + "-jdk ", "--multi-release " + release + " ");
    }

    @Test
    void itsVariablesAreSettingsAndItsPortIsTheUsualOne() throws IOException {
        var known = Keys.ONCE.stream().map(setting -> setting.environmentName()).toList();
        assertThat(found("(?m)^ENV (ORIEL_\\w+)", file())).containsExactly("ORIEL_SERVER_HOST").allMatch(known::contains);
        assertThat(found("(?m)^EXPOSE (.*)$", file())).containsExactly("8080");
        assertThat(Keys.ONCE).filteredOn(setting -> setting.key().equals("server.port")).singleElement()
                .matches(setting -> "8080".equals(setting.defaultValue()));
    }

    @Test
    void thePageSpeaksOfTheSameFileUserAndFolder() throws IOException {
        var page = Files.readString(Path.of("docs/operations.md"));
        var user = found("--uid (\\d+)", file()).getFirst();
        var volume = found("(?m)^VOLUME (.*)$", file()).getFirst();
        assertThat(page).contains("docker build -f " + FILE + " ", "-v oriel:" + volume + " ", "number " + user, "chown " + user,
                found("ENTRYPOINT \\[\"(.*)\"]", file()).getFirst());
        assertThat(file()).contains("WORKDIR " + volume, "docker build -f " + FILE + " ", "USER oriel");
    }

    private static int health(Map<String, String> environment) throws Exception {
        var check = CHECK.matcher(file());
        assertThat(check.find()).isTrue();
        var words = new JsonArray(check.group(1)).stream().map(String::valueOf).toList();
        var builder = new ProcessBuilder(words).inheritIO();
        builder.environment().keySet().removeAll(List.of("PORT", "ORIEL_SERVER_PORT"));
        builder.environment().putAll(environment);
        var process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void itsCheckOfHealthFindsTheServerAtThePortOfThePlatform(@TempDir Path folder) throws Exception {
        int port = FreePorts.next();
        var platforms = Map.of("PORT", Integer.toString(port));
        assertThat(health(platforms)).as("before it runs").isNotZero();
        try (var oriel = new OrielProcess(folder, platforms, List.of())) {
            assertThat(oriel.port()).isEqualTo(port);
            assertThat(health(platforms)).isZero();
            assertThat(health(Map.of("PORT", "1", "ORIEL_SERVER_PORT", Integer.toString(port)))).isZero();
        }
    }

    @Test
    void itsCheckOfHealthTakesAServerThatSpeaksHttps() throws Exception {
        try (var oriel = RunningOriel.with("server.tls.selfSigned", "true")) {
            assertThat(health(Map.of("PORT", Integer.toString(oriel.port())))).isZero();
        }
    }
}
