package dev.oriel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Image controls that are kept, and a file of them that breaks.
class ControlStoreTest {
    private static final Map<String, Integer> BRIGHT = Map.of("Brightness", 200);

    private Path file = Path.of("");
    private ControlStore store = new ControlStore(Path.of(""));

    @BeforeEach
    void open(@TempDir Path folder) {
        file = folder.resolve("controls.json");
        store = new ControlStore(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{ broken", "", "[]", "{\"door\":5}", "{\"door\":{\"Brightness\":null}}"})
    void aFileThatBreaksWhileRunningChangesNothingAndIsLeftAlone(String text) throws IOException {
        store.keep("door", BRIGHT);
        var right = Files.readString(file);
        Files.writeString(file, text);
        assertThat(store.values("door")).isEqualTo(BRIGHT);
        assertThat(store.problem()).contains("controls.json");
        assertThatThrownBy(() -> store.keep("yard", BRIGHT)).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot be kept");
        assertThat(file).hasContent(text);
        Files.writeString(file, right);
        store.refresh();
        assertThat(store.problem()).isEmpty();
        store.keep("yard", BRIGHT);
        assertThat(store.values("door")).isEqualTo(BRIGHT);
    }

    @Test
    void aFileThatIsBrokenAtTheStartIsLeftAlone() throws IOException {
        Files.writeString(file, "{ broken");
        assertThat(store.values("door")).isEmpty();
        assertThat(store.problem()).contains("controls.json");
        assertThatThrownBy(() -> store.keep("door", BRIGHT)).isInstanceOf(UncheckedIOException.class);
        assertThat(file).hasContent("{ broken");
    }

    @Test
    void aFileThatIsGoneIsMadeAnewWithAllThatWasInIt() throws IOException {
        store.keep("door", BRIGHT);
        Files.delete(file);
        assertThat(store.values("door")).isEqualTo(BRIGHT);
        assertThat(store.problem()).contains("it is gone");
        store.keep("yard", BRIGHT);
        assertThat(store.problem()).isEmpty();
        assertThat(Files.readString(file)).contains("door", "yard");
    }
}
