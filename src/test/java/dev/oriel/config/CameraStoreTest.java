package dev.oriel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CameraStoreTest {
    @TempDir
    Path folder;

    private final CameraSettings configured = new CameraSettings("Door", new Size(640, 480), 30.0, 80, 0, Flip.NONE, "");

    @Test
    void onlyWhatWasChangedIsKept() {
        var store = new CameraStore(folder.resolve("data"));
        store.keep("door", configured, new CameraSettings("Gate", null, 30.0, 80, 180, Flip.NONE, ""));
        var later = new CameraSettings("Door", new Size(640, 480), 15.0, 80, 0, Flip.H, "");
        assertThat(new CameraStore(folder.resolve("data")).overlay("door", later))
                .isEqualTo(new CameraSettings("Gate", null, 15.0, 80, 180, Flip.H, ""));
    }

    @Test
    void goingBackToTheConfigurationForgetsTheChange() throws IOException {
        var store = new CameraStore(folder);
        store.keep("door", configured, CameraSettings.titled("x"));
        store.keep("door", configured, configured);
        assertThat(Files.readString(folder.resolve("cameras.json"))).doesNotContain("door");
    }

    private final CameraSettings turned = new CameraSettings("Door", new Size(640, 480), 30.0, 80, 180, Flip.NONE, "");

    private static CameraStore loaded(Path folder) throws IOException {
        var store = new CameraStore(folder);
        store.load();
        return store;
    }

    @ParameterizedTest
    @ValueSource(strings = {"{ broken", "", "  ", "[]", "{\"door\":5}", "{\"door\":null}", "{\"door\":{\"rotate\":45}}"})
    void aFileThatIsNotUnderstoodEndsTheStartAndIsLeftAlone(String text) throws IOException {
        var file = Files.writeString(folder.resolve("cameras.json"), text);
        assertThatThrownBy(() -> loaded(folder)).isInstanceOf(IOException.class).hasMessageContaining("cameras.json")
                .hasMessageContaining("mend it, or move it away");
        assertThatThrownBy(() -> new CameraStore(folder).keep("door", configured, turned))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(file).hasContent(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{ broken", ""})
    void aFileThatBreaksWhileRunningChangesNothing(String text) throws IOException {
        var store = loaded(folder);
        store.keep("door", configured, turned);
        var file = folder.resolve("cameras.json");
        var right = Files.readString(file);
        Files.writeString(file, text);
        assertThat(store.overlay("door", configured)).isEqualTo(turned);
        assertThat(store.problem()).contains("cameras.json");
        assertThatThrownBy(() -> store.keep("door", configured, configured)).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot be kept");
        Files.writeString(file, right);
        assertThat(store.overlay("door", configured)).isEqualTo(turned);
        assertThat(store.problem()).isEmpty();
    }

    @Test
    void aFileThatIsGoneIsMadeAnewWithAllThatWasInIt() throws IOException {
        var store = loaded(folder);
        store.keep("door", configured, turned);
        Files.delete(folder.resolve("cameras.json"));
        assertThat(store.overlay("door", configured)).isEqualTo(turned);
        assertThat(store.problem()).contains("it is gone");
        store.keep("yard", configured, CameraSettings.titled("Yard"));
        assertThat(store.problem()).isEmpty();
        assertThat(loaded(folder).overlay("door", configured)).isEqualTo(turned);
    }

    @Test
    void whatCannotBeKeptSaysWhyAndWhere() throws IOException {
        var inTheWay = Files.writeString(folder.resolve("data"), "");
        assertThatThrownBy(() -> loaded(inTheWay).keep("door", configured, turned)).hasMessageContaining("cannot be kept")
                .hasMessageContaining(inTheWay.toString());
    }
}
