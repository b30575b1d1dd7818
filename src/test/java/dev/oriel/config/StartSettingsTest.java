package dev.oriel.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartSettingsTest {
    @TempDir
    Path folder;

    private List<String> differences(Map<String, String> before, Map<String, String> after) throws ConfigException {
        return read(before).atStart().differences(read(after).atStart());
    }

    private Settings read(Map<String, String> words) throws ConfigException {
        return SettingsReader.read(new SettingsReader.Inputs(words, Map.of(), folder, null), uri -> Map.of());
    }

    @Test
    void keysThatWereWrittenOtherwiseAreNamed() throws ConfigException {
        assertThat(differences(Map.of(), Map.of("server.port", "9000", "bus.url", "redis://bus", "log.level", "debug")))
                .containsExactly("server.port", "bus.url");
        assertThat(differences(Map.of("bus.prefix", "a."), Map.of("bus.prefix", "b."))).containsExactly("bus.prefix");
        assertThat(differences(Map.of("server.host", "::1"), Map.of())).containsExactly("server.host");
    }

    @Test
    void whatIsWrittenAndChangesNothingIsNotNamed() throws ConfigException {
        assertThat(differences(Map.of(), Map.of("server.port", "8080", "bus.plain", "no"))).isEmpty();
        assertThat(differences(Map.of(), Map.of("compat.pistreaming.port", "9000", "compat.pistreaming.enabled", "false")))
                .isEmpty();
        assertThat(differences(Map.of(), Map.of("server.maxConnections", "100", "cameras.a.uri", "test:"))).isEmpty();
    }

    @Test
    void portsThatAreSwitchedOnAreNamedByTheKeyThatDidIt() throws ConfigException {
        assertThat(differences(Map.of(), Map.of("compat.jsmpeg.enabled", "true"))).containsExactly("compat.jsmpeg.enabled");
        assertThat(differences(Map.of(), Map.of("compat.jsmpeg.inPort", "8081"))).containsExactly("compat.jsmpeg.inPort");
    }

    @Test
    void noValueShowsInItsText() throws ConfigException {
        assertThat(read(Map.of("bus.url", "redis://me:s3cret@bus")).atStart().toString()).contains("bus.url")
                .doesNotContain("s3cret");
    }
}
