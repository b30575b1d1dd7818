package dev.oriel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.config.ConfigException;
import dev.oriel.config.Settings;
import dev.oriel.config.SettingsReader;
import dev.oriel.hub.Camera;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyCamerasTest {
    @TempDir
    Path folder;

    private Settings cameras(IntStream numbers, String title) throws ConfigException {
        var words = new LinkedHashMap<>(Map.of("server.port", "0"));
        numbers.forEach(number -> {
            words.put("cameras.c" + number + ".uri", "test:");
            words.put("cameras.c" + number + ".title", title);
        });
        return SettingsReader.read(new SettingsReader.Inputs(words, Map.of(), folder, null), uri -> Map.of());
    }

    /// Numbers of cameras that have gone rest for a while.
    @Test
    void aCameraForWhichThereIsNoNumberYetCostsNoOther() throws Exception {
        try (var oriel = new Oriel(cameras(IntStream.range(0, 250), "before"), folder).start()) {
            var next = cameras(IntStream.range(10, 260), "after");
            assertThatThrownBy(() -> oriel.apply(next)).isInstanceOf(IllegalStateException.class)
                    .hasMessage("cameras.c256: more than 256 cameras; cameras.c257: more than 256 cameras; "
                            + "cameras.c258: more than 256 cameras; cameras.c259: more than 256 cameras");
            assertThat(oriel.hub().cameras()).extracting(Camera::name).hasSize(246).contains("c10", "c255").doesNotContain("c0",
                    "c9");
            assertThat(oriel.hub().camera("c249").orElseThrow().settings().title()).isEqualTo("after");
            assertThatThrownBy(() -> oriel.apply(next)).isInstanceOf(IllegalStateException.class);
        }
    }
}
